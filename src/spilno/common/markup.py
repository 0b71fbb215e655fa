"""Texts with headings, lists and links: kept as marks that anybody can read and compare, shown as HTML that cannot harm.

The marks are Markdown's (CommonMark with tables). A page's title is its only first heading: `#` and `##` become h2, `###`
h3, anything deeper h4. HTML that somebody types stays text; an address leads to the web, to a mailbox or into this site;
an image names a stored one (`![what it shows](image:12)`), never a file elsewhere.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from itertools import pairwise
from typing import Any, TypeVar

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdownify import ATX, MarkdownConverter

from spilno.common.plain_text import several_lines

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "code", "pre", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
T = TypeVar("T")
SCHEMES = {"http", "https", "mailto"}
# Letters of a text whose HTML or words are kept in memory.
LONGEST_KEPT = 20_000
# What a picture becomes: the number behind `image:` and the words in the brackets -> HTML of a template.
Picture = Callable[[int, str], SafeString]

_IMAGE = re.compile(r"image:(\d{1,9})\Z")
_ALONE = re.compile(r"<p>(<img [^>]*>)</p>")
_BRACKET = re.compile(r"[\[\]\\]")
_INSIDE = re.compile(r"/(?![/\\])")
_WEB = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_LEVEL = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


def _may_lead_to(address: str) -> bool:
    return bool(_WEB.match(address) or _INSIDE.match(address) or _IMAGE.match(address))


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return _may_lead_to(url)


@cache
def _reader() -> MarkdownIt:
    reader = _Reader("commonmark", {"html": False, "linkify": True, "breaks": True}).enable(["table", "linkify"])
    # Addresses need their https:// to become links: names of files and laws look like domains.
    addresses: Any = reader.linkify
    addresses.set({"fuzzy_link": False, "fuzzy_email": False})
    return reader


@cache
def _word_reader() -> MarkdownIt:
    """For the words alone: an address has the same ones whether it becomes a link or not, and looking for them is dear."""
    return _Reader("commonmark", {"html": False}).enable(["table"])


def _with_levels(tokens: list[Token]) -> list[Token]:
    for token in tokens:
        token.tag = _LEVEL.get(token.tag, token.tag)
    return tokens


def _pictured(tokens: list[Token], pictures: dict[str, SafeString], picture: Picture | None) -> None:
    """Replace each image by a word that stands for it, so that the picture's HTML passes the second wall unharmed."""
    for token in tokens:
        if token.type == "image":
            found = _IMAGE.match(str(token.attrs.get("src", "")))
            word = f"picture{len(pictures)}standshere"
            said = "".join(" " if one.type.endswith("break") else one.content for one in token.children or [])
            shown = picture(int(found.group(1)), said) if found and picture else SafeString("")
            pictures[word] = shown
            token.type, token.tag, token.content, token.children = "text", "", word, None
        elif token.children:
            _pictured(token.children, pictures, picture)


def _kept_if_short(work: Callable[[str], T]) -> Callable[[str], T]:
    """Remember what texts become that many ask for: the text alone says it."""
    kept = lru_cache(maxsize=256)(work)

    @wraps(work)
    def remembered(text: str) -> T:
        return kept(text) if len(text) <= LONGEST_KEPT else work(text)

    return remembered


def html_of(text: str, picture: Picture | None = None) -> SafeString:
    """The text as HTML for a page. `picture` draws stored images; without it they are left out."""
    return _drawn(text) if picture is None else _html_of(text, picture)


@_kept_if_short
def _drawn(text: str) -> SafeString:
    return _html_of(text, None)


