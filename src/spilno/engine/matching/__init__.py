"""Who fits whom, and why: profiles, hard constraints, soft criteria, ranking with exact explanations.

matcher = Matcher(profiles, graph)
ranking = matcher.rank(seeker, Wishes(security="safe", weights={"size": 3}), k=20)
ranking.items[0].reasons      # codes with value, weight and contribution; sentences are made by the apps

prepared = matcher.prepare(seeker, wishes)   # a slider moves:
prepared.rank({"size": 5}, k=10)

Matcher(profiles, graph, power=HARMONIC)     # both sides' wishes count
"""

from spilno.engine.matching.columns import Columns
from spilno.engine.matching.criteria import CRITERIA, Criterion
from spilno.engine.matching.exposure import ExposureReport, Prices, Toll, exposure, gini, prices
from spilno.engine.matching.fair import FairOrder, fair_order
from spilno.engine.matching.history import HistoryReport, evaluate_history
from spilno.engine.matching.prepared import Prepared
from spilno.engine.matching.profile import Profile, Wishes
from spilno.engine.matching.rank import HARMONIC, Matcher
from spilno.engine.matching.results import Change, Question, Ranked, Ranking, Reason, WhyNot

__all__ = [
    "CRITERIA",
    "HARMONIC",
    "Change",
    "Columns",
    "Criterion",
    "ExposureReport",
    "FairOrder",
    "HistoryReport",
    "Matcher",
    "Prepared",
    "Prices",
    "Profile",
    "Question",
    "Ranked",
    "Ranking",
    "Reason",
    "Toll",
    "WhyNot",
    "Wishes",
    "evaluate_history",
    "exposure",
    "fair_order",
    "gini",
    "prices",
]
