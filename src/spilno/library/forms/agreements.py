"""The questions of an agreement, its parties, and what is written beside a version."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from spilno.common.form_fields import DayField, LongField, OneLineField, StampField
from spilno.library.agreements.choices import LANGUAGE_SETS, Choices
from spilno.library.enums import AgreementKind, InForce, Prevailing, ReviewRhythm, Term, WorkingLanguage
from spilno.organisations.enums import SpokenLanguage, Theme
from spilno.places.place_field import PlaceField

LANGUAGES = ("de", "uk", "en")
LONGEST_OWN = 4000
Label = str | Promise


def _in_each(label: Label, *, long: bool = False, length: int = 160, hint: Label = "") -> list[forms.Field]:
    made: list[forms.Field] = []
    for language in LANGUAGES:
        name = SpokenLanguage(language).label
        text = _InLanguage(label, name)
        values: dict[str, Any] = {"label": text, "required": False, "max_length": length}
        values["help_text"] = hint if language == "de" else ""
        made.append(LongField(**values) if long else OneLineField(**values))
    return made


class _InLanguage:
    """ "Title, in German": read when it is shown, in the reader's language."""

    def __init__(self, label: Label, language: Label) -> None:
        self.label, self.language = label, language

    def __str__(self) -> str:
        name = str(self.language)
        # German writes names of languages with a capital, Ukrainian does not.
        name = name.lower() if get_language() == "uk" else name
        return _("%(label)s, in %(language)s") % {"label": self.label, "language": name}


def _months(most: int) -> dict[str, Any]:
    return {"min_value": 1, "max_value": most}


LASTING = frozenset(
    {AgreementKind.PARTNERSHIP, AgreementKind.FRIENDSHIP, AgreementKind.DISTRICT, AgreementKind.SEVERAL}
)
# Questions that matter for some kinds only.
CONCERNED: dict[str, frozenset[AgreementKind]] = {
    **dict.fromkeys(("term", "term_years", "trial_months"), LASTING),
    **dict.fromkeys(("review", "notice_months", "suspension"), LASTING | {AgreementKind.PROJECT}),
    **dict.fromkeys(("coordination", "accession"), frozenset({AgreementKind.SEVERAL})),
    **dict.fromkeys(("project_title", "project_goal", "project_until"), frozenset({AgreementKind.PROJECT})),
    "intent_months": frozenset({AgreementKind.INTENT}),
}
# Names of `Choices` that are written once for each language.
OWN = ("title", "other_themes", "project_title", "project_goal", "additional")


