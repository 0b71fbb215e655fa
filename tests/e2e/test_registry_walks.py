"""The registry as its people walk it: an officer from motion to review, a coordinator with three lists, a reader in three
languages, a portrait on its way to the public. Without scripts: what works so, works everywhere."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from spilno.accounts.models import User
from spilno.organisations.models import Membership
from spilno.partnerships.models import Partnership, Party
from spilno.partnerships.tasks import announce_reviews
from spilno.partnerships.tests.access import relation
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.models import Area
from tests.cast import load_network, load_places, organisation, person, place
from tests.e2e.conftest import open_page
from tests.e2e.looking import sign_in
from tests.e2e.walking import press
from tests.shapes import load_shapes

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _places(transactional_db: None, tmp_path: Path, settings: object) -> Iterator[None]:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    gazetteer.forget()
    yield
    gazetteer.forget()


def page_of(browser: Browser, server: LiveServer, user: User | None, width: int = 1280) -> Page:
    page = open_page(browser, width=width, javascript=False)
    if user:
        sign_in(page, user, server)
    return page


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def test_an_officer_of_a_kreis_goes_from_the_motion_to_the_review(chromium: Browser, live_server: LiveServer) -> None:
    network = load_network()
    code = (CodeScheme.AGS, "05978")
    kreis = place(AreaLevel.DISTRICT, "Unna", code, network.dortmund.area.parent, name_de="Kreis Unna")
    officer = person("kreis_owner")
    Membership.objects.create(user=officer, organisation=organisation("Kreis Unna", kreis), role="owner")
    page = page_of(chromium, live_server, officer)
    page.goto(f"{live_server.url}/de/partnerships/cases/")
    follow(page, "Vorgang eröffnen für Kreis Unna")
    page.get_by_label("Titel des Vorgangs").fill("Partnerschaft mit einer Hromada")
    page.get_by_label("Datum des Antrags").fill("12.03.2026")
    press(page, "Speichern")
    expect(page).to_have_url(re.compile(r"/cases/\d+/$"))
    case = page.url
    follow(page, "Vorschlag hinzufügen")
    page.get_by_label("Ort", exact=True).fill("Житомирська")
    press(page, "Speichern")
    for step, day in (
        ("Beschluss unseres Rates", "01.06.2026"),
        ("Beschluss des Rates der Partnerseite", "20.06.2026"),
    ):
        follow(page, f"Festhalten {step}")
        page.get_by_label("Stand").select_option("done")
        page.get_by_label("Erledigt am").fill(day)
        press(page, "Speichern")
    press(page, "Unterlage erstellen")
    expect(page.get_by_role("main")).to_contain_text("Deutsch und Ukrainisch nebeneinander")
    with page.expect_download() as waiting:
        follow(page, "Als PDF")
    assert waiting.value.suggested_filename == "dossier-1.pdf"
    follow(page, "Unterzeichnung eintragen")
    page.get_by_label("Tag der Unterzeichnung").fill("01.09.2026")
    year = timezone.localdate().year + 1
    page.get_by_label("Bis wann, falls befristet").fill(f"{year}")
    soon = timezone.localdate() + timedelta(days=60)
    page.get_by_label("Überprüfung am").fill(f"{soon:%d.%m.%Y}")
    press(page, "Speichern")
    history = page.get_by_role("list").filter(has=page.locator(".timeline__step"))
    expect(history).to_have_text(re.compile("12. März.*1. Juni.*20. Juni.*1. September", re.DOTALL))
    expect(history).to_contain_text("Житомирська")
    address = page.url
    office = page_of(chromium, live_server, network.coordinator)
    office.goto(address)
    press(office, "Bestätigen")
    assert announce_reviews() == 1
    page.goto(address)
    expect(page).to_have_title(re.compile("^Kreis Unna – Житомирська"))
    follow(page, "Verlängern")
    expect(page.get_by_label("Art der Vereinbarung")).to_have_value("friendship")
    page.get_by_label("Seit wann").fill(f"{timezone.localdate():%d.%m.%Y}")
    page.get_by_label("Bis wann, falls befristet").fill(f"{soon:%d.%m.%Y}")
    press(page, "Speichern")
    follow(page, "Zur Partnerschaft ausbauen")
    page.get_by_label("Seit wann").fill(f"{timezone.localdate():%d.%m.%Y}")
    press(page, "Speichern")
    # Unlimited now: nothing is to be reviewed any more, until somebody ends it.
    expect(page.get_by_role("link", name="Verlängern")).to_have_count(0)
    page.goto(f"{address}steps/new/?review=end")
    page.get_by_label("Seit wann").fill(f"{timezone.localdate():%d.%m.%Y}")
    press(page, "Speichern")
    expect(page.locator(".state").first).to_have_text("beendet")
    page.goto(case)
    expect(page.get_by_role("main")).to_contain_text("unterzeichnet, 1. September 2026")


GERMAN = """Stadt;Land;Partnerstadt;Partnerland;seit
Unna;Deutschland;Stryi hromada;Ukraine;2023
Unna;Deutschland;Oleksandrivka;Ukraine;2024
"""
UKRAINIAN = """Громада;Країна;Місто-партнер;Країна партнера
Стрийська громада;Україна;Unna;Німеччина
Городоцька громада;Україна;Unna;Німеччина
"""


def english() -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in (
        ["Sister city", "Country", "City", "Country", "Year"],
        ["Horodok hromada", "Ukraine", "Unna", "Germany", 2022],
    ):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_coordinator_takes_over_three_lists_that_overlap(chromium: Browser, live_server: LiveServer) -> None:
    load_places()
    before = Partnership.objects.count()
    page = page_of(chromium, live_server, person("office", second_factor=True, is_coordinator=True), width=320)

    def take(name: str, content: bytes, source: str) -> str:
        page.goto(f"{live_server.url}/de/partnerships/lists/new/")
        page.get_by_label("Die Liste").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        page.get_by_label("Woher sie stammt").fill(source)
        press(page, "Hochladen und Spalten wählen")
        press(page, "Liste prüfen")
        dry = page.get_by_text("neu +").inner_text()
        press(page, "Liste übernehmen")
        expect(page.get_by_text("neu +")).to_have_text(dry)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        return dry

    assert take("a.csv", b"\xef\xbb\xbf" + GERMAN.encode(), "Deutsche Liste").startswith("2 = 1 neu + 0 geändert")
    second = take("b.csv", UKRAINIAN.encode("cp1251"), "Українське джерело")
    assert second.startswith("2 = 1 neu + 1 geändert")
    assert take("c.xlsx", english(), "English list").startswith("1 = 0 neu + 1 geändert")
    assert take("a.csv", b"\xef\xbb\xbf" + GERMAN.encode(), "Deutsche Liste").startswith("2 = 0 neu + 0 geändert")
    assert Partnership.objects.count() == before + 2
    follow(page, "Wartende Zeilen entscheiden")
    page.get_by_role("link", name="Zeile 3 entscheiden").first.click()
    page.get_by_role("radio", name="Дніпропетровська область").check()
    press(page, "Übernehmen, nächste Zeile")
    assert Partnership.objects.count() == before + 3
    shared = Partnership.objects.get(search_text__contains="stryi", mentions__source__title="Українське джерело")
    page.goto(f"{live_server.url}/de/partnerships/{shared.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Deutsche Liste")
    expect(page.get_by_role("main")).to_contain_text("Українське джерело")
    page.goto(f"{live_server.url}/de/partnerships/lists/")
    follow(page, "c.xlsx")
    follow(page, "Liste zurücknehmen")
    press(page, "Liste zurücknehmen")
    assert Partnership.objects.count() == before + 3
    assert not Partnership.objects.filter(mentions__source__title="English list").exists()


READINGS = {
    "de": ("Köln – Hromada Dnipro", ["27. Oktober 2022", "Projektpartnerschaft", "28. August 2024", "Städtepartnerschaft"]),
    "uk": ("Köln – Дніпровська громада", ["27 жовтня 2022", "Проєктне партнерство", "28 серпня 2024", "Städtepartnerschaft"]),
    "en": ("Köln – Dnipro hromada", ["27 October 2022", "Project partnership", "28 August 2024", "Städtepartnerschaft"]),
}  # fmt: skip


@pytest.mark.parametrize("language", READINGS)
def test_koeln_and_dnipro_and_the_filder_towns_read_right(
    language: str, chromium: Browser, live_server: LiveServer
) -> None:
    shapes = load_shapes()
    page = page_of(chromium, live_server, None)
    title, told = READINGS[language]
    page.goto(f"{live_server.url}/{language}/partnerships/{shapes['type_changes'].pk}/")
    expect(page).to_have_title(re.compile(f"^{title}"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".timeline")).to_have_text(re.compile(".*".join(told), re.DOTALL))
    page.goto(f"{live_server.url}/{language}/partnerships/{shapes['several_in_one'].pk}/")
    several = "^Leinfelden-Echterdingen, Filderstadt, Ostfildern – "
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(several))
    expect(page.locator(".timeline")).to_contain_text("1988")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("header nav").first).to_be_hidden()


def test_a_cluster_of_the_map_is_opened_by_keyboard(chromium: Browser, live_server: LiveServer) -> None:
    shapes = load_shapes()
    land = Area.objects.get(name="Bayern")
    towns = Area.objects.bulk_create(
        Area(level="municipality", country="DE", name=f"Ort {n}", parent=land, lat=48 + n / 100, lon=11)
        for n in range(125)
    )
    partner = shapes["region"].parties.get(side=2).area
    made = Partnership.objects.bulk_create(
        Partnership(status="confirmed", phase="active", sort_name=town.name) for town in towns
    )
    Party.objects.bulk_create(
        Party(partnership=one, side=side, area=area, place=area, country=area.country, level=area.level, region=region)
        for one, town in zip(made, towns, strict=True)
        for side, area, region in ((1, town, land), (2, partner, partner))
    )
    page = page_of(chromium, live_server, None)
    page.goto(f"{live_server.url}/de/partnerships/?view=map")
    page.locator("svg a[href*='open=ags']").filter(has_text="Bayern").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bayern")).to_be_visible()
    expect(page.get_by_role("link", name="Würzburg").first).to_be_visible()


def test_a_portrait_goes_from_a_draft_to_the_public(chromium: Browser, live_server: LiveServer) -> None:
    network = load_network()
    found = relation(network)
    found.portrait.delete()
    address = f"{live_server.url}/de/partnerships/{found.pk}/portrait/"
    editor = page_of(chromium, live_server, network.dortmund_editor, width=320)
    editor.goto(f"{live_server.url}/de/partnerships/{found.pk}/")
    follow(editor, "Porträt")
    editor.get_by_label("Wie kam der erste Kontakt zustande?").fill(
        "Über einen Verein, der seit 1990 nach Schytomyr fährt."
    )
    press(editor, "Speichern")
    press(editor, "Der Netzwerkstelle vorlegen")
    reader = page_of(chromium, live_server, None)
    assert reader.goto(address).status == 404
    office = page_of(chromium, live_server, network.coordinator)
    office.goto(f"{live_server.url}/de/desk/")
    office.get_by_role("main").get_by_role("link", name="Dortmund – ").first.click()
    press(office, "Veröffentlichen")
    assert reader.goto(address).status == 200
    expect(reader.get_by_role("main")).to_contain_text("seit 1990 nach Schytomyr")
    reader.goto(f"{live_server.url}/de/partnerships/portraits/")
    expect(reader.get_by_role("link", name="Dortmund – ").first).to_be_visible()