def _html_of(text: str, picture: Picture | None) -> SafeString:
    reader = _reader()
    tokens = _with_levels(reader.parse(text))
    pictures: dict[str, SafeString] = {}
    _pictured(tokens, pictures, picture)
    html = nh3.clean(
        reader.renderer.render(tokens, reader.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    for word, shown in pictures.items():
        html = html.replace(word, shown)
    return mark_safe(html)  # noqa: S308 - sanitised above; pictures come from templates


class _Writer(MarkdownConverter):
    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """A stored image by its number; one from elsewhere, as a pasted page has them, is not kept."""
        if not _IMAGE.match(el.get("src") or ""):
            return ""
        words = _BRACKET.sub(r"\\\g<0>", " ".join((el.get("alt") or "").split()))
        return f"![{words}]({el['src']})"


def marks_of(html: str) -> str:
    """The marks of HTML that an editor in the browser gives, or that was pasted into it."""
    kept = nh3.clean(
        html,
        tags=TAGS | {"h1", "b", "i", "img"},
        attributes={"a": {"href"}, "ol": {"start"}, "img": {"src", "alt"}},
        url_schemes=SCHEMES | {"image"},
        link_rel=None,
    )
    return several_lines(_Writer(heading_style=ATX, bullets="-", escape_misc=True).convert(kept))


@_kept_if_short
def plain_of(text: str) -> str:
    """The words alone, for an excerpt, a search or the description of a page."""
    words: list[str] = []

    def collect(tokens: list[Token]) -> None:
        for token in tokens:
            if token.children:
                collect(token.children)
            elif token.type in ("text", "code_inline", "fence", "code_block"):
                words.append(token.content)
            elif token.type in ("softbreak", "hardbreak") or token.type.endswith("_close"):
                words.append(" ")
        words.append(" ")

    collect(_word_reader().parse(text))
    return " ".join("".join(words).split())


# Mail programs read no style sheets: the styles of each element stand inside it.
_IN_A_MAIL = {
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:24px",
    "ol": "margin:0 0 16px;padding-left:24px",
    "li": "margin:0 0 4px",
    "h2": "margin:24px 0 8px;font-size:18px;line-height:1.3",
    "h3": "margin:16px 0 4px;font-size:16px;line-height:1.3",
    "h4": "margin:16px 0 4px;font-size:16px;line-height:1.3",
    "blockquote": "margin:0 0 16px;padding-left:12px;border-left:4px solid #767b94",
    "a": "color:#1a3f9c",
    "th": "padding:4px 12px 4px 0;text-align:left;vertical-align:top",
    "td": "padding:4px 12px 4px 0;vertical-align:top",
}
_TAG = re.compile(r"<(p|ul|ol|li|h[234]|blockquote|a|th|td)(?=[ >])")


def html_in_a_mail(text: str) -> SafeString:
    """The text as HTML for a mail, without images."""
    html = _TAG.sub(lambda found: f'{found[0]} style="{_IN_A_MAIL[found[1]]}"', html_of(text))
    return mark_safe(html)  # noqa: S308 - `html_of` has sanitised it; the styles are our own


def text_in_a_mail(text: str) -> str:
    """The text for readers of plain text: without marks, with lists, and with the address behind each link."""
    lines: list[str] = []
    signs: list[str] = []
    number = 0
    for token in _reader().parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            signs.append("-" if token.type.startswith("bullet") else "1.")
            number = int(token.attrs.get("start", 1)) - 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            signs.pop()
            lines += [] if signs else [""]
        elif token.type == "list_item_open" and signs and signs[-1] != "-":
            number += 1
        elif token.type == "inline":
            said = _words_with_addresses(token.children or []).replace("\n", "\n" + "  " * len(signs))
            sign = "" if not signs else "  " * (len(signs) - 1) + ("- " if signs[-1] == "-" else f"{number}. ")
            lines.append(sign + said)
            lines += [] if signs else [""]
        elif token.type in ("fence", "code_block"):
            lines += [token.content.rstrip("\n"), ""]
    return "\n".join(lines).strip("\n")


def _words_with_addresses(tokens: list[Token]) -> str:
    found: list[str] = []
    begins, address = 0, ""
    for token in tokens:
        if token.type == "link_open":
            begins, address = len(found), str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            words = "".join(found[begins:])
            if words != address and f"mailto:{words}" != address:
                found.append(f" ({address})")
        elif token.type in ("softbreak", "hardbreak"):
            found.append("\n")
        elif token.type != "image":
            found.append(token.content)
    return "".join(found)


def first_paragraph(text: str) -> str:
    """The words of the first paragraph that is neither heading nor list; "" where there is none."""
    tokens = _reader().parse(text)
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0:
            return plain_of(token.content)
    return ""


def as_html_for_editor(value: Any) -> SafeString:
    """What the editor in the browser begins with; images stay as they are named.

    One on a line of its own stands there without its paragraph, which the editor would leave empty above it.
    """
    html = html_of(str(value or ""), lambda number, words: format_html('<img src="image:{}" alt="{}">', number, words))
    return mark_safe(_ALONE.sub(r"\1", html))  # noqa: S308 - `html_of` has sanitised it
