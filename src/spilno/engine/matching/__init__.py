"""Who fits whom, and why: profiles, hard constraints, soft criteria, ranking with exact explanations.

matcher = Matcher(profiles, graph)
ranking = matcher.rank(seeker, Wishes(security="safe", weights={"size": 3}), k=20)
ranking.items[0].reasons      # codes with value, weight and contribution; sentences are made by the apps
"""

from spilno.engine.matching.columns import Columns
from spilno.engine.matching.criteria import CRITERIA, Criterion
from spilno.engine.matching.exposure import ExposureReport, exposure
from spilno.engine.matching.history import HistoryReport, evaluate_history
from spilno.engine.matching.profile import Profile, Wishes
from spilno.engine.matching.rank import Change, Matcher, Ranked, Ranking, Reason

__all__ = [
    "CRITERIA",
    "Change",
    "Columns",
    "Criterion",
    "ExposureReport",
    "HistoryReport",
    "Matcher",
    "Profile",
    "Ranked",
    "Ranking",
    "Reason",
    "Wishes",
    "evaluate_history",
    "exposure",
]
