"""A form that warns of sensitive detail and lets the person decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.enums import Visibility
from spilno.organisations.sensitive import LABELS, sensitive_details


class SensitiveWarning(forms.Form):
    """Mixin: texts that would be public are looked at; what is found must be confirmed by a tick.

    watched: names of the fields with text. A field `visibility`, where there is one, says whether they become public.
    """

    watched: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("sensitive_checked") is not None:
            self._add_tick()

    def _add_tick(self) -> None:
        self.fields["sensitive_checked"] = forms.BooleanField(
            label=gettext_lazy("I have checked it: this may be public."), required=False
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("sensitive_checked", None)
        if cleaned.get("visibility", Visibility.PUBLIC) != Visibility.PUBLIC:
            return cleaned
        found = sensitive_details(str(cleaned.get(name) or "") for name in self.watched)
        if found and not self.data.get("sensitive_checked"):
            self._add_tick()
            named = "; ".join(f"“{one.excerpt}” ({LABELS[one.detail]})" for one in found[:5])
            text = _(
                "This would be public and may put people at risk: %(found)s. Please leave it out, or confirm below."
            )
            raise forms.ValidationError(text % {"found": named}, code="sensitive")
        return cleaned
