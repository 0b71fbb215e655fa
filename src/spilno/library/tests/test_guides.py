"""Guides: they lead to pages that are there, stand where they are needed, and help is found from every step of a case."""

import re

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils.translation import override

from spilno.library.actions.help import save_entry
from spilno.library.actions.loading import load_library
from spilno.library.guides import guide_of
from spilno.library.models import Document, DocumentVersion, HelpEntry
from spilno.library.page_links import for_steps
from spilno.library.queries import entries
from spilno.library.starting import LANGUAGES, starter_documents
from spilno.library.steps import GUIDES, NEEDS
from spilno.partnerships.enums import StepKind
from tests.cast import load_network

pytestmark = pytest.mark.django_db


def test_every_link_of_a_shipped_guide_leads_to_a_page_in_its_own_language() -> None:
    load_library(acting_user=None)
    found = 0
    for one in starter_documents():
        for language in LANGUAGES:
            for address in re.findall(r"\]\((/[^)]*)\)", one.texts[language].text):
                found += 1
                assert address.startswith(f"/{language}/"), (one.key, address)
                with override(language):
                    resolve(address)
                assert Client().get(address).status_code in (200, 302), (one.key, address)
    assert found > 30


def test_the_three_languages_of_a_guide_have_the_same_headings_lists_and_links() -> None:
    for one in starter_documents():
        shapes = set()
        for language in LANGUAGES:
            lines = one.texts[language].text.splitlines()
            marks = [re.match(r"(#+ |- |\d+\. |\|)?", line).group() for line in lines if line]  # type: ignore[union-attr]
            links = re.findall(r"\]\(/..(/[^)]*)\)", one.texts[language].text)
            shapes.add((tuple(marks), tuple(sorted(links))))
        assert len(shapes) == 1, one.key


def test_a_release_brings_its_text_together_with_the_day_it_is_valid_on() -> None:
    load_library(acting_user=None)
    Document.objects.filter(key="peer-consultation").update(valid_as_of="2020-01-01")
    DocumentVersion.objects.filter(document__key="peer-consultation").update(text="Alt")
    load_library(acting_user=None)
    document = Document.objects.get(key="peer-consultation")
    assert document.valid_as_of.year > 2020
    assert document.versions.filter(language="uk").first().number == 2


def test_a_guide_stands_where_it_is_needed_and_disappears_when_it_is_taken_off() -> None:
    network = load_network()
    load_library(acting_user=None)
    client = Client()
    client.force_login(network.dortmund_editor)
    for language, title in (("de", "Was eine kollegiale Beratung ist"), ("uk", "Що таке колегіальна консультація")):
        assert title in client.get(f"/{language}/exchange/cases/").content.decode()
    assert "level-explainer" in Client().get("/de/levels/").content.decode()
    Document.objects.filter(key="peer-consultation").update(withdrawn_at="2026-01-01T00:00Z")
    assert "peer-consultation" not in client.get("/de/exchange/cases/").content.decode()
    assert guide_of("peer-consultation") is None and guide_of("no-such-guide") is None


def test_every_step_of_a_case_leads_to_help_that_is_there() -> None:
    load_library(acting_user=None)
    assert set(NEEDS) == set(StepKind.values)
    links = for_steps(list(StepKind.values))
    for kind in StepKind.values:
        assert entries(step=kind), kind
        assert f"{reverse('library:help')}?step={kind}" in [one.address for one in links[kind]]
    keys = {key for step in GUIDES.values() for key in step}
    assert keys <= {one.key for one in starter_documents()}


def test_help_is_narrowed_to_the_step_and_a_wrong_step_is_named() -> None:
    network = load_network()
    values = {
        "key": "a", "title_de": "Schulbrücke", "title_uk": "", "title_en": "", "about_de": "", "about_uk": "",
        "about_en": "", "provider": "Stelle", "needs": ["schools"], "readers": [],
        "link": "https://example.org", "published": True,
    }  # fmt: skip
    save_entry(values, acting_user=network.coordinator)
    assert "Schulbrücke" in Client().get("/de/library/help/?step=working_groups").content.decode()
    assert "Schulbrücke" not in Client().get("/de/library/help/?step=motion").content.decode()
    assert Client().get("/de/library/help/?step=wedding").status_code == 422
    assert HelpEntry.objects.count() == 1
