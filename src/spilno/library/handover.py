"""What the library adds to a handover: agreements that are being drafted."""

from django.utils.translation import gettext_lazy as _

from spilno.accounts.models import User
from spilno.design.papers.paper import Passage, Words
from spilno.library.models import Agreement
from spilno.organisations.handover import Section
from spilno.organisations.models import Organisation


def _line(one: Agreement, say: Words) -> Passage:
    versions = list(one.versions.all())
    chosen = next((version for version in versions if version.final), None)
    names = say.same(lambda: " – ".join(party.label for party in one.parties.all()))
    if chosen is not None:
        text = _("%(kind)s, %(parties)s: version %(number)s goes to the signature")
        return say(text, kind=one.get_kind_display, parties=names, number=chosen.number)
    text = _("%(kind)s, %(parties)s: none chosen yet of versions kept (%(number)s)")
    return say(text, kind=one.get_kind_display, parties=names, number=len(versions))


def sections(organisation: Organisation, _person: User, say: Words) -> list[Section]:
    """Those of which no version is signed yet."""
    rows = Agreement.objects.filter(organisation=organisation).exclude(versions__document__isnull=False)
    drafts = rows.prefetch_related("parties", "versions")
    return [Section(_("Drafts of agreements"), [_line(one, say) for one in drafts])]
