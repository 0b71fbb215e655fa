"""What changed in a record, in the reader's words: the trail keeps names of columns and codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.models import AuditEntry
from spilno.common.partial_dates import PartialDate
from spilno.funding.enums import ApplicantKind, Aspect, Operator
from spilno.funding.forms.editing import AmountForm, ProgrammeForm
from spilno.funding.forms.rules import RuleForm
from spilno.funding.sentences import LABELS, value_label

_LABELS: dict[str, Any] = {
    **ProgrammeForm.Meta.labels,
    "link": gettext_lazy("Page of the programme"),
    "source_link": gettext_lazy("Where these facts were read"),
    "rule aspect": gettext_lazy("What the rule asks about"),
    **{f"rule {name}": label for name, label in RuleForm.Meta.labels.items()},
    "rule values": gettext_lazy("Values"),
    "rule kinds": gettext_lazy("Only for these applicants"),
    "amount minimum": gettext_lazy("Smallest grant"),
    "amount maximum": gettext_lazy("Largest grant"),
    **{f"amount {name}": label for name, label in AmountForm.Meta.labels.items()},
    "amount kinds": gettext_lazy("Only for these applicants"),
    "call title": gettext_lazy("Name of the round"),
    "call opens_on": gettext_lazy("Opens"),
    "call closes_on": gettext_lazy("Application, or sketch of two stages"),
    "call second_on": gettext_lazy("Full application of two stages"),
    "checked": gettext_lazy("Compared with its source"),
}
# How much of a day is known: a year, a month, all of it.
_KNOWN = {"year": 4, "month": 7}
_NOTHING: tuple[Any, ...] = (None, "", [], False, 0, "0")


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str


def changes_of(entry: AuditEntry) -> list[Change]:
    """In the order of the form; what was empty and stays so is no change, nor is how precisely a day is known by itself."""
    found = []
    order = {name: at for at, name in enumerate(_LABELS)}
    for name in sorted(entry.changes, key=lambda one: order.get(one, len(order))):
        pair = entry.changes[name]
        if name in _LABELS and not (pair[0] in _NOTHING and pair[1] in _NOTHING):
            old, new = (_in_words(name, pair[side], entry.changes, side) for side in (0, 1))
            found.append(Change(str(_LABELS[name]), old, new))
    return found


def _in_words(name: str, value: Any, changes: Mapping[str, Any], side: int) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_on") or name == "checked":
        precision = changes.get(name.replace("_on", "_precision"), ["", ""])[side]
        return str(PartialDate.parse(str(value)[: _KNOWN.get(precision, 10)]))
    if name in ("rule aspect", "rule operator"):
        known = dict(Aspect.choices if name == "rule aspect" else Operator.choices)
        return str(known.get(value, value))
    if name in ("amount minimum", "amount maximum"):
        return value_label("", Decimal(str(value)))
    if isinstance(value, list):
        return "; ".join(_word(one) for one in value)
    return str(value)


def _word(value: Any) -> str:
    """A value of a rule, whose aspect the entry need not name."""
    if isinstance(value, bool | int):
        return value_label("", value)
    aspects = ("kind", *LABELS) if value in ApplicantKind.values else tuple(LABELS)
    aspect = next((one for one in aspects if value in LABELS[one]), "region" if "-" in value else "country")
    return value_label(aspect, value)
