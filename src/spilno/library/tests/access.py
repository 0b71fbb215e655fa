from typing import Any

from spilno.library.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    Document,
    DocumentVersion,
    HelpCheck,
    HelpEntry,
    Image,
    MenuEntry,
)
from spilno.library.queries.agreements import version_content
from tests.access.matrix import ACTING, COORDINATORS, EVERYBODY, NOBODY, SIGNED_IN, Row
from tests.cast import Network


def _document(key: str = "paper", kind: str = "guide", state: str = "published") -> DocumentVersion:
    from django.utils import timezone

    document = Document.objects.get_or_create(key=key, defaults={"kind": kind})[0]
    values = {"title": "Titel", "text": "Text", "state": state}
    if state == "published":
        values["publish_at"] = timezone.now()  # type: ignore[assignment]
    return DocumentVersion.objects.get_or_create(document=document, language="de", number=1, defaults=values)[0]


def _menu_entry(_network: Network) -> dict[str, Any]:
    return {"pk": MenuEntry.objects.get_or_create(menu="main", label_en="Chronicle", address="/en/exchange/")[0].pk}


def _menu_step(network: Network) -> dict[str, Any]:
    return _menu_entry(network) | {"step": "up"}


def _paper(_network: Network) -> dict[str, Any]:
    _document()
    return {"key": "paper"}


def _unpublished(_network: Network) -> dict[str, Any]:
    _document("secret", state="draft")
    return {"key": "secret"}


def _page(_network: Network) -> dict[str, Any]:
    _document("somewhere", "page")
    return {"key": "somewhere"}


def _hidden_page(_network: Network) -> dict[str, Any]:
    _document("nowhere", "page", "draft")
    return {"key": "nowhere"}


def _text(network: Network) -> dict[str, Any]:
    return _paper(network) | {"language": "de"}


def _version(_network: Network) -> dict[str, Any]:
    return {"pk": _document("secret", state="draft").pk}


def _step(network: Network) -> dict[str, Any]:
    return _version(network) | {"step": "hand-in"}


def _entry(_network: Network) -> dict[str, Any]:
    values = {"title_de": "Hilfe", "provider": "Stelle", "needs": ["partner"], "link": "https://example.org"}
    return {"pk": HelpEntry.objects.get_or_create(key="help", defaults=values | {"published": True})[0].pk}


def _image(_network: Network) -> dict[str, Any]:
    values = {"width": 1, "height": 1, "alt_de": "Rathaus", "credit": "Stadt"}
    return {"pk": Image.objects.get_or_create(digest="a" * 64, defaults=values)[0].pk}


def _agreement(network: Network) -> dict[str, Any]:
    agreement = Agreement.objects.get_or_create(organisation=network.dortmund, kind="friendship")[0]
    for position, one in enumerate((network.dortmund, network.zhytomyr), start=1):
        values = {"position": position, "name_de": one.name}
        AgreementParty.objects.get_or_create(agreement=agreement, area=one.area, defaults=values)
    return {"pk": agreement.pk}


def _party(network: Network) -> dict[str, Any]:
    kept = _agreement(network)
    return kept | {"party": AgreementParty.objects.filter(agreement=kept["pk"])[0].pk}


def _kept(network: Network) -> dict[str, Any]:
    kept = _agreement(network)
    content = version_content(Agreement.objects.get(pk=kept["pk"]))
    version = AgreementVersion.objects.get_or_create(agreement_id=kept["pk"], number=1, defaults={"content": content})[
        0
    ]
    return kept | {"number": version.number}


def _nothing_there(_network: Network) -> dict[str, Any]:
    return {"digest": "b" * 64, "width": 480}


