"""A column that holds names folded for comparing and sorting; both databases then find `koln` in `Köln`."""

from typing import Any

from django.db import models

from spilno.places.lookup import folded

LONGEST = 1000


class FoldedField(models.CharField):
    """Names of the same row, folded whenever the row is written: all of them, or the first that is not empty.

    A write with `update_fields` must name this column beside its sources.
    """

    def __init__(self, *sources: str, first: bool = False, **options: Any) -> None:
        self.sources, self.first = sources, first
        values: dict[str, Any] = {"editable": False, "default": "", "max_length": LONGEST, **options}
        super().__init__(**values)

    def deconstruct(self) -> Any:
        name, path, _arguments, options = super().deconstruct()
        return name, path, list(self.sources), options | ({"first": True} if self.first else {})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        texts = [text for source in self.sources if (text := getattr(model_instance, source))]
        # A sign that folding takes off keeps the end of one name and the beginning of the next apart.
        value = "|".join(folded(text) for text in (texts[:1] if self.first else texts))[:LONGEST]
        setattr(model_instance, self.attname, value)
        return value
