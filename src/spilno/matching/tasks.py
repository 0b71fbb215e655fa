"""What the worker does for the fair: an order of all lists in which nobody is swamped or unseen, and others welcome one."""

import numpy as np

from spilno.common.stamps import stamp_of
from spilno.engine.matching import fair_order
from spilno.engine.matching.columns import Floats
from spilno.matching.fair import LOCK, MOST_LOST, SUGGESTIONS, Fair, open_fair
from spilno.matching.models import ExposureRun
from spilno.matching.request_profiles import key_of

# Each list of a page is as long; fewer requests than that are all seen by everybody.
KEPT_RUNS = 10
# A table of so many requests by as many takes 200 MB; larger fairs are ordered by their youngest.
MOST_ORDERED = 5000


def order_fair() -> bool:
    """Work out the order anew where requests have changed since. False where nothing had to be done."""
    with LOCK:
        fair = open_fair()
        pks = sorted(fair.stands)[-MOST_ORDERED:]
        stamp = stamp_of({str(pk): fair.stands[pk].stamp for pk in pks})[:32]
        if not pks or ExposureRun.objects.filter(stamp=stamp).exists():
            return False
        scores, back = _tables(fair, pks)
    # Whom nobody may meet (an occupied place, a must of everybody) no price can bring into a list.
    meetable = np.flatnonzero(~np.isnan(scores).all(axis=0))
    if not len(meetable):
        return False
    found = fair_order(scores[:, meetable], back[:, meetable], k=SUGGESTIONS, max_loss=MOST_LOST)
    keys = [key_of(pks[at]) for at in meetable]
    ExposureRun.objects.create(
        requests=len(meetable),
        gini_before=found.plain.gini,
        gini_after=found.after.gini,
        coverage_before=found.plain.coverage,
        coverage_after=found.after.coverage,
        welcome_before=found.plain.welcome,
        welcome_after=found.after.welcome,
        welcome_most=found.attainable,
        loss=found.loss,
        worst=found.worst,
        certified=found.certified,
        prices={key: float(price) for key, price in zip(keys, found.prices, strict=True) if price},
        thresholds=dict(zip(keys, found.thresholds.tolist(), strict=True)),
        bonus=found.bonus,
        stamp=stamp,
    )
    ExposureRun.objects.exclude(pk__in=list(ExposureRun.objects.values_list("pk", flat=True)[:KEPT_RUNS])).delete()
    return True


def _tables(fair: Fair, pks: list[int]) -> tuple[Floats, Floats]:
    """What each pair is to both, and what the seeker (row) is to the candidate; nan where they may not meet."""
    seekers = fair.seekers({pk: fair.stands[pk] for pk in pks})
    rows = [fair.matcher.columns.row[key_of(pk)] for pk in pks]
    scores, back = np.full((2, len(pks), len(fair.matcher.columns)), np.nan)
    for at, pk in enumerate(pks):
        prepared = fair.matcher.prepare(seekers[pk])
        scores[at, prepared.pool] = prepared.weigh(prepared.weights()).score
        back[at, prepared.pool] = prepared.back_utility
    return scores[:, rows], back[:, rows]
