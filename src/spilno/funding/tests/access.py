from typing import Any

from spilno.funding.models import Amount, Call, Check, Programme, ReminderWish, Rule
from tests.access.matrix import COORDINATORS, EVERYBODY, SIGNED_IN, Row
from tests.cast import Network


def _programme(published: bool = True) -> Programme:
    key = "open" if published else "draft"
    return Programme.objects.get_or_create(key=key, defaults={"name": "Programm", "published": published})[0]


def _key(_network: Network) -> dict[str, Any]:
    return {"key": _programme().key}


def _draft(_network: Network) -> dict[str, Any]:
    return {"key": _programme(published=False).key}


def _rule(_network: Network) -> dict[str, Any]:
    values = {"aspect": "kind", "operator": "one_of", "values": ["school"]}
    rule = Rule.objects.get_or_create(programme=_programme(), **values)[0]
    return {"key": "open", "what": "rules", "pk": rule.pk}


def _new_rule(network: Network) -> dict[str, Any]:
    return _key(network) | {"what": "rules"}


ABSENT = {"what": "rules"}

ROWS = [
    Row("funding:programmes", EVERYBODY),
    Row("funding:fits", EVERYBODY),
    Row("funding:fits", EVERYBODY, query="?kind=school&amount=1.000", case="asked"),
    Row("funding:calendar", EVERYBODY),
    Row("funding:calendar_ics", EVERYBODY),
    Row("funding:detail", EVERYBODY, _key),
    Row("funding:detail", COORDINATORS, _draft, case="draft"),
    Row("funding:remind", SIGNED_IN, _key, method="post"),
    Row("funding:queue", COORDINATORS),
    Row("funding:new", COORDINATORS),
    Row("funding:edit", COORDINATORS, _key),
    Row("funding:checked", COORDINATORS, _key, method="post"),
    Row("funding:add_row", COORDINATORS, _new_rule, absent=ABSENT),
    Row("funding:edit_row", COORDINATORS, _rule, absent=ABSENT),
    Row("funding:remove_row", COORDINATORS, _rule, method="post", absent=ABSENT),
]

# Everything of a published record is for everybody but who checked it and the note for the next check.
PUBLIC = {"funding.Programme": {"*"}, "funding.Call": {"*"}}


def fill(network: Network) -> None:
    programme = _programme()
    Rule.objects.create(programme=programme, aspect="kind", operator="one_of", values=["school"])
    Amount.objects.create(programme=programme, maximum=5000)
    Call.objects.create(programme=programme, title="x")
    Check.objects.create(programme=programme, by=network.coordinator, note="x")
    ReminderWish.objects.create(programme=programme, user=network.dortmund_editor)
