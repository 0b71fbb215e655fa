"""What people type about the newsletter."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spilno.common.clocks import ClockField
from spilno.common.form_fields import DayField, OneLineField, RichTextField, SeveralField, StampField, VersionField
from spilno.newsletter.models import Topic
from spilno.newsletter.queries import regions, topics_offered

LONGEST_TEXT = 10_000


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    topics = SeveralField(
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


class AreaChoices(SeveralField):
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
        regions_offered: Any = self.fields["regions"]
        # By the names that the reader sees, not by those of the registers.
        areas = sorted(regions(), key=lambda one: (one.country, one.label.casefold()))
        regions_offered.choices = [(one.pk, one.label) for one in areas]


def subject_fields() -> dict[str, forms.Field]:
    """One for each language; at least one is needed before sending."""
    return {
        f"subject_{language}": OneLineField(
            label=gettext("Subject in %(language)s") % {"language": name}, max_length=150, required=False
        )
        for language, name in settings.LANGUAGES
    }


class IssueForm(forms.Form):
    """Subjects, and for whom the issue is."""

    topics = SeveralField(
        label=_("Topics"),
        help_text=_("Without a choice the issue goes to everybody."),
        queryset=topics_offered(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    regions = AreaChoices(
        label=_("Länder and oblasts"),
        help_text=_("Without a choice the issue goes to everybody."),
        queryset=regions(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = VersionField(required=False)

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = subject_fields() | ({} if is_new else self.fields)
        if "topics" in self.fields and not topics_offered().exists():
            del self.fields["topics"]

    def subjects(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"subject_{language}"] for language, _name in settings.LANGUAGES}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not any(values.get(f"subject_{language}") for language, _name in settings.LANGUAGES):
            raise forms.ValidationError(_("Please write a subject in at least one language."))
        return values


class BlockForm(forms.Form):
    """Heading and text in each language; `choices` are the entries of a source."""

    stamp = StampField()

    def __init__(self, *args: Any, choices: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices is not None:
            self.fields["keys"] = forms.MultipleChoiceField(
                label=_("Entries"), choices=choices, widget=forms.CheckboxSelectMultiple
            )
        for language, name in settings.LANGUAGES:
            said = {"language": name}
            self.fields[f"heading_{language}"] = OneLineField(
                label=gettext("Heading in %(language)s") % said, max_length=150, required=False
            )
            text = RichTextField(
                label=gettext("Text in %(language)s") % said, max_length=LONGEST_TEXT, required=False, rows=6
            )
            text.widget.attrs["lang"] = language
            self.fields[f"text_{language}"] = text

    def texts(self) -> dict[str, tuple[str, str]]:
        said = self.cleaned_data
        return {one: (said[f"heading_{one}"], said[f"text_{one}"]) for one, _name in settings.LANGUAGES}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "keys" not in self.fields and not any(value for name, value in values.items() if name != "stamp"):
            raise forms.ValidationError(_("Please write something in at least one language."))
        return values


class ScheduleForm(forms.Form):
    day = DayField(label=_("Day"), required=False)
    hour = ClockField(
        label=_("Time (Berlin)"),
        help_text=_("For example 9:30. Without a day and a time sending begins at once."),
        required=False,
    )
    version = VersionField()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, hour = values.get("day"), values.get("hour")
        values["at"] = None
        if bool(day) != (hour is not None) and not self.errors:
            raise forms.ValidationError(_("Please enter both the day and the time, or neither."))
        if day and hour is not None:
            values["at"] = moment(day, hour)
            if values["at"] <= timezone.now():
                raise forms.ValidationError(_("This moment is over."))
        return values


def moment(day: date, hour: time) -> datetime:
    """The time of Berlin as a moment. Raises ValidationError for the hour that is left out in spring."""
    zone = ZoneInfo(settings.TIME_ZONE)
    local = datetime.combine(day, hour, tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise forms.ValidationError(_("This hour does not exist: the clocks are put forward that night."))
    return local


class TopicForm(forms.ModelForm):
    name_de = OneLineField(label=_("Name in German"), max_length=80)
    name_uk = OneLineField(label=_("Name in Ukrainian"), max_length=80)
    name_en = OneLineField(label=_("Name in English"), max_length=80)

    class Meta:
        model = Topic
        fields = ["name_de", "name_uk", "name_en", "position", "offered"]
        labels = {"position": _("Place in the list"), "offered": _("Subscribers may choose it")}
