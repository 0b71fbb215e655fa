"""What was answered: plain values that are kept with a draft, and read again however old they are."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from spilno.organisations.enums import Theme

# Language -> what somebody wrote, where a text of their own stands beside ours.
Own = dict[str, str]
LANGUAGE_SETS = ("de+uk", "de+uk+en", "de+en", "uk+en", "de", "uk", "en")


@dataclass(frozen=True)
class Choices:
    """The answers to the questions; each has an answer to begin with. Dates are ISO texts or ""."""

    languages: str = "de+uk"
    title: Own = field(default_factory=dict)
    solidarity: bool = True
    themes: list[str] = field(default_factory=list)
    other_themes: Own = field(default_factory=dict)
    term: str = "years"
    term_years: int = 3
    trial_months: int = 0
    in_force: str = "resolutions"
    rhythm_months: int = 2
    working_language: str = "interpreting"
    prevailing: str = "equal"
    review: str = "before_end"
    joint_funding: bool = True
    aid: bool = False
    civil_society: bool = True
    confidentiality: bool = True
    data_protection: bool = True
    publicity: bool = True
    suspension: bool = True
    notice_months: int = 3
    coordination: bool = True
    accession: bool = True
    intent_months: int = 12
    project_title: Own = field(default_factory=dict)
    project_goal: Own = field(default_factory=dict)
    project_until: str = ""
    additional: Own = field(default_factory=dict)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Choices":
        """Answers of an older question that is gone are left out; new questions get their first answer."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def language_codes(self) -> tuple[str, ...]:
        return tuple(self.languages.split("+"))

    @property
    def known_themes(self) -> list[Theme]:
        return [Theme(one) for one in self.themes if one in Theme.values]

    @property
    def project_end(self) -> date | None:
        return date.fromisoformat(self.project_until) if self.project_until else None


@dataclass(frozen=True)
class PartyText:
    """A party as it stands in the text, in each language; what nobody has filled in is "".

    decided_by, decided_on: the resolution that allows the signature.
    """

    name: Own = field(default_factory=dict)
    represented: Own = field(default_factory=dict)
    decided_by: str = ""
    decided_on: date | None = None
