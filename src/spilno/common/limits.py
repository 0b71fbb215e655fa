"""Rate limits that hold for all processes at once: a counter per key and window, spent by one conditional update."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from spilno.common.models import RateCount


@dataclass(frozen=True)
class Limit:
    """At most `count` within `seconds`, counted in fixed windows."""

    name: str
    count: int
    seconds: int


class LimitReachedError(Exception):
    """Too often; the text is for the person."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        super().__init__(
            _("That was too often in a short time. Please try again later, at the latest in %(hours)d hours.")
            % {"hours": max(1, round(limit.seconds / 3600))}
        )


def _key(limit: Limit, who: object) -> str:
    return salted_hmac("spilno.common.limits", f"{limit.name}:{who}", secret=settings.SECRET_KEY).hexdigest()


def spend(limit: Limit, who: object) -> None:
    """Count one use by `who`. Raises LimitReachedError when it would be one too many, and then counts nothing."""
    now = int(time.time())
    begins = now - now % limit.seconds
    key = _key(limit, who)
    with transaction.atomic():
        RateCount.objects.get_or_create(key=key, begins=begins, defaults={"ends": begins + limit.seconds})
        spent = RateCount.objects.filter(key=key, begins=begins, count__lt=limit.count)
        if not spent.update(count=models.F("count") + 1):
            raise LimitReachedError(limit)


def forget_ended_windows() -> int:
    """Delete the counters of windows that are over."""
    return RateCount.objects.filter(ends__lt=int(time.time())).delete()[0]
