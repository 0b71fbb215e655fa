"""What requests speak of, alike in all languages; the only door to `engine.texts`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from spilno.engine.texts import EmbeddingModel, Vector, label_of, mean_of, themes_of, vector_of
from spilno.organisations.enums import Theme
from spilno.partnersearch.enums import Part, ThemeSide
from spilno.partnersearch.models import PartnerRequest

SEEKING = (Part.TITLE, Part.SEEKS)
# Everything else tells who they are and what they can do; who their partners are is no offer.
SILENT = (Part.PARTNERS, Part.DISPLACED)
OFFERING = (Part.OFFERS,)


@lru_cache(maxsize=1)
def _model(folder: str) -> EmbeddingModel:
    return EmbeddingModel(Path(folder))


def _vector(text: str) -> Vector:
    return _model(settings.TEXT_MODEL).vector_of(text) if settings.TEXT_MODEL else vector_of(text)


@dataclass(frozen=True)
class Spoken:
    """Vectors of what a request looks for and of what it tells of itself; None where it has said nothing known."""

    seeks: Vector | None
    offers: Vector | None


def spoken_in(request: PartnerRequest) -> Spoken:
    """Of rows already fetched, whatever languages they are in."""
    seeks = [one.text for one in request.texts.all() if one.part in SEEKING]
    offers = [one.text for one in request.texts.all() if one.part not in (*SEEKING, *SILENT)]
    return Spoken(_direction(seeks), _direction(offers))


def _direction(texts: Iterable[str]) -> Vector | None:
    return mean_of(_vector(text) for text in texts) or None


def subject_names(labels: Iterable[str], language: str, *, most: int = 3) -> list[str]:
    """Names of the subjects among a vector's labels, in the reader's language."""
    names = (label_of(label, language) for label in labels)
    return [name for name in names if name][:most]


@dataclass(frozen=True)
class Proposal:
    """A theme that a text speaks of and that its request has not named yet."""

    side: ThemeSide
    theme: Theme

    @property
    def key(self) -> str:
        return f"{self.side}:{self.theme}"


def proposals(request: PartnerRequest, texts: Mapping[str, str]) -> list[Proposal]:
    """Themes for what is looked for and offered, by part of the text; proposed only, a person decides."""
    named = {(one.side, one.theme) for one in request.themes.all()}
    found = []
    for side, parts in ((ThemeSide.SEEKS, SEEKING), (ThemeSide.OFFERS, OFFERING)):
        told = "\n".join(texts.get(part, "") for part in parts)
        found += [Proposal(side, Theme(theme)) for theme in themes_of(told) if (side, theme) not in named]
    return found


def proposal_of(key: str) -> Proposal | None:
    """Read what a button sent; None for what is no theme."""
    side, _colon, theme = key.partition(":")
    if side not in ThemeSide.values or theme not in Theme.values:
        return None
    return Proposal(ThemeSide(side), Theme(theme))


def shared_subjects(one: PartnerRequest, other: PartnerRequest) -> list[str]:
    """Labels of what the one looks for and the other tells of, or the other way round; what weighs most first."""
    first, second = spoken_in(one), spoken_in(other)
    both: dict[str, float] = {}
    for seeks, offers in ((first.seeks, second.offers), (second.seeks, first.offers)):
        for label, value in (seeks or {}).items():
            if label in (offers or {}):
                both[label] = both.get(label, 0.0) + value * (offers or {})[label]
    return sorted(both, key=lambda label: (-both[label], label))
