"""Those who keep a relation: entering, correcting, papers, portrait; and what they are refused."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.common.audit import entries_about
from spilno.common.stamps import stamp_of
from spilno.organisations.models import Organisation
from spilno.organisations.queries import viewer_of
from spilno.organisations.queries.ties import who_knows
from spilno.partnerships.actions.history import merge_partnerships
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import Phase, PortraitStatus, ReviewStatus
from spilno.partnerships.models import Document, Partnership, Portrait
from spilno.partnerships.queries.access import get_partnership_to_keep, history_values
from spilno.partnerships.queries.graph import collisions, partners_of_partners, third_partners
from spilno.partnerships.searchable import partnerships as found_by_search
from spilno.places.enums import AreaLevel, CodeScheme, TieKind
from spilno.places.models import Area, AreaTie, DataSource
from tests.cast import Network, load_network, place
from tests.shapes import PARTNERSHIP, PROJECT, load_shapes, step

pytestmark = pytest.mark.django_db


def between(network: Network, *history: object, confirmed: bool = True) -> Partnership:
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    steps = history or [step(Phase.ACTIVE, "2024", PROJECT)]
    return enter_partnership(parties, steps, acting_user=None, confirmed=confirmed)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_editor_enters_a_relation_and_the_office_confirms_it() -> None:
    network = load_network()
    client = signed_in(network.dortmund_editor)
    data = {"ours_1": "Dortmund", "theirs_1": "katottg:UA18040190000057814", "phase": "active", "begun": "12/2024"}
    answer = client.post(reverse("partnerships:enter"), data)
    made = Partnership.objects.get()
    assert answer["Location"].endswith(f"/partnerships/{made.pk}/")
    assert (made.status, made.since.iso) == (ReviewStatus.WAITING, "2024-12")
    assert Client().get(reverse("partnerships:detail", args=[made.pk])).status_code == 404
    office = signed_in(network.coordinator)
    office.post(reverse("partnerships:confirm", args=[made.pk]))
    assert Client().get(reverse("partnerships:detail", args=[made.pk])).status_code == 200
    assert [one.action for one in entries_about(made).order_by("pk")] == [
        "partnerships.enter_partnership",
        "partnerships.confirm_partnership",
    ]


def test_what_the_registry_holds_already_is_said_before_it_is_entered_again() -> None:
    network = load_network()
    client, address = signed_in(network.dortmund_editor), reverse("partnerships:enter")
    data = {"ours_1": "Dortmund", "theirs_1": "katottg:UA18040190000057814", "phase": "active"}
    client.post(address, data)
    again = client.post(address, data).content.decode()
    assert "The registry has this partnership already" in again and Partnership.objects.count() == 1
    client.post(address, data | {"seen": "1"})
    assert Partnership.objects.count() == 2
    Partnership.objects.update(status=ReviewStatus.CONFIRMED)
    other = signed_in(network.unna_owner)
    told = other.post(address, data | {"ours_1": "Unna"}).content.decode()
    assert "Others are partner there already" in told and "Dortmund" in told and Partnership.objects.count() == 2


@pytest.mark.parametrize("named", ["katottg:UA18040190010057814", "katottg:UA18040190000057814"])
@pytest.mark.parametrize("registered", ["town", "hromada"])
def test_the_town_and_the_hromada_named_after_it_keep_the_same_relations(registered: str, named: str) -> None:
    """A list names the town, the officer the hromada, or the other way round: it is one administration."""
    network = load_network()
    city = place(AreaLevel.SETTLEMENT, "Житомир", (CodeScheme.KATOTTG, "UA18040190010057814"), network.zhytomyr.area)
    if registered == "town":
        Organisation.objects.filter(pk=network.zhytomyr.pk).update(area=city)
    client = signed_in(network.zhytomyr_editor)
    data = {"ours_1": "Dortmund", "theirs_1": named, "phase": "active"}
    assert client.post(reverse("partnerships:enter"), data).status_code == 302
    made = Partnership.objects.get()
    assert made.status == ReviewStatus.WAITING
    assert client.get(reverse("partnerships:detail", args=[made.pk])).status_code == 200
    assert get_partnership_to_keep(network.zhytomyr_editor, made.pk).organisation == network.zhytomyr
    assert found_by_search.read([made.pk])[0].owners == (network.dortmund.pk, network.zhytomyr.pk)
    for other in (network.unna_owner, network.stranger):
        assert signed_in(other).get(reverse("partnerships:detail", args=[made.pk])).status_code == 404


def test_a_kreis_does_not_keep_what_its_town_does() -> None:
    network = load_network()
    kreis = place(AreaLevel.DISTRICT, "Kreis Unna", (CodeScheme.AGS, "05978"), country="DE")
    Area.objects.filter(pk=network.unna.area_id).update(parent=kreis)
    parties = [NewParty(1, area=kreis), NewParty(2, area=network.zhytomyr.area)]
    made = enter_partnership(parties, [step(Phase.ACTIVE, "2024")], acting_user=None)
    with pytest.raises(Http404):
        get_partnership_to_keep(network.unna_owner, made.pk)


def test_ones_own_place_stands_in_the_form_on_its_side() -> None:
    network = load_network()
    form = signed_in(network.zhytomyr_editor).get(reverse("partnerships:enter")).context["form"]
    told = form.initial
    assert list(told) == ["theirs_1"]
    assert form.fields["theirs_1"].clean(told["theirs_1"]) == network.zhytomyr.area
    assert list(signed_in(network.dortmund_editor).get(reverse("partnerships:enter")).context["form"].initial) == [
        "ours_1"
    ]
    assert not signed_in(network.coordinator).get(reverse("partnerships:enter")).context["form"].initial


def test_nobody_enters_a_relation_of_others() -> None:
    network = load_network()
    client = signed_in(network.unna_owner)
    data = {"ours_1": "Dortmund", "theirs_1": "katottg:UA18040190000057814", "phase": "active"}
    answer = client.post(reverse("partnerships:enter"), data)
    assert answer.status_code == 422
    assert "for which you act" in answer.content.decode()
    assert not Partnership.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"ours_1": "Dortmund"}, "at least two parties"),
        ({"ours_1": "Dortmund", "theirs_1": "Dortmund"}, "same party twice"),
        ({"ours_1": "Dortmund", "ours_2": "Unna"}, "two sides"),
        ({"ours_1": "Dortmund", "theirs_1": "Nowhere at all"}, "No place fits"),
        ({"ours_1": "Dortmund", "theirs_1": "katottg:UA18040190000057814", "begun": "20023"}, "20023"),
        (
            {"ours_1": "Dortmund", "theirs_1": "katottg:UA18040190000057814", "begun": "2024", "until": "2023"},
            "before the beginning",
        ),
    ],
)
def test_what_cannot_be_is_said_in_the_form(data: dict[str, str], words: str) -> None:
    client = signed_in(load_network().coordinator)
    answer = client.post(reverse("partnerships:enter"), {"phase": "active"} | data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Partnership.objects.exists()


def test_a_step_is_corrected_and_the_state_follows() -> None:
    network = load_network()
    relation = between(network)
    client = signed_in(network.zhytomyr_editor)
    row = relation.history.get()
    data = {
        "phase": "active",
        "agreement_type": "partnership",
        "begun": "28.08.2024",
        "local_label": "Städtepartnerschaft",
        "stamp": stamp_of(history_values(row)),
    }
    client.post(reverse("partnerships:edit_step", args=[relation.pk, row.pk]), data)
    late = client.post(reverse("partnerships:edit_step", args=[relation.pk, row.pk]), data | {"note": "Zu spät"})
    assert late.status_code == 422
    assert "Zu spät" in late.content.decode() and "Stored now" in late.content.decode()
    relation.refresh_from_db()
    assert (relation.agreement_type, relation.since.iso) == (PARTNERSHIP, "2024-08-28")
    entry = entries_about(relation).get(action="partnerships.correct_status")
    assert entry.changes["agreement_type"] == ["project", "partnership"]
    assert entry.behalf_of_id == network.zhytomyr.pk


def test_a_signature_after_a_refusal_is_the_next_step_of_the_history() -> None:
    network = load_network()
    relation = between(network, step(Phase.INITIATED, "2022"), step(Phase.NOT_CONCLUDED, "2023"))
    data = {"phase": "active", "agreement_type": "partnership", "begun": "28.08.2024"}
    address = reverse("partnerships:add_step", args=[relation.pk])
    assert signed_in(network.dortmund_editor).post(address, data).status_code == 302
    relation.refresh_from_db()
    assert (relation.phase, relation.since.iso) == (Phase.ACTIVE, "2024-08-28")
    assert [one.phase for one in relation.history.all()] == ["initiated", "not_concluded", "active"]


def test_the_only_step_stays() -> None:
    network = load_network()
    relation = between(network)
    address = reverse("partnerships:remove_step", args=[relation.pk, relation.history.get().pk])
    answer = signed_in(network.dortmund_editor).post(address, follow=True)
    assert "only step" in answer.content.decode()
    assert relation.history.count() == 1


def test_a_text_saved_in_between_is_shown_and_nothing_is_lost() -> None:
    network = load_network()
    relation = between(network)
    address = reverse("partnerships:text", args=[relation.pk, "de"])
    first, second = signed_in(network.dortmund_editor), signed_in(network.zhytomyr_editor)
    first.post(address, {"text": "Zuerst gespeichert <img src=x onerror=alert(1)>", "version": "0"})
    answer = second.post(address, {"text": "Danach getippt </textarea><img src=x>", "version": "0"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Zuerst gespeichert" in text and "Danach getippt" in text
    assert "<img src=x" not in text, "words of both are words"
    assert relation.texts.get().text.startswith("Zuerst gespeichert")


def packed(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.pdf", b"<html><script>alert(1)</script></html>"),
        ("paper.pdf", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("paper.docx", b"PK\x03\x04 broken"),
        ("paper.docx", packed(readme=b"no office file")),
        ("paper.docx", packed(word__document_xml=b"x", word__vbaProject_bin=b"x")),
        ("bomb.xlsx", packed(xl__workbook_xml=b"0" * 210_000_000)),
        ("empty.pdf", b""),
    ],
)
def test_what_is_not_what_it_claims_is_refused(name: str, content: bytes) -> None:
    network = load_network()
    relation = between(network)
    data = {"kind": "agreement", "title": "x", "language": "de", "visibility": "public"}
    data["file"] = SimpleUploadedFile(name, content)
    address = reverse("partnerships:add_document", args=[relation.pk])
    answer = signed_in(network.dortmund_editor).post(address, data)
    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_a_paper_leaves_only_as_an_attachment_and_only_to_whom_it_is_shown() -> None:
    network = load_network()
    relation = between(network)
    data = {"kind": "agreement", "title": "Vertrag", "language": "de", "visibility": "internal"}
    data["file"] = SimpleUploadedFile("v.pdf", b"%PDF-1.7 x")
    client = signed_in(network.dortmund_editor)
    assert client.post(reverse("partnerships:add_document", args=[relation.pk]), data).status_code == 302
    address = reverse("partnerships:document", args=[relation.pk, Document.objects.get().pk])
    answer = client.get(address)
    assert b"".join(answer) == b"%PDF-1.7 x"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    for other in (Client(), signed_in(network.unna_owner), signed_in(network.stranger)):
        assert other.get(address).status_code == 404
        assert "Vertrag" not in other.get(reverse("partnerships:detail", args=[relation.pk])).content.decode()


def test_a_visit_that_lies_ahead_is_never_public() -> None:
    network = load_network()
    relation = between(network)
    data = {"title": "Delegation", "language": "de", "date": "24.12.2199", "visibility": "public"}
    answer = signed_in(network.dortmund_editor).post(reverse("partnerships:add_activity", args=[relation.pk]), data)
    assert answer.status_code == 422
    assert not relation.activities.exists()


def test_a_portrait_in_which_nothing_is_answered_is_not_published() -> None:
    network = load_network()
    relation, office = between(network), signed_in(network.coordinator)
    portrait = Portrait.objects.create(partnership=relation)
    answer = office.post(reverse("partnerships:move_portrait", args=[relation.pk, "publish"]), follow=True)
    assert "answer at least one question" in answer.content.decode()
    portrait.refresh_from_db()
    assert portrait.status == "draft"
    assert Client().get(reverse("partnerships:portrait", args=[relation.pk])).status_code == 404


def test_a_portrait_says_once_in_which_language_it_is_where_it_is_not_the_readers() -> None:
    relation = between(load_network(), step(Phase.ACTIVE, "2024", PROJECT))
    portrait = Portrait.objects.create(partnership=relation, status="published", published_at=timezone.now())
    for question in ("first_contact", "successes"):
        portrait.answers.create(question=question, language="de", text="Es begann 1990.")
    pages = {
        language: Client().get(f"/{language}/partnerships/{relation.pk}/portrait/").content.decode()
        for language in ("de", "uk")
    }
    assert (
        pages["uk"].count("Німецькою: мовою цієї сторінки") == 1 and pages["uk"].count('class="prose" lang="de"') == 2
    )
    assert "In der Sprache der Seite" not in pages["de"]


def test_a_portrait_goes_from_draft_over_review_to_the_public() -> None:
    network = load_network()
    relation = between(network)
    editor, office = signed_in(network.dortmund_editor), signed_in(network.coordinator)
    address = reverse("partnerships:edit_portrait_in", args=[relation.pk, "de"])
    editor.post(address, {"first_contact": "Über einen Verein.", "stamp": stamp_of({})})
    public = reverse("partnerships:portrait", args=[relation.pk])
    editor.post(reverse("partnerships:move_portrait", args=[relation.pk, "submit"]))
    assert Client().get(public).status_code == 404
    office.post(reverse("partnerships:move_portrait", args=[relation.pk, "publish"]))
    assert "Über einen Verein." in Client().get(public).content.decode()
    # What the partners change afterwards is looked at again.
    stale = editor.post(address, {"first_contact": "Veraltet.", "stamp": stamp_of({})})
    assert stale.status_code == 422 and "Veraltet." in stale.content.decode()
    stamp = stamp_of({"first_contact": "Über einen Verein."})
    editor.post(address, {"first_contact": "Geändert.", "stamp": stamp})
    assert Portrait.objects.get().status == PortraitStatus.REVIEW
    assert Client().get(public).status_code == 404


def test_a_double_entry_is_merged_and_its_address_leads_on() -> None:
    network = load_network()
    kept = between(network, step(Phase.ACTIVE, "2024", PROJECT))
    double = between(network, step(Phase.ACTIVE, "2024", PROJECT), step(Phase.ACTIVE, "2025", PARTNERSHIP))
    merge_partnerships(get_partnership_to_keep(network.coordinator, kept.pk), double)
    assert [one.agreement_type for one in kept.history.all()] == [PROJECT, PARTNERSHIP]
    answer = Client().get(reverse("partnerships:detail", args=[double.pk]))
    assert answer["Location"].endswith(f"/partnerships/{kept.pk}/")


def test_the_net_shows_partners_in_common_and_who_was_first() -> None:
    shapes = load_shapes()
    koeln = shapes["type_changes"].parties.get(side=1).area
    dnipro = shapes["type_changes"].parties.get(side=2).area
    lublin = shapes["dormant"].parties.get(side=1).area
    source = DataSource.objects.create(key="twins", title="Twins")
    for one in (koeln, dnipro):
        first, second = sorted((one, lublin), key=lambda area: area.pk)
        AreaTie.objects.create(first=first, second=second, kind=TieKind.TWIN_TOWN, source=source)
    assert [third.area.pk for third in third_partners([[koeln.pk], [dnipro.pk]])] == [lublin.pk]
    poltava = shapes["several_in_one"].parties.get(side=2).area
    assert {one.other.area.name for one in collisions(poltava.pk, "DE")} == {
        "Leinfelden-Echterdingen",
        "Filderstadt",
        "Ostfildern",
    }
    beyond = partners_of_partners(koeln.pk)
    assert shapes["dormant"].parties.get(side=2).area_id in [third.area.pk for third in beyond]
    Area.objects.filter(pk=shapes["dormant"].parties.get(side=2).area_id).update(country="RU")
    assert not [third for third in partners_of_partners(koeln.pk) if third.area.country == "RU"]
    # What was never concluded ties nobody.
    frankivsk = shapes["never_concluded"].parties.get(side=2).area
    assert collisions(frankivsk.pk, "DE") == []


def test_who_knows_somebody_runs_over_partnerships() -> None:
    network = load_network()
    between(network)
    ways, _number = who_knows(network.zhytomyr.area, viewer_of(network.dortmund_editor))
    way = next(one for one in ways if one.organisation == network.dortmund)
    assert [stop.label for stop in way.stops][1:3] == ["Dortmund", "Dortmund – Житомирська"]


def test_the_net_is_there_as_json(client: Client) -> None:
    shapes = load_shapes()
    answer = client.get(reverse("partnerships:network"), {"place": "katottg:UA04020000000000002", "country": "de"})
    assert {one["name"] for one in answer.json()["partners"]} == {
        "Leinfelden-Echterdingen",
        "Filderstadt",
        "Ostfildern",
    }
    assert answer.json()["partners_in_country"][0]["since"] == "1988"
    assert client.get(reverse("partnerships:network"), {"place": "ags:99999999"}).status_code == 404
    assert shapes


def test_a_note_that_puts_people_at_risk_is_asked_about_before_it_is_public() -> None:
    network = load_network()
    relation = between(network)
    client = signed_in(network.dortmund_editor)
    address = reverse("partnerships:add_step", args=[relation.pk])
    data = {"phase": "active", "begun": "2025", "note": "Transformator für das Umspannwerk geliefert"}
    answer = client.post(address, data)
    assert answer.status_code == 422 and "Umspannwerk" in answer.content.decode()
    assert relation.history.count() == 1
    assert client.post(address, data | {"sensitive_checked": "on"}).status_code == 302
