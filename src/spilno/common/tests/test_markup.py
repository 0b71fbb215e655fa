"""Texts with marks: what is written shows, nothing of it runs, and the editor's HTML becomes the marks it was."""

import re

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from spilno.common.form_fields import RichTextField
from spilno.common.markup import (
    as_html_for_editor,
    first_paragraph,
    html_in_a_mail,
    html_of,
    marks_of,
    plain_of,
    text_in_a_mail,
)
from spilno.common.refill import refill

TEXT = """Einleitung
zweite Zeile

## Thema

- eins
- zwei

### Kleiner

1. Громада
2. район

> Zitat

**fett** und *schräg*, [Adresse](https://example.org/a?b=1), <b>kein HTML</b>
"""
HOSTILE = [
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "[a](data:text/html,<script>)",
    "[a](//example.org)",
    "[a](/\\example.org)",
    "![a](https://example.org/x.png)",
    "![a](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    '[a](<https://example.org/" onclick="alert(1)>)',
    "`<svg onload=alert(1)>`",
    "<https://example.org/'onmouseover='alert(1)>",
]
ALLOWED = re.compile(
    r'<(?:/?(?:p|h[234]|ul|ol|li|strong|em|blockquote|code|pre|table|thead|tbody|tr|th|td)|br|hr|/a|ol start="\d+"'
    r'|a href="(?:https?://|mailto:|/)[^"<>]*" rel="noopener noreferrer")>'
)


def test_marks_become_headings_lists_and_links() -> None:
    html = html_of(TEXT)
    for part in (
        "Einleitung<br>",
        "<h2>Thema</h2>",
        "<h3>Kleiner</h3>",
        "<li>eins</li>",
        "<strong>fett</strong>",
        '<a href="https://example.org/a?b=1" rel="noopener noreferrer">Adresse</a>',
        "&lt;b&gt;kein HTML&lt;/b&gt;",
    ):
        assert part in html
    assert "<h1" not in html_of("# Oben") and "<h2>Oben</h2>" in html_of("# Oben")


def test_addresses_become_links_but_names_of_files_do_not() -> None:
    html = html_of("Siehe https://example.org/x und plan.md und rat@example.org")
    assert html.count("<a ") == 1 and 'href="https://example.org/x"' in html


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_runs(text: str) -> None:
    for html in (html_of(text), html_of(marks_of(text)), as_html_for_editor(text)):
        assert not re.sub(ALLOWED, "", html).count("<"), html
        assert "javascript" not in re.findall(r'href="([^"]*)"', html)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_only_allowed_marks(text: str) -> None:
    assert "<" not in re.sub(ALLOWED, "", html_of(text))


def test_what_the_editor_gives_back_is_what_was_written() -> None:
    marks = marks_of(html_of(TEXT))
    assert html_of(marks) == html_of(TEXT)
    assert marks_of(html_of(marks)) == marks


def test_signs_typed_in_the_editor_stay_signs() -> None:
    typed = "<p>5 * 3 * 2, _so_, [Klammer], # kein Titel</p><p>- kein Punkt</p><p>1. keine Liste</p>"
    assert html_of(marks_of(typed)).replace("\n", "") == typed


def test_pasted_pages_lose_what_does_not_belong() -> None:
    marks = marks_of('<style>p{}</style><p style="color:red" onclick="x()">Text<script>alert(1)</script></p><h1>A</h1>')
    assert marks == "Text\n\n# A"


def test_images_are_stored_ones_or_none() -> None:
    seen: list[tuple[int, str]] = []

    def picture(number: int, words: str):  # type: ignore[no-untyped-def]
        from django.utils.html import format_html

        seen.append((number, words))
        return format_html('<img src="/bild/{}" alt="{}">', number, words)

    html = html_of("![Rathaus <x>](image:12) ![fremd](https://example.org/a.png)", picture)
    assert seen == [(12, "Rathaus <x>")]
    assert '<img src="/bild/12" alt="Rathaus &lt;x&gt;">' in html and "example.org" not in html.replace(
        "https://example.org/a.png", "", 1
    )
    assert "<img" not in html_of("![Rathaus](image:12)")
    assert marks_of(as_html_for_editor("![Rathaus](image:12)")) == "![Rathaus](image:12)"


def test_words_of_an_image_may_hold_brackets() -> None:
    html = '<img src="image:12" alt="Rathaus ] [alt &amp; neu">'
    assert as_html_for_editor(marks_of(html)).strip() == html


def test_an_image_from_elsewhere_is_not_kept() -> None:
    pasted = "<p>A</p>" + "".join(
        f'<img src="{address}" alt="x">'
        for address in ("https://example.org/a.png", "/images/a/480.webp", "data:image/png;base64,AA", "image:x", "")
    )
    assert marks_of(pasted + "<p>B</p>") == "A\n\nB"


def test_words_alone() -> None:
    assert plain_of("## A\n\n- b **c**\n- [d](https://example.org)") == "A b c d"
    assert first_paragraph("## A\n\n- b\n\nErster *Satz*\nweiter") == "Erster Satz weiter"
    assert first_paragraph("## A") == ""


def test_the_field_takes_marks_or_the_editors_html() -> None:
    field = RichTextField()
    plain = QueryDict("t=%23%23+A")
    assert field.clean(field.widget.value_from_datadict(plain, {}, "t")) == "## A"
    html = QueryDict("t=<h2>A</h2><script>x</script>&t-is-html=1")
    assert field.clean(field.widget.value_from_datadict(html, {}, "t")) == "## A"


def test_what_the_editor_sent_before_signing_in_comes_back() -> None:
    page = '<form method="post"><textarea name="t">\nalt</textarea></form>'
    filled, number = refill(page, QueryDict("t=<p><strong>neu</strong></p>&t-is-html=1"))
    assert number == 1
    assert 'data-typed="&lt;p&gt;&lt;strong&gt;neu' in filled and "\n**neu**</textarea>" in filled


MAILED = (
    "## Kopf\n\nErster *Absatz*\nzweite Zeile\n\n- eins\n- [zwei](https://example.org/b)\n  1. drei\n\n"
    "https://example.org\n\n.Punkt <b>x</b>"
)


def test_a_mail_carries_its_styles_inside() -> None:
    html = html_in_a_mail(MAILED)
    assert '<h2 style="' in html and '<ul style="' in html and '<a style="' in html and '<p style="' in html
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert "<em>" in html


def test_plain_text_has_no_marks_and_every_address() -> None:
    assert text_in_a_mail(MAILED) == (
        "Kopf\n\nErster Absatz\nzweite Zeile\n\n- eins\n- zwei (https://example.org/b)\n  1. drei\n\n"
        "https://example.org\n\n.Punkt <b>x</b>"
    )
    assert text_in_a_mail("") == ""
    assert text_in_a_mail("1\\. Punkt\n\n![Bild](image:3) da") == "1. Punkt\n\n da"


def test_a_mail_of_what_an_editor_gave_reads_well() -> None:
    html = "<p>Eins</p><ul><li><p>zwei</p></li></ul><img src='data:image/png;base64,AAAA'><script>x</script>"
    assert text_in_a_mail(marks_of(html)) == "Eins\n\n- zwei"
