"""Kinds of values that several resources share."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from django.forms import BaseForm
from django.http import QueryDict
from ninja import Path, Schema
from pydantic import AfterValidator, Field

from spilno.api.v1.problems import WrongFields

# The largest key that both databases keep.
LARGEST = 2**63 - 1
Key = Annotated[int, Field(ge=1, le=LARGEST)]
KeyInPath = Path[Key]


def _without_nul(text: str) -> str:
    return text.replace("\x00", " ")


Words = Annotated[str, Field(max_length=200), AfterValidator(_without_nul)]


class WordsFilter(Schema):
    q: Words = ""


# In a body a number is a number: "1" and 0 for false are refused.
YesNo = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True)]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
Language = Annotated[str, Field(pattern="^(de|uk|en)$")]


def as_typed(values: Mapping[str, Any]) -> QueryDict:
    """Values as a browser would send them, for the forms that the pages use."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        if isinstance(value, bool):
            if value:
                data[name] = "on"
        elif isinstance(value, str) or not isinstance(value, Iterable):
            data[name] = "" if value is None else str(value)
        else:
            data.setlist(name, [str(one) for one in value])
    return data


def checked(form: BaseForm) -> dict[str, Any]:
    """The form's values. Raises WrongFields."""
    if not form.is_valid():
        raise WrongFields(form)
    return dict(form.cleaned_data)
