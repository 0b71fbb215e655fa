"""The translator's tool, on a small tree of its own."""

from pathlib import Path

import polib
import pytest

from tools import i18n

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext as counted
# Translators: the building
HALL = _("Town " "hall")

def places(n):
    return counted("%(n)d place", "%(n)d places", n)
"""
TEMPLATE = """{% load i18n %}<p title="{% translate "It's open" context "verb" %}">{{ _("direct") }}</p>
{% blocktranslate trimmed count n=items|length %}
  {{ n }} place at 5 %
{% plural %}
  {{ n }} places at 5 %
{% endblocktranslate %}"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "src" / "app" / "templates" / "app"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "src" / "app" / "views.py").write_text(PYTHON, encoding="utf-8")
    return tmp_path


def entry(tree: Path, language: str, text: str) -> polib.POEntry:
    found = polib.pofile(str(i18n.catalogue_path(tree, language))).find(text, include_obsolete_entries=True)
    assert found is not None
    return found


def translate(tree: Path, language: str, text: str, *translations: str) -> None:
    path = i18n.catalogue_path(tree, language)
    catalogue = polib.pofile(str(path))
    found = catalogue.find(text)
    assert found is not None
    if found.msgid_plural:
        found.msgstr_plural = dict(enumerate(translations))
    else:
        found.msgstr = translations[0]
    catalogue.save(str(path))


def complaints(tree: Path, language: str, text: str) -> list[str]:
    return [line for line in i18n.problems(tree, i18n.collect(tree)) if line.startswith(f"{language}: {text!r}")]


def test_texts_come_from_python_and_templates(tree: Path) -> None:
    texts = i18n.collect(tree)
    plain = [(key, text.plural) for key, text in texts.items()]
    assert plain == [
        (("verb", "It's open"), None),
        ((None, "direct"), None),
        ((None, "%(n)s place at 5 %%"), "%(n)s places at 5 %%"),
        ((None, "Town hall"), None),
        ((None, "%(n)d place"), "%(n)d places"),
    ]
    assert texts[None, "Town hall"].notes == ["Translators: the building"]
    assert texts[None, "%(n)d place"].notes == []


def test_update_keeps_translations_and_sets_aside_what_is_gone(tree: Path) -> None:
    assert i18n.main(["update"], tree) == 1
    translate(tree, "uk", "Town hall", "Ратуша")
    translate(tree, "uk", "direct", "прямо")
    (tree / "src" / "app" / "views.py").unlink()
    i18n.main(["update"], tree)
    assert entry(tree, "uk", "direct").msgstr == "прямо"
    assert entry(tree, "uk", "Town hall").obsolete
    assert entry(tree, "uk", "Town hall").msgstr == "Ратуша"


def test_a_text_that_comes_back_finds_its_translation_again(tree: Path) -> None:
    i18n.main(["update"], tree)
    translate(tree, "de", "Town hall", "Rathaus")
    (tree / "src" / "app" / "views.py").rename(tree / "views.py")
    i18n.main(["update"], tree)
    (tree / "views.py").rename(tree / "src" / "app" / "views.py")
    i18n.main(["update"], tree)
    assert entry(tree, "de", "Town hall").msgstr == "Rathaus"
    assert not entry(tree, "de", "Town hall").obsolete


def test_plural_forms_follow_the_language(tree: Path) -> None:
    i18n.main(["update"], tree)
    assert complaints(tree, "uk", "%(n)d place") == ["uk: '%(n)d place': needs 3 plural forms"]
    translate(tree, "uk", "%(n)d place", "%(n)d місце", "%(n)d місця", "%(n)d місць")
    translate(tree, "de", "%(n)d place", "ein Ort", "%(n)d Orte")
    assert complaints(tree, "uk", "%(n)d place") == []
    assert complaints(tree, "de", "%(n)d place") == []


def test_lost_placeholders_and_familiar_address_are_found(tree: Path) -> None:
    i18n.main(["update"], tree)
    translate(tree, "uk", "%(n)d place", "%(n)d місце", "місця", "%(n)d місць")
    translate(tree, "de", "direct", "dein Weg")
    assert "placeholders" in complaints(tree, "uk", "%(n)d place")[0]
    assert "familiar" in complaints(tree, "de", "direct")[0]


def test_a_text_glued_from_pieces_is_refused(tree: Path) -> None:
    (tree / "src" / "app" / "views.py").write_text(
        "from django.utils.translation import gettext\ngettext(f'Hello {name}')\n", encoding="utf-8"
    )
    with pytest.raises(SystemExit, match=r"views.py: line 2"):
        i18n.collect(tree)


def test_compiled_catalogues_hold_finished_translations_only(tree: Path) -> None:
    i18n.main(["update"], tree)
    translate(tree, "de", "Town hall", "Rathaus")
    assert i18n.main(["compile"], tree) == 0
    compiled = polib.mofile(str(i18n.catalogue_path(tree, "de").with_suffix(".mo")))
    assert [(one.msgid, one.msgstr) for one in compiled] == [("Town hall", "Rathaus")]
