"""Three answers and their logic (Kleene's strong logic): an unknown decides nothing that the rest has decided."""

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool) -> "Truth":
        return cls.YES if value else cls.NO


def all_of(answers: Iterable[Truth]) -> Truth:
    """No if any is no, else unknown if any is unknown, else yes; yes for none at all."""
    found = set(answers)
    if Truth.NO in found:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.YES


def any_of(answers: Iterable[Truth]) -> Truth:
    """Yes if any is yes, else unknown if any is unknown, else no; no for none at all."""
    found = set(answers)
    if Truth.YES in found:
        return Truth.YES
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.NO
