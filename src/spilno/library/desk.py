"""What of website and library waits for the network office."""

from django.utils.translation import gettext_lazy as _

from spilno.design.panels import MOST_LINES, Panel, panel_of
from spilno.library.enums import VersionState
from spilno.library.models import DocumentVersion, HelpEntry
from spilno.library.queries import behind


def panels() -> list[Panel]:
    review = DocumentVersion.objects.filter(state=VersionState.REVIEW).select_related("document").order_by("written_at")
    late = behind()
    lines = "library/partials/desk_"
    return [
        panel_of("library_review", _("Texts to review"), review, f"{lines}review.html"),
        Panel("library_behind", _("Translations that are behind"), late[:MOST_LINES], len(late), f"{lines}behind.html"),
        panel_of("library_help", _("Directory of help: to check"), HelpEntry.objects.to_check(), f"{lines}help.html"),
    ]
