"""What people type about an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spilno.common.enums import Visibility
from spilno.common.form_fields import OneLineField, VersionField, WebField
from spilno.common.plain_text import several_lines
from spilno.organisations.enums import Direction, HelpKind, OrganisationKind, SpokenLanguage, TextKind, Theme
from spilno.organisations.forms.sensitive import SensitiveWarning
from spilno.organisations.models import HelpEntry, Organisation
from spilno.places.place_field import PlaceField

LONGEST_TEXT = 6000


class ProposalForm(forms.Form):
    name = OneLineField(label=_("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind)
    area = PlaceField(label=_("Place it works for"), help_text=_("A town, Kreis, hromada, rayon or oblast."))
    website = WebField(label=_("Website"), required=False)


class ProfileForm(forms.ModelForm):
    name = OneLineField(label=_("Name"), max_length=200)
    name_de = OneLineField(label=_("Name in German"), max_length=200, required=False)
    name_uk = OneLineField(label=_("Name in Ukrainian"), max_length=200, required=False)
    name_en = OneLineField(label=_("Name in English"), max_length=200, required=False)
    website = WebField(label=_("Website"), required=False)
    posts = forms.DecimalField(
        label=_("Posts for international work"),
        help_text=_("In full-time posts; half a post is 0.5. Leave it empty if you do not know."),
        required=False,
        min_value=0,
        max_value=99,
        decimal_places=2,
        localize=True,
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"), choices=Theme, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which you can write and speak"),
        choices=SpokenLanguage,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = VersionField()

    class Meta:
        model = Organisation
        fields = ("name", "name_de", "name_uk", "name_en", "kind", "website", "posts", "posts_visibility")
        labels: Any = {"kind": _("Kind"), "posts_visibility": _("Who may see the number of posts")}


class TextForm(SensitiveWarning):
    """One text in one language, beside the same text in the others."""

    watched = ("text",)

    text = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8})
    )
    original = forms.BooleanField(label=_("This is the original; the others are translations of it"), required=False)
    visibility = forms.ChoiceField(label=_("Who may read it"), choices=Visibility)
    version = VersionField()

    def clean_text(self) -> str:
        return several_lines(self.cleaned_data["text"])


class TextPlaceForm(forms.Form):
    """Which text in which language: comes from the address."""

    kind = forms.ChoiceField(choices=TextKind)
    language = forms.ChoiceField(choices=[("de", "de"), ("uk", "uk"), ("en", "en")])


class HelpForm(SensitiveWarning, forms.ModelForm):
    watched = ("text",)

    text = OneLineField(label=_("In a few words"), max_length=400)
    link = WebField(
        label=_("Address of an appeal or a form elsewhere"),
        required=False,
        help_text=_("Donations are never taken here: the link leads to your own page."),
    )

    class Meta:
        model = HelpEntry
        fields = ("direction", "kind", "text", "language", "link", "until", "visibility")
        labels: Any = {
            "direction": _("Offer or wish"),
            "kind": _("Kind"),
            "language": _("Language of the text"),
            "until": _("Until"),
            "visibility": _("Who may see it"),
        }
        widgets: Any = {"until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == HelpKind.DONATIONS and not cleaned.get("link"):
            self.add_error("link", _("An appeal for donations needs the address of your own page."))
        if cleaned.get("direction") not in Direction.values:
            cleaned.pop("direction", None)
        return cleaned