READERS = ACTING | {"dortmund_reader"}
ROWS = [
    Row("library:menus", COORDINATORS),
    Row("library:new_menu_entry", COORDINATORS),
    Row("library:menu_entry", COORDINATORS, _menu_entry),
    Row("library:move_menu_entry", COORDINATORS, _menu_step, method="post"),
    Row("library:models", EVERYBODY),
    Row("library:model", EVERYBODY, lambda _n: {"kind": "friendship"}),
    Row("library:model", EVERYBODY, lambda _n: {"kind": "friendship"}, query="?asked=1&term=xx", case="wrong"),
    Row("library:model", NOBODY, lambda _n: {"kind": "marriage"}, case="unknown"),
    Row("library:model_file", EVERYBODY, lambda _n: {"kind": "intent", "form": "docx"}),
    Row("library:model_file", NOBODY, lambda _n: {"kind": "intent", "form": "exe"}, case="unknown"),
    Row("library:drafts", SIGNED_IN),
    Row("library:new_draft", ACTING, lambda n: {"origin": "organisation", "number": n.dortmund.pk}),
    Row("library:new_draft", NOBODY, lambda n: {"origin": "friend", "number": n.dortmund.pk}, case="unknown"),
    Row("library:draft", READERS, _agreement),
    Row("library:questions", ACTING, _agreement),
    Row("library:new_party", ACTING, _agreement),
    Row("library:party", ACTING, _party),
    Row("library:move_party", ACTING, lambda n: _party(n) | {"step": "up"}, method="post"),
    Row("library:refill_draft", ACTING, _agreement, method="post"),
    Row("library:keep_draft", ACTING, _agreement, method="post"),
    Row("library:version_of_draft", READERS, _kept),
    Row("library:draft_file", READERS, lambda n: _kept(n) | {"form": "docx"}),
    Row("library:decide_draft", ACTING, lambda n: _kept(n) | {"step": "final"}, method="post"),
    Row("library:remove_draft", ACTING, _agreement, method="post"),
    Row("library:documents", EVERYBODY),
    Row("library:documents", EVERYBODY, query="?kind=xx&for=school", case="narrowed"),
    Row("library:document", EVERYBODY, _paper),
    Row("library:document", NOBODY, _unpublished, case="draft"),
    Row("library:page", EVERYBODY, _page),
    Row("library:page", NOBODY, _hidden_page, case="draft"),
    Row("library:help", EVERYBODY),
    Row("library:contact", EVERYBODY),
    Row("library:barrier", EVERYBODY),
    Row("library:image_file", NOBODY, _nothing_there),
    Row("library:keep", COORDINATORS),
    Row("library:new", COORDINATORS),
    Row("library:edit", COORDINATORS, _paper),
    Row("library:withdraw", COORDINATORS, _paper, method="post"),
    Row("library:text", COORDINATORS, _text),
    Row("library:version", COORDINATORS, _version),
    Row("library:publish", COORDINATORS, _version, method="post"),
    Row("library:step", COORDINATORS, _step, method="post"),
    Row("library:images", COORDINATORS),
    Row("library:images_to_choose", COORDINATORS),
    Row("library:image_for_editor", COORDINATORS, _image),
    Row("library:image", COORDINATORS, _image),
    Row("library:remove_image", COORDINATORS, _image, method="post"),
    Row("library:help_queue", COORDINATORS),
    Row("library:new_help", COORDINATORS),
    Row("library:edit_help", COORDINATORS, _entry),
    Row("library:check_help", COORDINATORS, _entry, method="post"),
    Row("library:remove_help", COORDINATORS, _entry, method="post"),
]

# What is published is for everybody; the rows above refuse drafts, and people are for the editors.
PUBLIC = {
    "library.DocumentVersion": {"title", "summary", "text"},
    "library.Document": {"*"},
    "library.HelpEntry": {"*"},
    "library.Image": {"*"},
}


def fill(network: Network) -> None:
    # Drafts only: the words of what is published are for everybody.
    _entry(network)
    HelpCheck.objects.create(entry=HelpEntry.objects.get(), by=network.coordinator)
    draft = _document("paper", state="draft")
    draft.written_by = network.coordinator
    draft.save()
    _image(network)
    _kept(network)
