from typing import Any

from django import forms

from spilno.common.plain_text import several_lines
from spilno.partnerships.enums import PortraitQuestion

LONGEST_ANSWER = 4000


class PortraitForm(forms.Form):
    """The fixed interview in one language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in PortraitQuestion:
            self.fields[question.value] = forms.CharField(
                label=question.label,
                required=False,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    @property
    def answers(self) -> dict[str, str]:
        return {name: several_lines(self.cleaned_data[name]) for name in self.fields}
