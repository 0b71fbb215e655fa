from typing import Any

from spilno.newsletter.consents import keep_proof
from spilno.newsletter.enums import BounceKind, ConsentEvent, SubscriberStatus, Way
from spilno.newsletter.links import token_of
from spilno.newsletter.models import Block, BlockText, Bounce, Delivery, Edition, Issue, Subscriber
from tests.access.matrix import EVERYBODY, Row
from tests.cast import Network


def _subscriber() -> Subscriber:
    values = {"language": "de", "status": SubscriberStatus.ACTIVE}
    return Subscriber.objects.get_or_create(email="abo@example.org", defaults=values)[0]


def _token(_network: Network) -> dict[str, Any]:
    return {"token": token_of(_subscriber().key)}


def _any_token(_network: Network) -> dict[str, Any]:
    return {"token": "made-up"}


ROWS = [
    Row("newsletter:subscribe", EVERYBODY),
    Row("newsletter:asked", EVERYBODY),
    # Whoever holds a signed link may use it; a link that was made up leads nowhere.
    Row("newsletter:confirm", frozenset(), _any_token),
    Row("newsletter:preferences", EVERYBODY, _token),
    Row("newsletter:preferences", frozenset(), _any_token, case="made up"),
    Row("newsletter:data", EVERYBODY, _token),
    Row("newsletter:data", frozenset(), _any_token, case="made up"),
    Row("newsletter:erase", EVERYBODY, _token, method="post"),
    Row("newsletter:erase", frozenset(), _any_token, method="post", case="made up"),
    Row("newsletter:unsubscribe", EVERYBODY, _token),
    Row("newsletter:unsubscribe", frozenset(), _any_token, case="made up"),
    Row("newsletter:unsubscribe", EVERYBODY, _token, method="post"),
]

# The proof says what stood on the public form.
PUBLIC = {"newsletter.Topic": {"name_de", "name_uk", "name_en"}, "newsletter.Consent": {"purpose", "text"}}


def fill(_network: Network) -> None:
    keep_proof(_subscriber(), ConsentEvent.ASKED, Way.FORM, "x")
    draft = Issue.objects.create()
    Edition.objects.create(issue=draft, language="de", subject="x")
    block = Block.objects.create(issue=draft, position=1)
    BlockText.objects.create(block=block, language="de", heading="x", text="x")
    delivery = Delivery.objects.create(issue=draft, subscriber=_subscriber(), language="de")
    Bounce.objects.create(delivery=delivery, kind=BounceKind.SOFT)
