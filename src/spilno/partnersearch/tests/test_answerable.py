"""What makes a request answerable is asked for when it is handed on: a sentence, and the reader's next step."""

import pytest
from django.test import Client

from spilno.common.errors import RefusedError
from spilno.common.stamps import stamp_of
from spilno.partnersearch.actions import requests as requesting
from spilno.partnersearch.enums import Part, RequestStatus
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.requests import texts_in
from spilno.partnersearch.tests.test_requests import acting_for, keeping, published
from tests.cast import load_network

pytestmark = pytest.mark.django_db

NEEDED = {Part.SEEKS: "Обмін досвідом про тепло", Part.NEXT_STEP: "Напишіть нам"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, Part.SEEKS),
        ({Part.SEEKS: "Тепло", Part.NEXT_STEP: "Напишіть нам"}, Part.SEEKS),
        ({Part.SEEKS: NEEDED[Part.SEEKS], Part.NEXT_STEP: "  "}, Part.NEXT_STEP),
        (NEEDED, "themes"),
        ({Part.OFFERS: NEEDED[Part.SEEKS], Part.NEXT_STEP: "Напишіть нам"}, "themes"),
    ],
)
def test_what_nobody_could_answer_stays_a_draft(told: dict[str, str], field: str) -> None:
    """A title alone says neither what is wished nor what to do next; the draft itself may stay as it is."""
    network = load_network()
    made = requesting.begin_request(acting_for(network.zhytomyr_editor, network.zhytomyr), title="Тепло", language="uk")
    mine = keeping(network.zhytomyr_editor, made)
    requesting.save_texts(mine, language="uk", texts=told, stamp=stamp_of(texts_in(made, "uk")))
    with pytest.raises(RefusedError) as refused:
        requesting.submit_request(keeping(network.zhytomyr_editor, made))
    assert refused.value.field == field
    assert PartnerRequest.objects.get(pk=made.pk).status == RequestStatus.DRAFT


def test_what_is_missing_is_said_beside_the_field_in_the_language_the_request_is_written_in() -> None:
    network = load_network()
    made = requesting.begin_request(acting_for(network.dortmund_editor, network.dortmund), title="Heat", language="de")
    client = Client()
    client.force_login(network.dortmund_editor)
    page = client.get(f"/en/requests/{made.pk}/").content.decode()
    assert "It can be handed on once this is there" in page and "what whoever is interested should do first" in page
    answer = client.post(f"/en/requests/{made.pk}/move/submit/", follow=True)
    assert answer.request["PATH_INFO"] == f"/en/requests/{made.pk}/texts/de/"
    assert set(answer.context["form"].errors) == {Part.SEEKS, Part.NEXT_STEP}
    assert answer.context["form"]["title"].value() == "Heat"
    data = {"stamp": answer.context["form"].initial["stamp"], "title": "Heat", "seeks": "Wärme für Schulen, zusammen"}
    saved = client.post(f"/en/requests/{made.pk}/texts/de/?missing=1", data, follow=True)
    assert saved.request["PATH_INFO"] == f"/en/requests/{made.pk}/", "a draft may stay incomplete"
    data |= {"next_step": "Schreiben Sie uns", "stamp": stamp_of(texts_in(made, "de"))}
    client.post(f"/en/requests/{made.pk}/texts/de/", data)
    answer = client.post(f"/en/requests/{made.pk}/move/submit/", follow=True)
    assert answer.request["PATH_INFO"] == f"/en/requests/{made.pk}/wishes/"
    assert "choose at least one theme" in answer.content.decode()


def test_whoever_is_interested_reads_the_next_step_where_the_answer_is_written(client: Client) -> None:
    network = load_network()
    made = published(network)
    client.force_login(network.dortmund_editor)
    for page in (f"/uk/requests/{made.pk}/", f"/uk/requests/{made.pk}/answer/"):
        assert "Напишіть нам" in client.get(page).content.decode()


def test_a_public_request_that_loses_its_only_sentence_is_a_draft_again() -> None:
    network = load_network()
    made = published(network)
    editor, stamp = keeping(network.zhytomyr_editor, made), stamp_of(texts_in(made, "uk"))
    requesting.save_texts(editor, language="uk", texts={Part.SEEKS: ""}, stamp=stamp)
    assert PartnerRequest.objects.get(pk=made.pk).status == RequestStatus.DRAFT
