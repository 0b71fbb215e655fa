"""A request is written: saved while it is typed, its themes proposed, whatever people type."""

import pytest
from django.test import Client
from django.urls import reverse

from spilno.common.models import KeptForm
from spilno.organisations.enums import Theme
from spilno.partnersearch.enums import Part, RequestStatus
from spilno.partnersearch.forms.requests import TextsForm, WishesForm
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.meaning import proposal_of, proposals, spoken_in
from spilno.partnersearch.tests.access import request_of
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db
HEADERS = {"X-Autosave": "1"}


def texts_page(row: PartnerRequest, language: str = "de") -> str:
    return reverse("partnersearch:texts_in", args=[row.pk, language])


def draft(client: Client) -> tuple[Network, PartnerRequest]:
    network = load_network()
    client.force_login(network.dortmund_editor)
    return network, request_of(network.dortmund, RequestStatus.DRAFT)


def test_a_draft_is_saved_while_it_is_typed_and_goes_on_from_there(client: Client) -> None:
    _network, row = draft(client)
    page = client.get(texts_page(row))
    assert b"data-autosave" in page.content
    # Where the script puts the themes that it is told of.
    assert b'id="proposals"' in page.content
    data = {"stamp": page.context["form"].initial["stamp"], Part.TITLE: "Wärme", Part.SEEKS: "Fernwärme und Kes"}
    first = client.post(texts_page(row), data, headers=HEADERS)
    assert first.status_code == 200
    assert row.texts.get(part=Part.SEEKS).text == "Fernwärme und Kes"
    data |= first.json()["fields"] | {Part.SEEKS: "Fernwärme und Kesselhäuser"}
    assert client.post(texts_page(row), data, headers=HEADERS).status_code == 200
    assert row.texts.get(part=Part.SEEKS).text == "Fernwärme und Kesselhäuser"


def test_what_cannot_be_saved_yet_is_said_and_nothing_is_lost(client: Client) -> None:
    _network, row = draft(client)
    stamp = client.get(texts_page(row)).context["form"].initial["stamp"]
    long = client.post(texts_page(row), {"stamp": stamp, Part.SEEKS: "x" * 100_000}, headers=HEADERS)
    assert long.status_code == 422
    assert long.json()["note"].startswith("Noch nicht gespeichert") or "Not saved yet" in long.json()["note"]
    assert not row.texts.filter(part=Part.SEEKS).exists()
    # Another tab has saved meanwhile.
    client.post(texts_page(row), {"stamp": stamp, Part.TITLE: "A", Part.SEEKS: "B"})
    late = client.post(texts_page(row), {"stamp": stamp, Part.TITLE: "C", Part.SEEKS: "D"}, headers=HEADERS)
    assert late.status_code == 422
    assert row.texts.get(part=Part.SEEKS).text == "B"


def test_a_draft_typed_after_the_session_ended_is_kept_for_its_writer(client: Client) -> None:
    network, row = draft(client)
    stamp = client.get(texts_page(row)).context["form"].initial["stamp"]
    del client.cookies["sessionid"]
    answer = client.post(texts_page(row), {"stamp": stamp, Part.SEEKS: "typed in the train"}, headers=HEADERS)
    assert answer.status_code == 302
    assert KeptForm.objects.filter(account_id=network.dortmund_editor.pk, path=texts_page(row)).exists()
    client.force_login(network.dortmund_editor)
    assert b"typed in the train" in client.get(texts_page(row)).content


def test_wishes_are_saved_while_they_are_chosen_and_the_same_again_leaves_no_trace(client: Client) -> None:
    _network, row = draft(client)
    address = reverse("partnersearch:wishes", args=[row.pk])
    data = {"version": row.version, "capacity": "2", "seeks_energy": "3"}
    first = client.post(address, data, headers=HEADERS)
    assert first.status_code == 200, first.json()
    again = client.post(address, data | first.json()["fields"], headers=HEADERS)
    assert again.json()["fields"] == first.json()["fields"]
    row.refresh_from_db()
    assert row.capacity == 2
    assert [one.theme for one in row.themes.all()] == ["energy"]