class QuestionsForm(forms.Form):
    """The questions that matter for a kind; what is not asked stays as it was answered before (`base`)."""

    kind = forms.ChoiceField(label=gettext_lazy("Which agreement?"), choices=AgreementKind)
    languages = forms.ChoiceField(label=gettext_lazy("Languages, side by side"))
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"), choices=Theme, required=False, widget=forms.CheckboxSelectMultiple
    )
    term = forms.ChoiceField(label=gettext_lazy("How long?"), choices=Term)
    term_years = forms.IntegerField(
        label=gettext_lazy("Number of years"),
        min_value=1,
        max_value=30,
        help_text=gettext_lazy("Of the term, or after the end of martial law."),
    )
    trial_months = forms.IntegerField(
        label=gettext_lazy("Trial period in months"), min_value=0, max_value=36, help_text=gettext_lazy("0 for none")
    )
    in_force = forms.ChoiceField(label=gettext_lazy("When does it begin?"), choices=InForce)
    review = forms.ChoiceField(label=gettext_lazy("When do you take stock?"), choices=ReviewRhythm)
    notice_months = forms.IntegerField(label=gettext_lazy("Notice in months"), **_months(24))
    intent_months = forms.IntegerField(
        label=gettext_lazy("A letter of intent ends after so many months"), **_months(36)
    )
    rhythm_months = forms.IntegerField(label=gettext_lazy("Those responsible meet every … months"), **_months(12))
    working_language = forms.ChoiceField(label=gettext_lazy("How do you talk?"), choices=WorkingLanguage)
    prevailing = forms.ChoiceField(label=gettext_lazy("Which language counts?"), choices=Prevailing)
    solidarity = forms.BooleanField(label=gettext_lazy("Preamble on the war and on solidarity"), required=False)
    civil_society = forms.BooleanField(
        label=gettext_lazy("Schools, associations and companies take part"), required=False
    )
    joint_funding = forms.BooleanField(label=gettext_lazy("Apply for grants together"), required=False)
    aid = forms.BooleanField(label=gettext_lazy("Donations in kind are handed over with a record"), required=False)
    confidentiality = forms.BooleanField(
        label=gettext_lazy("Confidentiality and security"),
        help_text=gettext_lazy("Sites, needs, journeys and persons stay confidential. Recommended during the war."),
        required=False,
    )
    data_protection = forms.BooleanField(label=gettext_lazy("Data protection"), required=False)
    publicity = forms.BooleanField(label=gettext_lazy("Public relations, coats of arms"), required=False)
    suspension = forms.BooleanField(
        label=gettext_lazy("It rests when war or occupation make cooperation impossible"), required=False
    )
    coordination = forms.BooleanField(label=gettext_lazy("Several parties: coordination by turns"), required=False)
    accession = forms.BooleanField(label=gettext_lazy("Several parties: others may accede"), required=False)
    project_until = DayField(label=gettext_lazy("End of the project"), required=False)
    stamp = StampField()

    SECTIONS: Mapping[str, tuple[Label, tuple[str, ...]]] = {
        "form": (gettext_lazy("Form and languages"), ("kind", "languages", "prevailing", "title")),
        "content": (gettext_lazy("What it is about"), ("solidarity", "themes", "other_themes")),
        "project": (
            gettext_lazy("Only for a project partnership"), ("project_title", "project_goal", "project_until")
        ),
        "time": (
            gettext_lazy("Term and end"),
            ("term", "term_years", "trial_months", "in_force", "review", "notice_months", "suspension", "intent_months"),
        ),
        "work": (
            gettext_lazy("Working together"),
            ("rhythm_months", "working_language", "civil_society", "coordination", "accession"),
        ),
        "money": (
            gettext_lazy("Money, secrecy, data"),
            ("joint_funding", "aid", "confidentiality", "data_protection", "publicity"),
        ),
        "more": (gettext_lazy("Anything else"), ("additional",)),
    }  # fmt: skip

    def __init__(self, *args: Any, concerning: str, base: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        self.fields["languages"].choices = [(one, language_names(one)) for one in LANGUAGE_SETS]  # type: ignore[attr-defined]
        texts = {
            "title": _in_each(gettext_lazy("A title of your own")),
            "other_themes": _in_each(gettext_lazy("Another theme"), length=300),
            "project_title": _in_each(gettext_lazy("Title of the project")),
            "project_goal": _in_each(gettext_lazy("Aim and result of the project"), long=True, length=1500),
            "additional": _in_each(
                gettext_lazy("A further article in your own words"),
                long=True,
                length=LONGEST_OWN,
                hint=gettext_lazy("Please write it in every language of the agreement; it becomes the last article."),
            ),
        }
        for stem, made in texts.items():
            for language, field in zip(LANGUAGES, made, strict=True):
                self.fields[f"{stem}_{language}"] = field
        for name, kinds in CONCERNED.items():
            if concerning not in kinds:
                for one in [name, *(f"{name}_{language}" for language in LANGUAGES)]:
                    self.fields.pop(one, None)

    def sections(self) -> Iterator[tuple[Label, list[forms.BoundField], list[forms.BoundField]]]:
        """Title, fields, and fields for words of one's own, of each part of the page that has any."""
        for title, names in self.SECTIONS.values():
            own = [f"{one}_{language}" for one in names if one in OWN for language in LANGUAGES]
            plain = [self[one] for one in names if one in self.fields]
            if plain or any(one in self.fields for one in own):
                yield title, plain, [self[one] for one in own if one in self.fields]

    @property
    def choices(self) -> Choices:
        """The answers, after the form has been cleaned."""
        cleaned = self.cleaned_data
        values = self.base.as_dict()
        values |= {name: cleaned[name] for name in values if name in cleaned}
        for stem in OWN:
            if f"{stem}_de" in cleaned:
                told = {language: cleaned[f"{stem}_{language}"] for language in LANGUAGES}
                values[stem] = {language: text for language, text in told.items() if text}
        if "project_until" in cleaned:
            until = cleaned["project_until"]
            values["project_until"] = until.isoformat() if until else ""
        return Choices.from_dict(values)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("prevailing") == Prevailing.ENGLISH and "en" not in cleaned.get("languages", "en"):
            self.add_error("prevailing", _("English is none of the languages that you chose."))
        return cleaned


def language_names(chosen: str) -> str:
    """ "German and Ukrainian" for "de+uk", in the reader's language."""
    names = [str(SpokenLanguage(one).label) for one in chosen.split("+")]
    return " + ".join(names)


def initial_of(kind: str, choices: Choices) -> dict[str, Any]:
    """What the form shows of stored answers."""
    values = choices.as_dict() | {"kind": kind, "project_until": choices.project_end}
    for stem in OWN:
        values |= {f"{stem}_{language}": text for language, text in values.pop(stem).items()}
    return values


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Which agreement?"), choices=AgreementKind, widget=forms.RadioSelect)


class NewPartyForm(forms.Form):
    area = PlaceField(
        label=gettext_lazy("Place"),
        required=False,
        help_text=gettext_lazy("In any spelling; name and office are filled in from the registers."),
    )
    name = OneLineField(label=gettext_lazy("Or its name, where no register knows it"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("area") and not cleaned.get("name"):
            self.add_error("area", _("Please name a place, or write the name of the party."))
        return cleaned


class PartyForm(forms.Form):
    decided_by = OneLineField(
        label=gettext_lazy("Resolution: which body"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("For example: Rat der Stadt; міська рада"),
    )
    decided_on = DayField(label=gettext_lazy("Resolution: on which day"), required=False)
    stamp = StampField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = gettext_lazy("Office, and the name where it should stand in the text.")
        own = {
            "name": _in_each(gettext_lazy("Name")),
            "represented": _in_each(gettext_lazy("Represented by"), length=200, hint=office),
        }
        made = {
            f"{stem}_{one}": field for stem, fields in own.items() for one, field in zip(LANGUAGES, fields, strict=True)
        }
        self.fields = made | self.fields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(f"name_{language}") for language in LANGUAGES):
            self.add_error("name_de", _("Please write the name in at least one language."))
        return cleaned


class KeepForm(forms.Form):
    note = OneLineField(
        label=gettext_lazy("What is new in it"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For those who look at the versions later."),
    )
