"""What those who keep a case file type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spilno.accounts.models import User
from spilno.common.form_fields import DayField, LongField, OneLineField, PartialDateField, StampField
from spilno.organisations.forms.sensitive import SensitiveWarning
from spilno.partnerships.enums import CandidateStatus, CaseOutcome, PaperKind, Side, StepResult
from spilno.places.place_field import PlaceField


class CaseForm(forms.Form):
    title = OneLineField(label=_("Title of the case"), max_length=200)
    motion = LongField(label=_("The motion, as it stands in the council's papers"), required=False)
    moved = PartialDateField(label=_("Date of the motion"), required=False)
    responsible = forms.ModelChoiceField(
        label=_("Who answers for it"), queryset=User.objects.none(), required=False, empty_label=_("nobody yet")
    )
    stamp = StampField()

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["responsible"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "pk")
        field.label_from_instance = lambda one: one.name or one.email  # type: ignore[assignment]


class CaseStepForm(forms.Form):
    result = forms.ChoiceField(label=_("State"), choices=StepResult)
    side = forms.ChoiceField(label=_("Who is next"), choices=Side)
    due_on = DayField(label=_("Due on"), required=False)
    done_on = DayField(label=_("Done on"), required=False)
    decided_by = OneLineField(label=_("Decided by"), max_length=160, required=False)
    note = LongField(label=_("Note"), required=False)
    stamp = StampField()


class CandidateForm(forms.Form):
    area = PlaceField(label=_("Place"), help_text=_("A hromada, rayon or oblast, in any spelling."))
    note = LongField(label=_("Why this place"), required=False)


class JudgeForm(forms.Form):
    status = forms.ChoiceField(label=_("State"), choices=CandidateStatus)
    note = LongField(label=_("Note"), required=False)


class NoteForm(forms.Form):
    text = LongField(label=_("Note for those who take over"))


class CloseForm(SensitiveWarning):
    watched = ("note",)

    outcome = forms.ChoiceField(
        label=_("Why does the case end?"),
        choices=[one for one in CaseOutcome.choices if one[0] not in (CaseOutcome.OPEN, CaseOutcome.SIGNED)],
    )
    note = LongField(label=_("What others may learn from it"), required=False)
    in_registry = forms.BooleanField(
        label=_("Also enter it in the public registry as never concluded"),
        help_text=_("With the proposal you chose, the dates and this note."),
        required=False,
    )


PAPER_LANGUAGES = [
    ("de+uk", _("German and Ukrainian side by side")),
    ("de", _("German")),
    ("en", _("English")),
]


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Paper"), choices=PaperKind)
    languages = forms.ChoiceField(label=_("Languages"), choices=PAPER_LANGUAGES)
