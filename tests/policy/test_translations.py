"""German and Ukrainian are complete, formal, with the right plural forms and the same placeholders."""

import re

import pytest

from tests.policy.sources import ROOT
from tools import i18n


def test_no_ukrainian_date_ends_in_two_full_stops() -> None:
    """Dates end in "р." there: a sentence whose last word is a date bears no full stop of its own."""
    text = (ROOT / "locale/uk/LC_MESSAGES/django.po").read_text().replace('"\n"', "")
    said = [line for line in text.splitlines() if line.startswith("msgstr")]
    assert [line for line in said if re.search(r"%\((day|date)\)s\.(?!\w)", line)] == []


def test_every_text_is_translated() -> None:
    if not list((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        pytest.skip("no catalogues yet")
    assert list(i18n.problems(ROOT, i18n.collect(ROOT))) == []