def test_a_public_request_is_never_changed_by_typing(client: Client) -> None:
    network = load_network()
    client.force_login(network.dortmund_editor)
    row = request_of(network.dortmund, RequestStatus.OPEN)
    for address in (texts_page(row), reverse("partnersearch:wishes", args=[row.pk])):
        page = client.get(address).content
        assert b"data-autosave" not in page
        assert b"data-save-on-leaving" not in page


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Unsere Jugendfeuerwehr sucht eine Partnerwehr", Theme.CIVIL_PROTECTION),
        ("Шукаємо досвід очищення стічних вод", Theme.WATER),
        ("Our football club looks for a tournament", Theme.SPORT),
    ],
)
def test_themes_are_proposed_in_any_language_and_added_by_one_button(client: Client, text: str, theme: str) -> None:
    _network, row = draft(client)
    stamp = client.get(texts_page(row)).context["form"].initial["stamp"]
    quiet = client.post(texts_page(row), {"stamp": stamp, Part.SEEKS: text, Part.TITLE: "x"}, headers=HEADERS).json()
    assert f"seeks:{theme}" in quiet["parts"]["proposals"]
    # The button sends the whole form: what was typed is saved with it.
    data = {**quiet["fields"], Part.SEEKS: text, Part.TITLE: "y", "add": f"seeks:{theme}"}
    assert client.post(texts_page(row), data).status_code == 302
    row = PartnerRequest.objects.get(pk=row.pk)
    assert row.themes.get(theme=theme).weight == 2
    assert row.texts.get(part=Part.TITLE, language="de").text == "y"
    assert not [one for one in proposals(row, {Part.SEEKS: text}) if one.theme == theme]


@pytest.mark.parametrize("sent", ["", "seeks", "seeks:nothing", "wants:energy", "seeks:energy:more"])
def test_a_button_that_names_no_theme_adds_none(sent: str) -> None:
    assert proposal_of(sent) is None


def test_the_first_sentence_sets_themes_that_count_only_once_saved(client: Client) -> None:
    network = load_network()
    client.force_login(network.zhytomyr_editor)
    address = reverse("partnersearch:begin", args=[network.zhytomyr.pk])
    made = client.post(address, {"title": "Шукаємо місто для обміну про опалення шкіл", "language": "uk"}, follow=True)
    assert made.context["form"]["seeks_energy"].value() == "2"
    assert not PartnerRequest.objects.get().themes.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"size_low": "5000", "size_high": "1000"}, "size_high"),
        ({"size_low": "nan"}, "size_low"),
        ({"size_low": "-1"}, "size_low"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "1e9"}, "capacity"),
        ({"seeks_energy": "-1"}, "seeks_energy"),
        ({"seeks_energy": "NaN"}, "seeks_energy"),
        ({"posts": "NaN"}, "posts"),
        ({"country": "Bavaria"}, "country"),
    ],
)
def test_wishes_that_contradict_or_are_no_numbers_are_told_beside_their_field(
    wrong: dict[str, str], field: str
) -> None:
    load_network()
    form = WishesForm({"version": "1", "capacity": "1"} | wrong)
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_ukraine_only_and_a_german_land_is_a_contradiction_that_names_the_land() -> None:
    network = load_network()
    land = network.dortmund.area.parent
    form = WishesForm({"version": "1", "capacity": "1", "country": "UA", "regions": [land.pk]})
    assert not form.is_valid()
    assert land.name in str(form.errors["regions"])


def test_a_text_of_a_hundred_kilobytes_is_refused_beside_its_field() -> None:
    form = TextsForm({"stamp": "x", Part.TITLE: "t", Part.SEEKS: "ab " * 40_000}, kind="administration")
    assert not form.is_valid()
    assert Part.SEEKS in form.errors


@pytest.mark.parametrize(
    "text", ["qwrtz qwrtz 0000 ¿¿¿", "Тепло und heat і Wärme", "\u202eיין 漢字 🙂", "<script>alert(1)</script> {{ x }}"]
)
def test_nonsense_and_mixed_scripts_are_kept_as_typed_and_read_without_harm(client: Client, text: str) -> None:
    _network, row = draft(client)
    stamp = client.get(texts_page(row)).context["form"].initial["stamp"]
    assert client.post(texts_page(row), {"stamp": stamp, Part.TITLE: text}).status_code in (302, 422)
    row = PartnerRequest.objects.prefetch_related("texts", "themes").get(pk=row.pk)
    spoken_in(row)
    page = client.get(reverse("partnersearch:request", args=[row.pk])).content.decode()
    assert "<script>alert" not in page


def test_the_lexicon_knows_every_theme_and_no_other() -> None:
    from spilno.engine.texts import lexicon

    assert {theme for one in lexicon().subjects for theme in one.themes} == set(Theme.values)
