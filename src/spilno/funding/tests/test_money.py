from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from spilno.funding.money import parse_amount, shown


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.000", "1000"),
        ("1 000", "1000"),
        ("1\u00a0000", "1000"),
        ("1\u202f000", "1000"),
        ("1,000", "1000"),
        ("1'000", "1000"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567,89", "1234567.89"),
        ("1 234,5", "1234.5"),
        ("0,50", "0.50"),
        ("1000.5", "1000.5"),
        ("40.000 €", "40000"),
        ("EUR 40,000", "40000"),
        ("40 000 грн.", "40000"),
        ("250,-", "250"),
        ("0", "0"),
    ],
)
def test_amounts_of_three_countries(text, amount) -> None:
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "-5", "1.00.000", "1,2,3", "1.234,567", "1e9", "٣", "NaN", "1.000,00.0", "9" * 30, "12.3456", "1;2"]
)
def test_what_is_no_amount_is_refused(text) -> None:
    with pytest.raises(ValueError):
        parse_amount(text)


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["de", "uk", "en"]))
def test_what_is_shown_reads_back(amount, language) -> None:
    with override(language):
        assert parse_amount(shown(amount)) == amount
