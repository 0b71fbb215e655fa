"""Amounts as people of three countries write them: 1.000, 1 000, 1,000, 1'000, 1.234,50 €."""

import re
from decimal import Decimal

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST = Decimal(10) ** 11
_CURRENCY = re.compile(r"(?:€|eur|euro|₴|uah|грн\.?|євро)", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_SHAPE = re.compile(r"^\d+(?:[.,]\d+)*$")


def parse_amount(text: str) -> Decimal:
    """An amount of 0 or more with at most two decimals. Raises ValueError with a text for the person.

    One separator before exactly three digits parts thousands, as nobody writes thousandths of a euro; where both signs
    occur, the last one parts the decimals.
    """
    asked = _SPACES.sub("", _CURRENCY.sub("", text))
    asked = asked.removesuffix(",-").removesuffix(",–").removesuffix(".-")
    wrong = _("“%(text)s” is no amount. Please write it like 1000, 1.000 or 1 000,50.") % {"text": text.strip()[:40]}
    if len(asked) > 24 or not asked.isascii() or not _SHAPE.match(asked):
        raise ValueError(wrong)
    separators = [sign for sign in asked if sign in ".,"]
    whole, decimals = asked, ""
    if len(set(separators)) == 2:
        whole, _sign, decimals = asked.rpartition(separators[-1])
        if separators[-1] in whole:
            raise ValueError(wrong)
    elif len(separators) == 1 and len(asked.rpartition(separators[0])[2]) != 3:
        whole, _sign, decimals = asked.rpartition(separators[0])
    groups = re.split(r"[.,]", whole)
    if len(decimals) > 2 or (len(groups) > 1 and (len(groups[0]) > 3 or any(len(one) != 3 for one in groups[1:]))):
        raise ValueError(wrong)
    amount = Decimal("".join(groups) + (f".{decimals}" if decimals else ""))
    if amount > LARGEST:
        raise ValueError(_("This amount is too large."))
    return amount


def shown(amount: Decimal | None, currency: str = "EUR") -> str:
    """In the reader's format; cents only where there are any."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)}\u00a0{currency}"


class AmountField(forms.CharField):
    """Cleans to a Decimal, or None where empty."""

    default_error_messages = {"invalid": gettext_lazy("Please enter an amount.")}

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        if isinstance(value, Decimal):
            return number_format(value, decimal_pos=0 if value == value.to_integral_value() else 2, use_l10n=True)
        return value

    def clean(self, value: object) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
