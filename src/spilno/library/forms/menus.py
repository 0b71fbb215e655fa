"""An entry of a menu."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import OneLineField
from spilno.library.enums import Menu
from spilno.library.models import Document, MenuEntry
from spilno.library.queries.menus import TITLES, WITH_TITLES, title_of, with_names

# A path of this site or a page elsewhere; never a script, never another site in disguise.
_ADDRESS = re.compile(r"(?:/(?![/\\])|https://)[^\s\\\"<>]*\Z", re.IGNORECASE)


class AddressField(OneLineField):
    def clean(self, value: Any) -> str:
        found = super().clean(value)
        if found and not _ADDRESS.match(found):
            raise forms.ValidationError(_("Please enter a path of this site such as /de/exchange/, or https://…"))
        return found


class DocumentField(forms.ModelChoiceField):
    """Pages and papers by their titles; by the word in the address where nothing is written yet."""

    def label_from_instance(self, obj: Any) -> str:
        title, _language = title_of(obj)
        return f"{title} ({obj.key})" if title else str(obj.key)


class EntryField(forms.ModelChoiceField):
    """Entries of the first level with the menu they stand in: below them stands only what is in the same."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_menu_display()}: {with_names([obj])[0].name}"  # type: ignore[attr-defined]


class MenuEntryForm(forms.Form):
    menu = forms.ChoiceField(label=gettext_lazy("Where it stands"), choices=Menu)
    parent = EntryField(
        label=gettext_lazy("Below this entry"),
        queryset=MenuEntry.objects.filter(parent=None).prefetch_related(WITH_TITLES),
        required=False,
        empty_label=gettext_lazy("none, on the first level"),
    )
    document = DocumentField(
        label=gettext_lazy("Leads to this page or paper"),
        queryset=Document.objects.order_by("kind", "key").prefetch_related(TITLES),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    address = AddressField(
        label=gettext_lazy("Or to this address"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "A path of this site, for example /de/exchange/, or https://… Without page and address it is a heading."
        ),
    )
    label_de = OneLineField(label=gettext_lazy("Name in German"), max_length=60, required=False)
    label_uk = OneLineField(label=gettext_lazy("Name in Ukrainian"), max_length=60, required=False)
    label_en = OneLineField(
        label=gettext_lazy("Name in English"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Without a name the page's own title stands there, in the reader's language."),
    )

    @classmethod
    def of(cls, data: Any, entry: MenuEntry | None) -> "MenuEntryForm":
        form = cls(data, initial={name: getattr(entry, name) for name in cls.base_fields} if entry else None)
        if entry is not None:
            parent: Any = form.fields["parent"]
            parent.queryset = parent.queryset.exclude(pk=entry.pk)
        return form
