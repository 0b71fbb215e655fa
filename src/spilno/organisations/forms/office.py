"""What the network office types: decisions and withdrawals."""

from django import forms
from django.utils.translation import gettext_lazy as _

from spilno.common.plain_text import several_lines


class ReasonForm(forms.Form):
    """A reason that may be left out where nothing is refused."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_reason(self) -> str:
        return several_lines(self.cleaned_data["reason"])


class WithdrawalForm(ReasonForm):
    freeze = forms.BooleanField(
        label=_("Also freeze the accounts of those who act for it"),
        help_text=_("For a municipality whose devices or people may be in foreign hands."),
        required=False,
    )
    sure = forms.BooleanField(label=_("Yes, withdraw everything public of this municipality now."))
