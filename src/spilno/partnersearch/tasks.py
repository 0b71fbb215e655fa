"""What the worker does for requests: ask whether they hold, end them, tell of new ones."""

from spilno.partnersearch.actions.requests import ask_for_renewal, expire_request
from spilno.partnersearch.actions.watching import tell_follower, tell_watcher
from spilno.partnersearch.queries.requests import ended, ending
from spilno.partnersearch.queries.watching import followers_due, watches_due


def ask_for_renewals() -> int:
    return sum(ask_for_renewal(one) for one in ending())


def expire_requests() -> int:
    return sum(expire_request(one) for one in ended())


def send_digests() -> int:
    return sum(tell_watcher(one) for one in watches_due())


def tell_followers() -> int:
    return sum(tell_follower(one) for one in followers_due())
