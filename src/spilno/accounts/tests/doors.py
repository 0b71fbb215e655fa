"""How tests come in: as people do, with what the mails say."""

import re

from django.test import Client

from spilno.common.models import OutboxMail

SIGN_UP = "/de/account/signup/"
SIGN_IN = "/de/account/login/"
CONFIRM = "/de/account/confirm-email/"
ENTER_CODE = "/de/account/login/code/confirm/"
HOME = "/de/account/"


def newest_code(address: str) -> str:
    mail = OutboxMail.objects.filter(to=address).first()
    assert mail is not None, f"no mail to {address}"
    found = re.search(r"\d{4}-\d{4}", mail.text)
    assert found
    return found[0]


def mails_to(address: str) -> int:
    return OutboxMail.objects.filter(to=address).count()


def sign_up(client: Client, address: str, name: str = "") -> str:
    """Fill in the form; returns where it leads."""
    response = client.post(SIGN_UP, {"email": address, "name": name})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def sign_in_by_code(client: Client, address: str) -> None:
    client.post(SIGN_IN, {"login": address})
    response = client.post(ENTER_CODE, {"code": newest_code(address)})
    assert response.status_code == 302


def is_inside(client: Client) -> bool:
    return client.get(HOME).status_code == 200
