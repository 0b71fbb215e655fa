"""What people type about the newsletter."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from spilno.newsletter.queries import regions, topics_offered


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        help_text=_("Without a choice you get all of them."),
        queryset=topics_offered(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not topics_offered().exists():
            del self.fields["topics"]


class AreaChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, area: Any) -> str:
        return str(area.label)


class PreferencesForm(SubscribeForm):
    regions = AreaChoices(
        label=_("Länder and oblasts"),
        help_text=_("Without a choice you get news from all of them."),
        queryset=regions(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"]
