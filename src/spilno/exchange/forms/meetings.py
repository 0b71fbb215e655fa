"""Planning a meeting: its day and hours by local clocks, its words in three languages."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from spilno.common.clocks import ClockField, Zone, moment
from spilno.common.form_fields import DayField, LongField, OneLineField, VersionField, WebField
from spilno.exchange.enums import MeetingAudience, MeetingFormat, MeetingKind, MeetingLanguage
from spilno.exchange.models import MOST_PLACES, Meeting
from spilno.organisations.forms.sensitive import SensitiveWarning
from spilno.organisations.models import Organisation

LONGEST = timedelta(days=10)
TITLES = ("title_de", "title_uk", "title_en")
ABOUT = ("about_de", "about_uk", "about_en")


class WordsForm(SensitiveWarning, forms.Form):
    """Title and description in three languages, for the public page."""

    watched = (*TITLES, *ABOUT, "town")

    title_de = OneLineField(label=gettext_lazy("Title, German"), required=False, max_length=160)
    title_uk = OneLineField(label=gettext_lazy("Title, Ukrainian"), required=False, max_length=160)
    title_en = OneLineField(label=gettext_lazy("Title, English"), required=False, max_length=160)
    about_de = LongField(label=gettext_lazy("What it is about, German"), required=False, max_length=3000, rows=3)
    about_uk = LongField(label=gettext_lazy("What it is about, Ukrainian"), required=False, max_length=3000, rows=3)
    about_en = LongField(label=gettext_lazy("What it is about, English"), required=False, max_length=3000, rows=3)


class SharedForm(WordsForm):
    """What a meeting and all meetings of a series have alike."""

    format = forms.ChoiceField(label=gettext_lazy("Where"), choices=MeetingFormat)
    language = forms.ChoiceField(label=gettext_lazy("Language of the meeting"), choices=MeetingLanguage)
    audience = forms.ChoiceField(label=gettext_lazy("Who finds it and may register"), choices=MeetingAudience)
    zone = forms.ChoiceField(label=gettext_lazy("The hours are"), choices=Zone, initial=Zone.BERLIN)
    capacity = forms.IntegerField(
        label=pgettext_lazy("seats", "Places"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=gettext_lazy("Leave empty where there is room for all. Whoever comes later waits in order."),
    )
    host = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Host beside the network office"),
        required=False,
        empty_label=gettext_lazy("None: the network office"),
    )
    town = OneLineField(label=gettext_lazy("Town"), required=False, max_length=120)
    venue = OneLineField(
        label=gettext_lazy("House and room"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Only those who take part see it."),
    )
    link = WebField(
        label=gettext_lazy("Address of the online meeting"),
        required=False,
        help_text=gettext_lazy("BigBlueButton, Jitsi, Zoom, Teams or another. Only those who take part see it."),
    )
    notes = LongField(
        label=gettext_lazy("How to get in"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=gettext_lazy("Only those who take part see it."),
    )

    shared = (
        *TITLES, *ABOUT, "format", "language", "audience", "zone", "capacity", "host", "town", "venue", "link", "notes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hosts = Organisation.objects.confirmed().filter(withdrawn_at__isnull=True).select_related("area")
        self.fields["host"].queryset = hosts.order_by("sort_de", "pk")  # type: ignore[attr-defined]


class MeetingForm(SharedForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of meeting"), choices=MeetingKind)
    day = DayField(label=gettext_lazy("Day"))
    begins = ClockField(label=gettext_lazy("Begins at"), help_text=gettext_lazy("For example 14:00"))
    ends = ClockField(label=gettext_lazy("Ends at"))
    last_day = DayField(label=gettext_lazy("Last day, where it lasts longer"), required=False)
    register_until = DayField(label=gettext_lazy("Registration until"), required=False)
    version = VersionField(required=False)

    field_order = (
        "kind", *TITLES, "day", "begins", "ends", "last_day", "zone", "format", "town", "venue", "link", "notes",
        "language", *ABOUT, "audience", "capacity", "register_until", "host",
    )  # fmt: skip

    @classmethod
    def initial_of(cls, meeting: Meeting) -> dict[str, Any]:
        zone = ZoneInfo(meeting.zone)
        begins, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
        values = {name: getattr(meeting, name) for name in (*cls.shared, "kind", "register_until", "version")}
        return values | {
            "day": begins.date(),
            "begins": begins.time(),
            "ends": ends.time(),
            "last_day": ends.date() if ends.date() != begins.date() else None,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if any(cleaned.get(name) is None for name in ("day", "begins", "ends", "zone")):
            return cleaned
        zone = cleaned["zone"]
        starts = moment(self, cleaned["day"], cleaned["begins"], zone, "begins")
        ends = moment(self, cleaned.get("last_day") or cleaned["day"], cleaned["ends"], zone, "ends")
        if starts and ends:
            self._compare(starts, ends, cleaned)
            cleaned |= {"starts_at": starts, "ends_at": ends}
        return cleaned

    def _compare(self, starts: datetime, ends: datetime, cleaned: dict[str, Any]) -> None:
        if ends <= starts:
            self.add_error("ends", _("The meeting ends before it begins."))
        elif ends - starts > LONGEST:
            self.add_error("last_day", _("A meeting lasts ten days at most."))
        until = cleaned.get("register_until")
        if until and until > cleaned["day"]:
            self.add_error("register_until", _("Registration ends after the meeting has begun."))

    @property
    def values(self) -> dict[str, Any]:
        names = (*self.shared, "kind", "starts_at", "ends_at", "register_until")
        return {name: self.cleaned_data[name] for name in names}


class CancelForm(forms.Form):
    reason = OneLineField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Everybody who finds the meeting reads it, and all who have registered get it by mail."),
    )
