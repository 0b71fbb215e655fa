import pytest
from django.urls import reverse

from spilno.exchange.certificates import certificate
from spilno.exchange.tests.meetings import a_meeting, a_registration, signed_in
from tests.cast import load_network

pytestmark = pytest.mark.django_db


def test_only_those_who_came_get_a_certificate() -> None:
    network = load_network()
    meeting = a_meeting(network, days=-1)
    row = a_registration(meeting, network.zhytomyr_owner, network.zhytomyr)
    client, address = signed_in(network.zhytomyr_owner), reverse("exchange:certificate", args=[meeting.pk])
    page = reverse("exchange:meeting", args=[meeting.pk])
    assert client.get(address).status_code == 404 and address not in client.get(page).content.decode()
    row.attended = True
    row.save()
    assert address in client.get(page).content.decode()
    made = client.get(address)
    assert made["Content-Type"] == "application/pdf" and made.content.startswith(b"%PDF")
    assert "attachment" in made["Content-Disposition"]
    # Nobody gets another's.
    assert signed_in(network.zhytomyr_editor).get(address).status_code == 404


def test_a_certificate_says_who_where_when_in_the_language_asked_for() -> None:
    network = load_network()
    row = a_registration(a_meeting(network), network.zhytomyr_owner, network.zhytomyr, attended=True)
    said = str(certificate(row, "uk").as_dict())
    for word in ("Житомирська міська рада", "Zhytomyr Owner", "Підтвердження участі", "Місто Дортмунд", "'120'"):
        assert word in said
    assert "Saal Westfalia" not in said and "treffen.example.org" not in said
