"""A field for an organisation, typed by its name."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from spilno.organisations.models import Organisation
from spilno.places.lookup import folded


class OrganisationField(forms.CharField):
    """A confirmed organisation by its name in any language, or by its number in the directory."""

    def prepare_value(self, value: Any) -> Any:
        return value.label if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value)
        if not text:
            return None
        known = Organisation.objects.confirmed().filter(withdrawn_at__isnull=True)
        if text.isascii() and text.isdigit() and len(text) < 10:
            found = list(known.filter(pk=int(text)))
        else:
            found = list(known.filter(folded__holds=folded(text))[:9])
            exact = [one for one in found if folded(text) in {folded(name) for name in names_of(one)}]
            found = exact or found
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("No confirmed organisation is called “%(text)s”.") % {"text": text[:80]})
        names = ", ".join(f"{one.label} ({one.pk})" for one in found[:8])
        raise forms.ValidationError(
            _("Several organisations fit: %(names)s. Please enter the number.") % {"names": names}
        )


def names_of(organisation: Organisation) -> list[str]:
    return [organisation.name, organisation.name_de, organisation.name_uk, organisation.name_en]
