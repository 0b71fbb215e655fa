"""What people type about their contact points."""

import re
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.accounts.models import User
from spilno.common.enums import Visibility
from spilno.common.form_fields import DayField, OneLineField
from spilno.organisations.enums import DetailKind
from spilno.organisations.models import ContactPoint

MOST_DETAILS = 5
_PHONE = re.compile(r"^\+?[\d\s()/.-]{5,30}$")


class ContactForm(forms.Form):
    """A contact point with up to five details, each with its own visibility and end.

    guarded: the organisation lies in Ukraine; anything public must be confirmed.
    """

    title = OneLineField(
        label=gettext_lazy("Task"), help_text=gettext_lazy("For example: international relations."), max_length=160
    )
    visibility = forms.ChoiceField(label=gettext_lazy("Who may see that it exists"), choices=Visibility)
    person = forms.ModelChoiceField(
        label=gettext_lazy("About a member, if it is"),
        help_text=gettext_lazy("Whoever leaves Spilno takes the entry along."),
        queryset=User.objects.none(),
        required=False,
        empty_label="–",
    )

    def __init__(self, *args: Any, people: list[User], guarded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guarded = guarded
        default = Visibility.INTERNAL if guarded else Visibility.NETWORK
        self.fields["visibility"].initial = Visibility.NETWORK
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "pk")
        field.label_from_instance = lambda one: one.name or one.email  # type: ignore[assignment]
        for number in range(1, MOST_DETAILS + 1):
            self.fields |= {
                f"kind_{number}": forms.ChoiceField(
                    label=gettext_lazy("Kind"), choices=[("", "–"), *DetailKind.choices], required=False
                ),
                f"value_{number}": OneLineField(label=gettext_lazy("Value"), max_length=300, required=False),
                f"visibility_{number}": forms.ChoiceField(
                    label=gettext_lazy("Who may see it"), choices=Visibility, initial=default, required=False
                ),
                f"expires_{number}": DayField(label=gettext_lazy("Until"), required=False),
            }
        if guarded:
            self.fields["confirmed"] = forms.BooleanField(
                label=gettext_lazy("What is marked as public may be read by everybody, also by the aggressor."),
                required=False,
            )

    @classmethod
    def initial_of(cls, point: ContactPoint) -> dict[str, Any]:
        initial: dict[str, Any] = {"title": point.title, "visibility": point.visibility, "person": point.person_id}
        for number, one in enumerate(point.details.all()[:MOST_DETAILS], start=1):
            initial |= {f"kind_{number}": one.kind, f"value_{number}": one.value}
            initial |= {f"visibility_{number}": one.visibility, f"expires_{number}": one.expires_on}
        return initial

    def rows(self) -> list[list[forms.BoundField]]:
        names = ("kind", "value", "visibility", "expires")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, MOST_DETAILS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["details"] = []
        for number in range(1, MOST_DETAILS + 1):
            kind, value = cleaned.get(f"kind_{number}"), cleaned.get(f"value_{number}")
            if not kind and not value:
                continue
            if not kind or not value:
                missing = f"value_{number}" if kind else f"kind_{number}"
                self.add_error(missing, _("Please fill in both the kind and the value."))
                continue
            self._check(kind, value, f"value_{number}")
            cleaned["details"].append(
                {
                    "kind": kind,
                    "value": value,
                    "visibility": cleaned.get(f"visibility_{number}") or Visibility.INTERNAL,
                    "expires_on": cleaned.get(f"expires_{number}"),
                }
            )
        public = any(one["visibility"] == Visibility.PUBLIC for one in cleaned["details"])
        if self.guarded and public and not cleaned.get("confirmed"):
            text = _("Contacts in Ukraine are not public by default. Please confirm, or choose another visibility.")
            self.add_error("confirmed", text)
        return cleaned

    def _check(self, kind: str, value: str, field: str) -> None:
        if kind == DetailKind.EMAIL:
            try:
                validate_email(value)
            except forms.ValidationError:
                self.add_error(field, _("Please enter an e-mail address like name@example.org."))
        elif kind == DetailKind.PHONE and not _PHONE.match(value):
            self.add_error(field, _("Please enter a telephone number like +380 44 123 45 67."))

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "visibility", "person", "details")}
