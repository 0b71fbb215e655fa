from typing import Any

from django import forms

from spilno.common.form_fields import LongField, StampField
from spilno.organisations.forms.sensitive import SensitiveWarning
from spilno.partnerships.enums import PortraitQuestion

LONGEST_ANSWER = 4000


class PortraitForm(SensitiveWarning, forms.Form):
    """The fixed interview in one language; it is meant for the public."""

    watched = tuple(PortraitQuestion.values)
    stamp = StampField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tick = self.fields.pop("sensitive_checked", None)
        for question in PortraitQuestion:
            self.fields[question.value] = LongField(
                label=question.label, required=False, max_length=LONGEST_ANSWER, rows=5
            )
        if tick is not None:
            self.fields["sensitive_checked"] = tick

    @property
    def answers(self) -> dict[str, str]:
        return {question.value: self.cleaned_data[question.value] for question in PortraitQuestion}
