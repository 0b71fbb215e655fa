"""An hour is understood as people in both countries write it."""

from datetime import time

import pytest
from django import forms

from spilno.common.clocks import ClockField


@pytest.mark.parametrize(
    "typed", ["14:00", "14.00", "14", "14 Uhr", "14.00 Uhr", "14 h", "о 14 год.", "14 година", " 14:00 "]
)
def test_hours_are_read_as_people_write_them(typed: str) -> None:
    assert ClockField().clean(typed) == time(14)


@pytest.mark.parametrize("typed", ["26 Uhr", "Uhr", "mittags", "14:75"])
def test_what_is_no_hour_is_told_with_an_example(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="like 14:00"):
        ClockField().clean(typed)
