"""What people type about memberships and delegations."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spilno.common.form_fields import DayField, OneLineField
from spilno.common.plain_text import several_lines
from spilno.organisations.enums import Role, Scope
from spilno.organisations.models import Organisation


class _UntilMixin(forms.Form):
    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return until


class InvitationForm(_UntilMixin):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.EDITOR)
    until = DayField(label=_("Until, if the role ends"), required=False)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)


class MembershipForm(_UntilMixin):
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    until = DayField(label=_("Until, if the role ends"), required=False)


class JoinForm(forms.Form):
    message = forms.CharField(
        label=_("Who are you, and what do you do there?"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_message(self) -> str:
        return several_lines(self.cleaned_data["message"])


class DecisionForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.READER)
    accept = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class DomainForm(forms.Form):
    domain = OneLineField(label=_("Domain of your addresses"), help_text=_("For example stadt-unna.de"), max_length=253)


class DelegationForm(_UntilMixin):
    delegate = forms.ModelChoiceField(
        label=_("Organisation that is to act for yours"), queryset=Organisation.objects.none()
    )
    scope = forms.ChoiceField(label=_("What it may do"), choices=Scope)
    until = DayField(label=_("Until, if it ends"), required=False)

    def __init__(self, *args: Any, principal: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Organisation.objects.confirmed().filter(withdrawn_at__isnull=True, area__country=principal.area.country)
        self.fields["delegate"].queryset = near.exclude(pk=principal.pk).select_related("area")  # type: ignore[attr-defined]
