"""Minutes and tasks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import DayField, OneLineField, RichTextField, VersionField
from spilno.exchange.enums import MinutesAudience
from spilno.exchange.models import Registration
from spilno.exchange.models.minutes import LONGEST_MINUTES_TEXT


class MinutesForm(forms.Form):
    text = RichTextField(label=gettext_lazy("What was said"), required=False, max_length=LONGEST_MINUTES_TEXT, rows=24)
    version = VersionField()


class ApproveForm(forms.Form):
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may read the minutes?"),
        choices=MinutesAudience,
        widget=forms.RadioSelect,
        initial=MinutesAudience.GROUP,
    )
    version = VersionField()


class TaskForm(forms.Form):
    text = OneLineField(label=gettext_lazy("What is to be done"), max_length=300)
    person = forms.TypedChoiceField(label=gettext_lazy("Who does it"), coerce=int, required=False, empty_value=None)
    due_on = DayField(label=gettext_lazy("Until when"), required=False)

    def __init__(self, *args: Any, people: Sequence[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {one.user_id: one.organisation_id for one in people}
        field: Any = self.fields["person"]
        field.choices = [("", gettext_lazy("The network office")), *((one.user_id, str(one.user)) for one in people)]

    @property
    def values(self) -> dict[str, Any]:
        person = self.cleaned_data["person"]
        return {
            "text": self.cleaned_data["text"],
            "person_id": person,
            "organisation_id": self._organisations.get(person),
            "due_on": self.cleaned_data["due_on"],
        }
