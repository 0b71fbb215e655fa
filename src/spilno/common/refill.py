"""Fill the fields of a finished page: values go into the form that has their names, nothing else changes.

The page's own markup stays as it is, sign by sign; only the start tags of matching fields, and the text of matching
text areas, are written anew, with every value escaped.
"""

from html import escape
from html.parser import HTMLParser

from django.http import QueryDict

from spilno.common.markup import marks_of

# Values a form brings along itself, and kinds a page must not set.
NEVER = {"hidden", "password", "file", "submit", "button", "image", "reset"}
# What a form was begun from: given back too, so that what others have saved since is met and not written over.
BEGUN_FROM = {"version", "stamp"}
Attributes = list[tuple[str, str | None]]


class _Filler(HTMLParser):
    def __init__(self, data: QueryDict) -> None:
        super().__init__(convert_charrefs=False)
        self.data = data
        self.pieces: list[str] = []
        self.filled = 0
        self.posts = False
        self.select: str | None = None
        self.silent = False

    def _write(self, tag: str, attributes: Attributes, *, drop: str, add: str = "") -> None:
        kept = [(name, value) for name, value in attributes if name not in drop.split()]
        text = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
        self.pieces.append(f"<{tag}{text}{add}>")
        self.filled += 1

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        known = dict(attributes)
        name = known.get("name") or ""
        if tag == "form":
            self.posts = (known.get("method") or "").lower() == "post"
        if self.posts and tag == "select":
            self.select = name if name in self.data else None
        if self.posts and tag == "option" and self.select is not None:
            chosen = known.get("value") in self.data.getlist(self.select)
            self._write(tag, attributes, drop="selected", add=" selected" if chosen else "")
        elif self.posts and tag == "textarea" and name in self.data:
            # An editor in the browser sent HTML: the field shows it as marks, and hands the editor what it gave.
            typed = str(self.data.get(name, ""))
            is_html = bool(self.data.get(f"{name}-is-html"))
            self._write(tag, attributes, drop="", add=f' data-typed="{escape(typed)}"' if is_html else "")
            self.pieces.append("\n" + escape(marks_of(typed) if is_html else typed, quote=False))
            self.silent = True
        elif self.posts and tag == "input" and name and self._input(tag, attributes, known, name):
            return
        else:
            self.pieces.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attributes: Attributes) -> None:
        self.handle_starttag(tag, attributes)

    def _typed(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def _input(self, tag: str, attributes: Attributes, known: dict[str, str | None], name: str) -> bool:
        kind = (known.get("type") or "text").lower()
        if kind in NEVER and not (kind == "hidden" and name in BEGUN_FROM):
            return False
        if kind in ("checkbox", "radio"):
            # A box that was not ticked is not sent: absence means no.
            chosen = (known.get("value") or "on") in self.data.getlist(name)
            self._write(tag, attributes, drop="checked", add=" checked" if chosen else "")
            return True
        if name not in self.data:
            return False
        self._write(tag, attributes, drop="value", add=f' value="{escape(self._typed(name))}"')
        return True

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.silent = False
        if tag == "select":
            self.select = None
        if tag == "form":
            self.posts = False
        self.pieces.append(f"</{tag}>")

    def _pass(self, text: str) -> None:
        if not self.silent:
            self.pieces.append(text)

    def handle_data(self, data: str) -> None:
        self._pass(data)

    def handle_entityref(self, name: str) -> None:
        self._pass(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._pass(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._pass(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._pass(f"<!{decl}>")


def refill(page: str, data: QueryDict) -> tuple[str, int]:
    """The page with its fields filled, and how many fields that were."""
    filler = _Filler(data)
    filler.feed(page)
    filler.close()
    return "".join(filler.pieces), filler.filled
