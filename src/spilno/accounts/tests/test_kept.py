import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.test import Client

from spilno.accounts.tests.doors import sign_in_by_code
from spilno.common import kept
from spilno.common.models import KeptForm
from spilno.common.refill import refill
from tests.cast import person

pytestmark = pytest.mark.django_db
CREATE = "/de/organisations/new/"


def test_what_was_typed_comes_back_after_signing_in_again(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    page = client.get(CREATE)
    assert page.status_code == 200
    Session.objects.all().delete()
    typed = {"name": 'Verein "Brücke" <Unna>', "password": "never kept"}
    response = client.post(CREATE, typed)
    assert response.headers["Location"].startswith("/de/account/login/?next=")
    sealed = bytes(KeptForm.objects.get().sealed)
    assert "Brücke".encode() not in sealed
    sign_in_by_code(client, user.email)
    page = client.get(CREATE).content.decode()
    assert 'value="Verein &quot;Brücke&quot; &lt;Unna&gt;"' in page
    assert "Was Sie hier zuvor geschrieben haben" in page
    assert not KeptForm.objects.exists()
    assert "Brücke" not in client.get(CREATE).content.decode()


def test_somebody_else_on_the_same_computer_does_not_see_it(client: Client) -> None:
    first, second = person("first"), person("second")
    sign_in_by_code(client, first.email)
    Session.objects.all().delete()
    client.post(CREATE, {"name": "Geheimer Entwurf"})
    sign_in_by_code(client, second.email)
    assert "Geheimer Entwurf" not in client.get(CREATE).content.decode()
    assert KeptForm.objects.filter(account_id=first.pk).exists()


def test_strangers_fill_no_table(client: Client) -> None:
    client.post(CREATE, {"name": "x"})
    client.cookies["was"] = "forged:value"
    client.post(CREATE, {"name": "x"})
    assert not KeptForm.objects.exists()


def test_signing_out_takes_the_mark_away(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    client.get("/de/account/")
    assert client.cookies["was"].value
    client.post("/de/account/logout/")
    assert not client.cookies["was"].value
    client.post(CREATE, {"name": "x"})
    assert not KeptForm.objects.exists()


TYPED = {"Spilno-Typed": "keep"}


def test_what_is_being_typed_is_kept_and_saves_nothing(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    client.get(CREATE)
    assert client.post(CREATE, {"name": "Halber Name"}, headers=TYPED).status_code == 204
    assert client.post(CREATE, {"name": "Halber Name, ganz"}, headers=TYPED).status_code == 204
    assert not apps.get_model("organisations.Organisation").objects.filter(name__startswith="Halber").exists()
    other = Client()
    sign_in_by_code(other, person("somebody").email)
    assert "Halber Name" not in other.get(CREATE).content.decode()
    page = client.get(CREATE).content.decode()
    assert 'value="Halber Name, ganz"' in page and "data-refilled" in page


def test_what_was_kept_goes_once_it_is_saved_or_discarded(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    client.post(CREATE, {"name": "Verein"}, headers=TYPED)
    client.post(CREATE, {"name": "Verein"}, headers={"Spilno-Typed": "forget"})
    assert not KeptForm.objects.exists()
    path = "/de/account/language/"
    kept.keep(user.pk, path, QueryDict("language=uk"))
    client.cookies["kept"] = "1"
    client.post(CREATE, {"name": ""})
    assert KeptForm.objects.filter(path=path).exists()


def test_who_was_signed_out_is_told_and_loses_nothing(client: Client) -> None:
    user = person("editor")
    sign_in_by_code(client, user.email)
    client.get(CREATE)
    Session.objects.all().delete()
    assert client.post(CREATE, {"name": "Halber Name"}, headers=TYPED).status_code == 401
    assert KeptForm.objects.get().account_id == user.pk
    assert Client().post(CREATE, {"name": "x"}, headers=TYPED).status_code == 401
    assert KeptForm.objects.count() == 1


def test_the_accounts_own_pages_and_giants_are_not_kept(client: Client) -> None:
    sign_in_by_code(client, person("editor").email)
    assert client.post("/de/account/", {"name": "x"}, headers=TYPED).status_code == 401
    assert client.post(CREATE, {"name": "x" * 200_001}, headers=TYPED).status_code == 413
    assert not KeptForm.objects.exists()


def test_a_form_comes_back_with_the_version_it_was_begun_from() -> None:
    page = '<form method="post"><input type="hidden" name="version" value="7"><input type="hidden" name="key" value="1"></form>'
    filled, _number = refill(page, QueryDict("version=3&key=9"))
    assert 'name="version" value="3"' in filled and 'name="key" value="1"' in filled


def test_secrets_and_giants_are_not_kept() -> None:
    assert not kept.keep(1, "/x/", QueryDict("password1=a&code=b&csrfmiddlewaretoken=c&credential=d"))
    assert not kept.keep(1, "/x/", QueryDict("text=" + "a" * 200_001))
    assert kept.keep(1, "/x/", QueryDict("text=a&new_password=b"))
    data = kept.kept_for(1, "/x/")
    assert data is not None
    assert dict(data.lists()) == {"text": ["a"]}


def test_an_account_keeps_ten_forms_at_most() -> None:
    for number in range(13):
        kept.keep(1, f"/{number}/", QueryDict("a=b"))
    assert KeptForm.objects.count() == 10
    assert kept.kept_for(1, "/12/")
    assert not kept.kept_for(1, "/0/")


PAGE = """<!doctype html><form method="get"><input name="q" value="1"></form>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t"><input name="name" class="a &amp; b" required>
<input type="checkbox" name="box" checked>
<input type="radio" name="way" value="1" checked><input type="radio" name="way" value="2">
<textarea name="text" rows="3">
old &lt;b&gt;</textarea><select name="pick"><option value="">-</option><option value="b" >B &amp; C</option></select>
<input type="password" name="secret"><p title="x">caf&eacute; &#8364;</p></form>"""


def test_fields_of_every_kind_are_filled_and_nothing_else_changes() -> None:
    data = QueryDict(
        "q=9&csrfmiddlewaretoken=evil&name=%22%3E%3Cscript%3E&way=2&text=%3C%2Ftextarea%3Enew&pick=b&secret=s"
    )
    page, filled = refill(PAGE, data)
    assert filled == 7
    assert '<input name="q" value="1">' in page
    assert 'name="csrfmiddlewaretoken" value="t"' in page
    assert '<input name="name" class="a &amp; b" required value="&quot;&gt;&lt;script&gt;">' in page
    assert '<input type="checkbox" name="box">' in page
    assert 'value="1"><input type="radio" name="way" value="2" checked>' in page
    assert "&lt;/textarea&gt;new</textarea>" in page
    assert '<option value="b" selected>B &amp; C' in page
    assert '<input type="password" name="secret">' in page
    assert "caf&eacute; &#8364;" in page
    assert "old" not in page


def test_without_fields_of_that_name_the_page_stays_as_it_is() -> None:
    page = '<p a=b>1 < 2</p><form method="post"><input name="other"></form>'
    assert refill(page, QueryDict("name=x")) == (page, 0)
