"""Funding: a programme's rules against what is known of an applicant, a partner and a plan.

Every rule answers yes, no or unknown, and every answer carries its reason as code and values. What is not known never
counts for or against: it becomes "fits if". Money is `Decimal` in the programme's currency; dates are given, never asked
of a clock.

>>> from spilno.engine.eligibility import Facts, Operator, Programme, Rule, judge
>>> fund = Programme("fund", rules=(Rule("kind", Operator.ONE_OF, ("association",)),))
>>> judge(fund, Facts(kind="school")).answer.value
'no'
>>> [reason.aspect for reason in judge(fund, Facts()).open]
['kind']
"""

from spilno.engine.eligibility.contradictions import Contradiction, contradictions
from spilno.engine.eligibility.facts import ASPECTS, FLAGS, NUMBERS, WORDS, Facts
from spilno.engine.eligibility.finance import Grant, Plan, combine
from spilno.engine.eligibility.judging import Verdict, grant_of, judge, judge_all
from spilno.engine.eligibility.programme import Amount, Call, Operator, Programme, Rule
from spilno.engine.eligibility.rules import Reason, answer_of, reasons_of
from spilno.engine.eligibility.timing import Deadline, Timing, TimingState, timing_of
from spilno.engine.eligibility.truth import Truth, all_of, any_of

__all__ = [
    "ASPECTS",
    "FLAGS",
    "NUMBERS",
    "WORDS",
    "Amount",
    "Call",
    "Contradiction",
    "Deadline",
    "Facts",
    "Grant",
    "Operator",
    "Plan",
    "Programme",
    "Reason",
    "Rule",
    "Timing",
    "TimingState",
    "Truth",
    "Verdict",
    "all_of",
    "answer_of",
    "any_of",
    "combine",
    "contradictions",
    "grant_of",
    "judge",
    "judge_all",
    "reasons_of",
    "timing_of",
]
