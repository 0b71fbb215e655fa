"""Markup put together for lists lets nothing of anybody's through as markup."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from spilno.design.markup import in_language, joined, markup

HOSTILE = ['<b x="1">', "'&\"", "{}", "{0}", 7, None, gettext_lazy("Places")]


def test_values_are_escaped_as_django_does_and_markup_is_left() -> None:
    for value in HOSTILE:
        assert markup("<i>{}</i>", value) == format_html("<i>{}</i>", value)
    inner = markup("<b>{}</b>", "<")
    assert markup("<i>{}</i>", inner) == "<i><b>&lt;</b></i>"


def test_parts_are_escaped_and_markup_is_left() -> None:
    assert joined(" · ", ["<", markup("<b>{}</b>", ">")]) == "&lt; · <b>&gt;</b>"


def test_the_language_is_named_where_it_is_not_the_pages_own() -> None:
    assert in_language("de", "de") == ""
    assert in_language('"><b>', "de") == ' lang="&quot;&gt;&lt;b&gt;"'
