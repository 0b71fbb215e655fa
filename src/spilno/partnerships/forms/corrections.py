"""Rejected rows of a list, to be corrected where they stand: several at once, each for itself."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from spilno.common.form_fields import StampField
from spilno.common.stamps import stamp_of
from spilno.partnerships.actions.decisions import Correction
from spilno.partnerships.forms.lists import labels_of_fields
from spilno.partnerships.importing.sheet import LONGEST_CELL, clean
from spilno.partnerships.queries.corrections import RejectedRow


class CorrectionsForm(forms.Form):
    """One field for each cell, by the row's key and the column's place; what is wrong stands beside its cell at once."""

    # A row that is right as it is may be left alone, and any cell may be empty.
    all_optional = True

    def __init__(self, *args: Any, rows: Sequence[RejectedRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        labels = labels_of_fields()
        for one in rows:
            pk = one.row.pk
            self.fields[f"stamp_{pk}"] = StampField(initial=one.stamp)
            for at, cell in enumerate(one.cells):
                hint = str(labels.get(cell.meaning, ""))
                if cell.as_read != cell.text:
                    hint = _("In the file: “%(text)s”") % {"text": cell.as_read}
                self.fields[f"cell_{pk}_{at}"] = forms.CharField(
                    label=cell.heading,
                    help_text=hint,
                    initial=cell.text,
                    required=False,
                    max_length=LONGEST_CELL,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )
            if one.may_stand:
                self.fields[f"stands_{pk}"] = forms.BooleanField(
                    label=_("The row is right as it stands here"), required=False
                )
        if not self.is_bound:
            self._show_problems()

    def _show_problems(self) -> None:
        for one in self.rows:
            for at, cell in enumerate(one.cells):
                if one.problem and cell.heading == one.at:
                    self.errors[f"cell_{one.row.pk}_{at}"] = self.error_class([one.problem])

    def groups(self) -> list[tuple[RejectedRow, list[BoundField]]]:
        """Each row with its fields that are seen."""
        return [(one, [self[name] for name in self._names(one)]) for one in self.rows]

    def _names(self, one: RejectedRow) -> list[str]:
        names = [f"cell_{one.row.pk}_{at}" for at in range(len(one.cells))]
        return names + ([f"stands_{one.row.pk}"] if one.may_stand else [])

    def corrections(self) -> list[Correction]:
        """Of the rows whose cells are not those that were shown, or that are said to be right."""
        found = []
        for one in self.rows:
            pk = one.row.pk
            cells = {cell.heading: clean(self.cleaned_data[f"cell_{pk}_{at}"]) for at, cell in enumerate(one.cells)}
            stamp = self.cleaned_data[f"stamp_{pk}"]
            if stamp_of(cells) != stamp or self.cleaned_data.get(f"stands_{pk}"):
                found.append(Correction(pk, cells, stamp))
        return found

    def show_what_is_stored(self, met: Sequence[RejectedRow]) -> None:
        """Say beside each cell of these rows what somebody else has put there meanwhile; the next save goes against that."""
        self.rows = met
        self.data = {**self.data.dict(), **{f"stamp_{one.row.pk}": one.stamp for one in met}}  # type: ignore[attr-defined]
        self._show_problems()
        for one in met:
            for at, cell in enumerate(one.cells):
                name = f"cell_{one.row.pk}_{at}"
                if clean(self.cleaned_data.get(name, "")) != cell.text:
                    self.add_error(name, _("Somebody else has saved meanwhile: “%(text)s”") % {"text": cell.text})
            if not one.row.is_correctable:
                text = _("Row %(number)d: somebody else has corrected it meanwhile, and it is no longer rejected.")
                self.add_error(None, text % {"number": one.row.number})
