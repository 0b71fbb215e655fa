"""The demonstration network: everything by the apps' own actions, nothing left behind, nobody invented."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from spilno.accounts.models import User
from spilno.common.errors import RefusedError
from spilno.common.models import OutboxMail
from spilno.config.demo import loading
from spilno.config.demo.commands import demo
from spilno.config.demo.network import FACTS
from spilno.design import demonstration
from spilno.exchange.models import Meeting, Report
from spilno.library.actions.loading import load_library
from spilno.partnersearch.models import PartnerRequest
from spilno.partnerships.models import Partnership
from spilno.partnerships.tasks import announce_reviews
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel, CodeScheme
from tests.cast import place

pytestmark = pytest.mark.django_db
GERMAN = "Dortmund Unna Steinfurt Köln Leinfelden-Echterdingen Filderstadt Ostfildern Würzburg Aachen Lippstadt Bochum Koblenz"
UKRAINIAN = "Верхівцеве Дніпро Полтава Львів Луцьк Чернігів Калуш Донецьк Івано-Франківськ Черкаси"


@pytest.fixture(autouse=True)
def real_places(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.HOME, settings.PLACES_CACHE = tmp_path, tmp_path / "cache"
    gazetteer.forget()
    de = place(AreaLevel.COUNTRY, "Deutschland", (CodeScheme.ISO3166_2, "DE"), country="DE")
    ua = place(AreaLevel.COUNTRY, "Україна", (CodeScheme.ISO3166_2, "UA"), country="UA")
    place(AreaLevel.STATE, "Nordrhein-Westfalen", (CodeScheme.AGS, "05"), de)
    place(AreaLevel.STATE, "Дніпропетровська область", (CodeScheme.KATOTTG, "UA12000000000090473"), ua)
    for number, (name, parent) in enumerate(
        [*((one, de) for one in GERMAN.split()), *((one, ua) for one in UKRAINIAN.split())]
    ):
        place(AreaLevel.PLACE, name, (CodeScheme.GEONAMES, str(100 + number)), parent, lat=50, lon=10, population=9000)
    place(AreaLevel.PLACE, "Слобожанське", (CodeScheme.GEONAMES, "705183"), ua, lat=49.6, lon=36.5, population=15000)
    yield
    gazetteer.forget()


def counts() -> dict[str, int]:
    """Rows of every table; counters of limits run out by themselves."""
    return {
        one._meta.label: one._base_manager.count() for one in apps.get_models() if one._meta.model_name != "ratecount"
    }


def test_it_shows_every_part_and_says_on_every_page_what_it_is() -> None:
    loading.load()
    of_places = Partnership.objects.filter(parties__area__isnull=False).distinct()
    assert of_places.count() == len(FACTS) + 1, "documented relations only"
    example = Partnership.objects.get(local_label="Beispiel")
    assert all(re.match("Beispiel:|Приклад:", one.organisation.name) for one in example.parties.all())
    assert set(PartnerRequest.objects.values_list("status", flat=True)) == {"in_talks", "open", "review"}
    for title in PartnerRequest.objects.values_list("title", flat=True):
        assert title.startswith(("Beispiel:", "Приклад:"))
    report = Report.objects.get()
    assert report.status == "published"
    assert "Ratsantrag" not in report.texts.get(language="uk").text
    days = [timezone.localdate(one) for one in Meeting.objects.values_list("starts_at", flat=True)]
    assert all(day.weekday() < 5 for day in days), "town halls are closed at weekends"
    words = {"de": "Vorführung", "uk": "показ", "en": "Demonstration"}
    for language, word in words.items():
        for path in ("", "partnerships/", "requests/", "exchange/", "funding/", "account/login/", "nowhere/"):
            page = Client().get(f"/{language}/{path}").content.decode()
            assert re.search(rf'<aside class="demonstration".*{word}', page, re.I), f"/{language}/{path}"


def test_a_review_comes_near_for_people_who_can_sign_in() -> None:
    """Whoever tries the demonstration sees the mail that asks to extend, to upgrade or to end, on both sides."""
    loading.load()
    assert announce_reviews() == 1
    mails = OutboxMail.objects.exclude(status="settled")
    assert set(mails.values_list("to", flat=True)) == {
        "editor.unna@demo.example.org", "owner.verkhivtseve@demo.example.org",
    }  # fmt: skip


def test_every_page_that_a_visitor_can_reach_answers() -> None:
    load_library(acting_user=None)
    loading.load()
    client, seen, waiting = Client(), set(), ["/de/"]
    while waiting and len(seen) < 150:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        if answer.headers["Content-Type"].startswith("text/html"):
            found = re.findall(r'href="(/de/[^"?#]*)', answer.content.decode())
            waiting += [one for one in found if one not in seen]
    assert len(seen) > 40


def test_nobody_gets_a_mail_and_nobody_has_a_secret_that_others_know() -> None:
    loading.load()
    assert set(OutboxMail.objects.values_list("status", flat=True)) == {"settled"}
    assert not [
        one for one in User.objects.all() if one.has_usable_password() or not one.email.endswith("@demo.example.org")
    ]
    listed = CliRunner().invoke(demo, ["accounts"]).output
    assert re.search(r"^coordinator@\S+ .* second step now: \d{6}$", listed, re.M)


def test_it_goes_without_a_trace_and_does_not_come_back_by_itself() -> None:
    before = counts()
    assert loading.is_new()
    loading.load()
    assert demonstration.is_shown()
    with pytest.raises(RefusedError, match="already"):
        loading.load()
    loading.remove()
    assert counts() == before
    assert "demonstration" not in Client().get("/de/").content.decode()
    assert CliRunner().invoke(demo, ["load", "--if-new"]).output == "", "somebody has taken it away"
    assert counts() == before
    assert CliRunner().invoke(demo, ["remove"]).exit_code == 2


def test_where_somebody_works_it_is_loaded_only_when_asked_for() -> None:
    User.objects.create_user("somebody@example.org")
    assert CliRunner().invoke(demo, ["load", "--if-new"]).output == ""
    assert not demonstration.is_shown()
    assert "demonstration:" in CliRunner().invoke(demo, ["load"]).output
    loading.remove()
    assert [one.email for one in User.objects.all()] == ["somebody@example.org"]
