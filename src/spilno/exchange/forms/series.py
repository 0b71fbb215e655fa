"""A whole series in one step: rhythm, hours, days to leave out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.clocks import ClockField, moment
from spilno.common.form_fields import DayField, LongField
from spilno.engine.cadence import MOST_MEETINGS, Rhythm, Slot, holidays, plan
from spilno.engine.errors import InvalidInput
from spilno.exchange.enums import TURNS, Turns, Weekday, WeekOfMonth
from spilno.exchange.forms.meetings import ABOUT, TITLES, SharedForm

LONGEST_MINUTES = 600
MOST_LINES, MOST_DAYS_OUT = 50, 400
_DAY = forms.DateField(input_formats=["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"])


class DaysOutField(LongField):
    """Days and times of the year without meetings, one a line: 24.12.2026, or 20.07.2026 - 01.09.2026."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("Please give %(number)d lines at most.") % {"number": MOST_LINES})
        return frozenset(day for line in lines for day in self._days(line))

    @staticmethod
    def _days(line: str) -> Iterator[date]:
        parts = [part.strip() for part in line.replace("–", " - ").split(" - ")]
        try:
            first, last = _DAY.clean(parts[0]), _DAY.clean(parts[-1])
        except forms.ValidationError as error:
            text = _("This line is no day: %(line)s. Please write 24.12.2026 or 20.07.2026 - 01.09.2026.")
            raise forms.ValidationError(text % {"line": line[:40]}) from error
        if len(parts) > 2 or last < first or (last - first).days > MOST_DAYS_OUT:
            text = _("This line begins after it ends, or is longer than a year: %(line)s")
            raise forms.ValidationError(text % {"line": line[:40]})
        for number in range((last - first).days + 1):
            yield first + timedelta(days=number)


class SeriesForm(SharedForm):
    turns = forms.ChoiceField(
        label=gettext_lazy("Rhythm"), choices=Turns, widget=forms.RadioSelect, initial=Turns.ALTERNATE
    )
    week = forms.TypedChoiceField(
        label=gettext_lazy("Which week"), choices=WeekOfMonth, coerce=int, initial=WeekOfMonth.THIRD
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day of the week"), choices=Weekday, coerce=int, initial=Weekday.TUESDAY
    )
    first = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("Until"))
    begins = ClockField(label=gettext_lazy("Begins at"), help_text=gettext_lazy("For example 14:00"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=15, max_value=LONGEST_MINUTES, initial=120
    )
    without = DaysOutField(
        label=gettext_lazy("Days without meetings"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=gettext_lazy(
            "Public holidays of both countries are left out anyway. One line each: 24.12.2026, or 20.07.2026 - 01.09.2026 "
            "for school holidays."
        ),
    )
    announce = forms.BooleanField(label=gettext_lazy("Announce all meetings at once"), required=False)

    field_order = (
        *TITLES, "turns", "week", "weekday", "first", "until", "begins", "minutes", "zone", "without", "format", "town",
        "venue", "link", "notes", "language", *ABOUT, "audience", "capacity", "host", "announce",
    )  # fmt: skip

    def __init__(self, *args: Any, titled: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots: list[Slot] = []
        self.hours: list[tuple[str, datetime, datetime]] = []
        self.titled = titled

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.titled and not self.errors and not any(cleaned.get(name) for name in TITLES):
            self.add_error("title_de", _("Please give the series a title in one language at least."))
        if not self.errors:
            self._plan(cleaned)
        return cleaned

    def _plan(self, cleaned: dict[str, Any]) -> None:
        kinds, every = TURNS[cleaned["turns"]]
        first, until = cleaned["first"], cleaned["until"]
        if not (2000 <= first.year <= until.year <= 2199):
            self.add_error("until", _("The series ends before it begins."))
            return
        out = {one.on for year in range(first.year, min(until.year, first.year + 60) + 1) for one in holidays(year)}
        try:
            rhythm = Rhythm(cleaned["weekday"], cleaned["week"], kinds, every)
            self.slots = plan(rhythm, begin=first, until=until, avoid=out | cleaned["without"])
        except InvalidInput:
            text = _("The series ends before it begins, or has more than %(number)d meetings.")
            self.add_error("until", text % {"number": MOST_MEETINGS})
            return
        length = timedelta(minutes=cleaned["minutes"])
        for slot in self.slots:
            if slot.on and (starts := moment(self, slot.on, cleaned["begins"], cleaned["zone"], "begins")):
                self.hours.append((slot.kind, starts, starts + length))

    @property
    def series_values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*TITLES, *ABOUT, "turns")}

    @property
    def meeting_values(self) -> dict[str, Any]:
        """What every meeting gets; titles and descriptions stay the series' own."""
        return {name: self.cleaned_data[name] for name in self.shared if name not in (*TITLES, *ABOUT)}
