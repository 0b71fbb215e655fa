"""Taking over the shipped texts: repeatable, and never over what an editor has written."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.library.enums import VersionState
from spilno.library.models import Document, DocumentVersion, HelpEntry
from spilno.library.starting import LANGUAGES, StarterDocument, starter_documents, starter_entries


@dataclass
class Account:
    """What became of every document and entry: in = created + changed + unchanged."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def as_dict(self) -> dict[str, int]:
        return {"in": self.created + self.changed + self.unchanged, **asdict(self)}


@transaction.atomic
def load_library(*, acting_user: User | None) -> Account:
    """New documents appear; shipped ones that nobody has changed get this release's text; all others stay."""
    account = Account()
    for one in starter_documents():
        _take(one, account, acting_user)
    for values in starter_entries():
        _entry, created = HelpEntry.objects.get_or_create(key=values["key"], defaults=values | {"published": True})
        account.created += created
        account.unchanged += not created
    return account


def _take(one: StarterDocument, account: Account, user: User | None) -> None:
    document, created = Document.objects.get_or_create(key=one.key, defaults=one.values | {"shipped": True})
    if not created and not document.shipped:
        account.unchanged += 1
        return
    # The original first: translations name the version they were made from.
    order = sorted(LANGUAGES, key=lambda language: language != document.original_language)
    written = [_write(document, language, one, user) for language in order]
    if created:
        account.created += 1
    elif any(written):
        # The day its facts are true on, and the like, come with the text.
        Document.objects.filter(pk=document.pk).update(**one.values)
        account.changed += 1
    else:
        account.unchanged += 1


def _write(document: Document, language: str, one: StarterDocument, user: User | None) -> bool:
    text = one.texts[language]
    own = DocumentVersion.objects.filter(document=document, language=language)
    newest = own.order_by("-number").first()
    values = {"title": text.title, "summary": text.summary, "text": text.text}
    if newest is not None and all(getattr(newest, name) == value for name, value in values.items()):
        return False
    original = DocumentVersion.objects.filter(document=document, language=document.original_language).first()
    version = DocumentVersion.objects.create(
        document=document,
        language=language,
        number=newest.number + 1 if newest else 1,
        state=VersionState.PUBLISHED,
        publish_at=timezone.now(),
        source=None if language == document.original_language else original,
        **values,
    )
    record("library.load", version, acting_user=user, after={"title": text.title})
    return True
