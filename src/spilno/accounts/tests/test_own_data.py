import importlib
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.http import QueryDict
from django.test import Client

from spilno.accounts import actions
from spilno.accounts.models import User
from spilno.accounts.tests.doors import is_inside, newest_code, sign_in_by_code
from spilno.common import kept
from spilno.common.models import AuditEntry
from tests.cast import load_network, person
from tests.policy.sources import PACKAGE

pytestmark = pytest.mark.django_db
ERASE = "/de/account/erase/"
EXPORT = "/de/account/export/"


def hits(*words: str) -> list[str]:
    """Columns of the whole database that hold one of the words."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.GenericIPAddressField):
                values = model._default_manager.values_list(field.attname, flat=True)
                found += [
                    f"{model._meta.label}.{field.name}" for one in values if any(word in str(one) for word in words)
                ]
    return found


def test_everything_kept_about_a_person_is_one_file(client: Client) -> None:
    user, other = person("leaver"), person("other")
    sign_in_by_code(Client(), other.email)
    sign_in_by_code(client, user.email)
    response = client.get(EXPORT)
    assert response.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(response.content)["data"]
    assert data["accounts.User"][0]["email"] == user.email
    assert {"account.EmailAddress", "usersessions.UserSession", "common.OutboxMail"} <= set(data)
    assert other.email not in response.content.decode()
    assert {label: len(rows) for label, rows in data.items() if len(rows) > 1} == {}, "rows of somebody else"


def test_a_session_left_open_neither_exports_nor_erases(client: Client) -> None:
    user = person("leaver")
    client.force_login(user)
    for address in (EXPORT, ERASE):
        assert client.get(address).headers["Location"].startswith("/de/account/confirm/")
    assert client.post(ERASE, {"sure": "on"}).status_code == 302
    assert User.objects.filter(pk=user.pk).exists()


def test_with_a_password_the_password_is_asked_for(client: Client) -> None:
    user = person("leaver")
    user.set_password("eleven bridges and a river")
    user.save()
    client.force_login(user)
    asked = client.get(ERASE).headers["Location"]
    assert asked.startswith("/de/account/reauthenticate/")
    client.post(asked, {"password": "eleven bridges and a river"})
    assert client.get(ERASE).status_code == 200


def test_an_erased_person_leaves_no_trace(client: Client) -> None:
    user = person("leaver")
    user.name = "Trace Of Leaver"
    user.save()
    other = Client()
    sign_in_by_code(other, user.email)
    sign_in_by_code(client, user.email)
    is_inside(client)
    actions.save_profile(user, name="Trace Of Leaver B", language="de", notification="never", acting_user=user)
    kept.keep(user.pk, "/de/organisations/1/", QueryDict("text=leaver@example.org"))
    assert hits("leaver@example.org", "Trace Of Leaver")
    assert client.post(ERASE, {}).status_code == 200, "not without the tick"
    response = client.post(ERASE, {"sure": "on"})
    assert response.headers["Location"] == "/de/account/erased/"
    assert client.get("/de/account/erased/").status_code == 200
    assert hits("leaver@example.org", "leaver", "Trace Of Leaver") == []
    assert not is_inside(client)
    assert not is_inside(other)
    assert not [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(user.pk)]
    assert AuditEntry.objects.get(action="accounts.erase_account").changes == {}


def test_an_erased_address_may_sign_up_again(client: Client) -> None:
    user = person("leaver")
    sign_in_by_code(client, user.email)
    client.post(ERASE, {"sure": "on"})
    again = Client()
    again.post("/de/account/signup/", {"email": "leaver@example.org"})
    again.post("/de/account/confirm-email/", {"code": newest_code("leaver@example.org")})
    assert is_inside(again)


@pytest.mark.parametrize("role", ["dortmund_owner", "zhytomyr_editor", "coordinator", "stranger"])
def test_everybody_in_the_network_can_be_erased(role: str) -> None:
    """With everything the apps make of a person: memberships, requests, texts, threads."""
    network = load_network()
    for file in sorted(Path(PACKAGE).glob("*/tests/access.py")):
        module = importlib.import_module(f"spilno.{file.parent.parent.name}.tests.access")
        if hasattr(module, "fill"):
            module.fill(network)
    user = getattr(network, role)
    # Whoever goes has named another owner before.
    network.dortmund_editor.memberships.update(role="owner")
    actions.erase_account(user, acting_user=user)
    assert hits(f"{role}@example.org", role.replace("_", " ").title()) == []
