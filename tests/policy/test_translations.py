"""German and Ukrainian are complete, formal, with the right plural forms and the same placeholders."""

import pytest

from tests.policy.sources import ROOT
from tools import i18n


def test_every_text_is_translated() -> None:
    if not list((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        pytest.skip("no catalogues yet")
    assert list(i18n.problems(ROOT, i18n.collect(ROOT))) == []
