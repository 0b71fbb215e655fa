"""Bringing and arranging topics."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import LongField, OneLineField, StampField, VersionField
from spilno.exchange.enums import TopicCircle, Urgency
from spilno.exchange.models import AgendaItem, Meeting, Topic
from spilno.exchange.models.topics import LONGEST_ITEM
from spilno.organisations.enums import SpokenLanguage, Theme
from spilno.organisations.models import Organisation

OWN = ("title", "text", "language", "theme", "urgency", "circle")
# A slot as in a barcamp: 35 minutes, and 10 for the summary.
USUAL_MINUTES = 45
MOST_ORDER = 999


class TopicForm(forms.Form):
    title = OneLineField(label=gettext_lazy("Your question in one line"), max_length=160)
    text = LongField(
        label=gettext_lazy("What lies behind it"),
        required=False,
        max_length=3000,
        help_text=gettext_lazy("What you have tried, and what would help you."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Written in"), choices=SpokenLanguage)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=[("", "–"), *Theme.choices], required=False)
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("How urgent is it?"), choices=Urgency, coerce=int, widget=forms.RadioSelect,
        initial=Urgency.WHENEVER,
    )  # fmt: skip
    circle = forms.ChoiceField(
        label=gettext_lazy("Who may read it?"),
        choices=TopicCircle,
        widget=forms.RadioSelect,
        initial=TopicCircle.GROUP,
    )
    organisation = forms.TypedChoiceField(label=gettext_lazy("For which organisation"), coerce=int)
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=gettext_lazy("For which meeting"),
        required=False,
        empty_label=gettext_lazy("For one of the next occasions"),
    )
    version = VersionField(required=False)

    field_order = ("organisation", "title", "text", "language", "theme", "urgency", "meeting", "circle", "version")

    def __init__(self, *args: Any, organisations: Sequence[Organisation], meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = [(one.pk, one.label) for one in organisations]
        if not organisations:
            del self.fields["organisation"]
        choice: Any = self.fields["meeting"]
        choice.queryset = meetings

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in OWN}


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Topic.objects.none(), label=gettext_lazy("Goes into"), empty_label="–")

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = topics


def _minutes(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=LONGEST_ITEM, **kwargs)


class AddItemForm(forms.Form):
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("Topic"),
        required=False,
        empty_label=gettext_lazy("None: words of your own"),
    )
    title = OneLineField(
        label=gettext_lazy("Words of your own"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("For example a welcome or a break."),
    )
    minutes = _minutes(initial=USUAL_MINUTES)

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topic"]
        field.queryset = topics

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("topic") and not cleaned.get("title"):
            self.add_error("title", gettext_lazy("Please choose a topic or write what it is."))
        return cleaned


class AgendaForm(forms.Form):
    """Order, minutes and a tick to remove for each item."""

    stamp = StampField()

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            order = forms.IntegerField(
                label=gettext_lazy("Order"), min_value=0, max_value=MOST_ORDER, initial=item.position
            )
            self.fields[f"order_{item.pk}"] = order
            self.fields[f"minutes_{item.pk}"] = _minutes(initial=item.minutes)
            self.fields[f"remove_{item.pk}"] = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "item": item,
                "order": self[f"order_{item.pk}"],
                "minutes": self[f"minutes_{item.pk}"],
                "remove": self[f"remove_{item.pk}"],
            }
            for item in self.items
        ]

    @property
    def wanted(self) -> dict[int, tuple[int, int, bool]]:
        data = self.cleaned_data
        return {
            item.pk: (data[f"order_{item.pk}"], data[f"minutes_{item.pk}"], data[f"remove_{item.pk}"])
            for item in self.items
        }
