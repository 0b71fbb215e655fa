"""What the worker does for the fair: prices that keep requests from being swamped or unseen."""

import numpy as np

from spilno.common.stamps import stamp_of
from spilno.engine.matching import prices
from spilno.matching.fair import LOCK, MOST_LOST, SUGGESTIONS, open_fair
from spilno.matching.models import ExposureRun
from spilno.matching.request_profiles import key_of

# Each list of a page is as long; fewer requests than that are all seen by everybody.
KEPT_RUNS = 10
# A table of so many requests by as many takes 200 MB; larger fairs are priced by their youngest.
MOST_PRICED = 5000


def price_exposure() -> bool:
    """Work out prices anew where requests have changed since. False where nothing had to be done."""
    with LOCK:
        fair = open_fair()
        pks = sorted(fair.stands)[-MOST_PRICED:]
        stamp = stamp_of({str(pk): fair.stands[pk].state for pk in pks})[:32]
        if not pks or ExposureRun.objects.filter(stamp=stamp).exists():
            return False
        seekers = fair.seekers({pk: fair.stands[pk] for pk in pks})
        rows = [fair.matcher.columns.row[key_of(pk)] for pk in pks]
        table = np.array([fair.matcher.scores(seekers[pk])[rows] for pk in pks])
    # Whom nobody may meet (an occupied place, a must of everybody) no price can bring into a list.
    meetable = np.flatnonzero(~np.isnan(table).all(axis=0))
    if not len(meetable):
        return False
    found = prices(table[:, meetable], k=SUGGESTIONS, max_loss=MOST_LOST)
    told = {
        key_of(pks[at]): round(float(price), 6) for at, price in zip(meetable, found.prices, strict=True) if price > 0
    }
    ExposureRun.objects.create(
        requests=len(meetable),
        gini_before=found.before.gini,
        gini_after=found.after.gini,
        coverage_before=found.before.coverage,
        coverage_after=found.after.coverage,
        loss=found.loss,
        prices=told,
        stamp=stamp,
    )
    ExposureRun.objects.exclude(pk__in=list(ExposureRun.objects.values_list("pk", flat=True)[:KEPT_RUNS])).delete()
    return True
