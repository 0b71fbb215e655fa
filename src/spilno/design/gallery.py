"""What the gallery shows: every component once, with the longest words it must bear.

The names below are real kinds of names and stay as they are in every language.
"""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from spilno.design.charts import Bar
from spilno.design.maps import Point

GERMAN = "Verwaltungsgemeinschaftsmitgliedsgemeinde"
UKRAINIAN = "Кам’янець-Подільська міська територіальна громада"
CHOICES = [("de", GERMAN), ("uk", UKRAINIAN)]
NAMES = [("de", GERMAN), ("uk", UKRAINIAN)]
POINTS = [
    Point(51.53, 7.69, "Unna", highlighted=True, mark="Unna"),
    Point(49.23, 28.47, "Вінниця", mark="1"),
    Point(44.95, 34.1, "Сімферополь", mark="2"),
]


class GalleryForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As the register writes it."))
    size = forms.IntegerField(label=_("At least this many inhabitants"), min_value=1, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=CHOICES)
    agreed = forms.BooleanField(label=_("I have read this"), required=False)
    way = forms.ChoiceField(label=_("Choose one"), choices=CHOICES, widget=forms.RadioSelect)
    names = forms.MultipleChoiceField(
        label=_("Names"), choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


def forms_shown() -> dict[str, forms.Form]:
    """One form as it first appears, one after a wrong answer."""
    wrong = {"wrong-size": "-1", "wrong-names": "xx", "wrong-level": "de"}
    return {"empty_form": GalleryForm(prefix="empty"), "wrong_form": GalleryForm(wrong, prefix="wrong")}


def bars() -> list[Bar]:
    return [
        Bar(GERMAN, 0.31, "+ 0,31", "de"),
        Bar(UKRAINIAN, -0.12, "− 0,12", "uk"),
        Bar("Unna", 0.05, "+ 0,05", "de"),
        Bar(str(_("Security")), None, str(_("unknown"))),
    ]


def crumbs() -> list[dict[str, str]]:
    return [
        {"url": reverse("web:home"), "label": str(_("Find partners"))},
        {"url": reverse("design:components"), "label": GERMAN, "language": "de"},
        {"label": str(_("Components"))},
    ]
