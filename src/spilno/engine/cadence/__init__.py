"""Rhythm of a series, hours of a meeting, steps and phases of a consultation: dates in, dates out; no clock.

No function here knows what day it is: whoever calls says so.
"""

from spilno.engine.cadence.holidays import Holiday, easter, holidays, orthodox_easter
from spilno.engine.cadence.hours import instant, timetable
from spilno.engine.cadence.phases import Phase, PhaseState, phase_state, step_ends
from spilno.engine.cadence.rhythm import MOST_MEETINGS, Rhythm, Slot, day_in_month, plan

__all__ = [
    "MOST_MEETINGS",
    "Holiday",
    "Phase",
    "PhaseState",
    "Rhythm",
    "Slot",
    "day_in_month",
    "easter",
    "holidays",
    "instant",
    "orthodox_easter",
    "phase_state",
    "plan",
    "step_ends",
    "timetable",
]
