"""Advice and reports, one language at a time."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import LongField, OneLineField, RichTextField, VersionField
from spilno.exchange.enums import MeetingAudience
from spilno.exchange.models import Topic
from spilno.exchange.models.reports import LONGEST_REPORT
from spilno.organisations.enums import Theme
from spilno.organisations.forms.sensitive import SensitiveWarning

MOST_LINKS = 20


class AdviceForm(SensitiveWarning, forms.Form):
    """Question and answer in one language; links and theme for all."""

    watched = ("question", "answer")

    question = OneLineField(label=gettext_lazy("Question"), max_length=200)
    answer = LongField(label=gettext_lazy("Answer"), rows=6)
    links = LongField(label=gettext_lazy("Links, one a line"), required=False, max_length=3000, rows=3)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=[("", "–"), *Theme.choices], required=False)
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=gettext_lazy("Topic that it answers"), required=False, empty_label="–"
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may read it once the report is published?"),
        choices=MeetingAudience,
        widget=forms.RadioSelect,
        initial=MeetingAudience.PUBLIC,
    )
    version = VersionField(required=False)

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topic"]
        field.queryset = topics

    def clean_links(self) -> str:
        lines = str(self.cleaned_data["links"]).split()
        if len(lines) > MOST_LINKS:
            raise forms.ValidationError(_("Please give %(number)d lines at most.") % {"number": MOST_LINKS})
        check = forms.URLField(max_length=300, assume_scheme="https")
        found = []
        for line in lines:
            try:
                address = check.clean(line)
            except forms.ValidationError as error:
                text = _("This line is no address on the web: %(line)s")
                raise forms.ValidationError(text % {"line": line[:60]}) from error
            if not address.lower().startswith(("https://", "http://")):
                raise forms.ValidationError(_("Please enter an address that begins with https://."))
            found.append(address)
        return "\n".join(found)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("links", "theme", "topic", "audience")}


class PassOnForm(AdviceForm):
    """What leaves a confidential consultation."""

    silence = forms.BooleanField(
        label=gettext_lazy("Nothing in it tells whose case it was, and whoever brought the case agrees."),
        error_messages={"required": gettext_lazy("Without this the advice stays in the group.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, topics=Topic.objects.none(), **kwargs)
        del self.fields["topic"]
        self.fields["audience"].label = _("Who may read it?")

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("links", "theme", "audience")}


class ReportForm(SensitiveWarning, forms.Form):
    watched = ("title", "text")

    title = OneLineField(label=gettext_lazy("Title"), max_length=200)
    text = RichTextField(label=gettext_lazy("Report"), max_length=LONGEST_REPORT, rows=26)
    version = VersionField()


class SearchForm(forms.Form):
    all_optional = True

    q = forms.CharField(
        label=gettext_lazy("Words or places"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Places are found in every spelling."),
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"), choices=[("", gettext_lazy("All themes")), *Theme.choices], required=False
    )
