"""The method of peer consultation: its phases, how long each is, and who speaks in it.

In hypotheses and proposals the case giver only listens. The moderator may speak at any time.
"""

from dataclasses import dataclass

from spilno.exchange.enums import CaseMode, CaseRole, Phase

GIVER, ADVISER, KEEPER, MODERATOR = CaseRole.GIVER, CaseRole.ADVISER, CaseRole.KEEPER, CaseRole.MODERATOR
_ADVISERS = frozenset({ADVISER, KEEPER, MODERATOR})
_GIVER = frozenset({GIVER, MODERATOR})
_ALL = frozenset(CaseRole)


@dataclass(frozen=True)
class Part:
    """A phase: minutes around a table, or days in writing; who speaks."""

    phase: Phase
    length: int
    speaking: frozenset[CaseRole]


LIVE = (
    Part(Phase.ROLES, 5, _ALL),
    Part(Phase.PRESENTATION, 5, _GIVER),
    Part(Phase.QUESTIONS, 15, _ALL),
    Part(Phase.HYPOTHESES, 10, _ADVISERS),
    Part(Phase.STATEMENT, 5, _GIVER),
    Part(Phase.PROPOSALS, 10, _ADVISERS),
    Part(Phase.DECISION, 10, _GIVER),
    Part(Phase.CLOSING, 5, _ALL),
)
# Ten steps over twelve days.
WRITTEN = (
    Part(Phase.ROLES, 1, _ALL),
    Part(Phase.PRESENTATION, 1, _GIVER),
    Part(Phase.QUESTIONS, 1, _ADVISERS),
    Part(Phase.ANSWERS, 1, _GIVER),
    Part(Phase.HYPOTHESES, 2, _ADVISERS),
    Part(Phase.STATEMENT, 1, _GIVER),
    Part(Phase.PROPOSALS, 2, _ADVISERS),
    Part(Phase.DECISION, 1, _GIVER),
    Part(Phase.SUMMARY, 1, frozenset({KEEPER, MODERATOR})),
    Part(Phase.CLOSING, 1, _ALL),
)


def parts_of(mode: str) -> tuple[Part, ...]:
    return LIVE if mode == CaseMode.LIVE else WRITTEN
