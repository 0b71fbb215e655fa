from typing import Any

from django.utils import timezone

from spilno.newsletter.consents import keep_proof
from spilno.newsletter.enums import BounceKind, ConsentEvent, IssueState, SubscriberStatus, Way
from spilno.newsletter.links import token_of
from spilno.newsletter.models import Block, BlockText, Bounce, Delivery, Edition, Issue, Subscriber, Topic
from tests.access.matrix import COORDINATORS, EVERYBODY, Row
from tests.cast import Network


def _subscriber() -> Subscriber:
    values = {"language": "de", "status": SubscriberStatus.ACTIVE}
    return Subscriber.objects.get_or_create(email="abo@example.org", defaults=values)[0]


def _token(_network: Network) -> dict[str, Any]:
    return {"token": token_of(_subscriber().key)}


def _any_token(_network: Network) -> dict[str, Any]:
    return {"token": "made-up"}


def _draft(_network: Network) -> dict[str, Any]:
    """A draft; nobody but the office knows that it exists."""
    return {"pk": Issue.objects.get_or_create(state=IssueState.DRAFT)[0].pk}


def _edition(network: Network) -> dict[str, Any]:
    kwargs = _draft(network)
    Edition.objects.get_or_create(issue_id=kwargs["pk"], language="de", defaults={"subject": "x"})
    return kwargs | {"language": "de"}


def _block(network: Network) -> dict[str, Any]:
    kwargs = _draft(network)
    return kwargs | {"block": Block.objects.get_or_create(issue_id=kwargs["pk"], position=1)[0].pk}


def _source(network: Network) -> dict[str, Any]:
    return _draft(network) | {"source": "organisations.offers"}


def _sent(_network: Network) -> dict[str, Any]:
    issue = Issue.objects.get_or_create(state=IssueState.SENT, defaults={"started_at": timezone.now()})[0]
    Edition.objects.get_or_create(issue=issue, language="de", defaults={"subject": "Neues"})
    return {"pk": issue.pk}


def _topic(_network: Network) -> dict[str, Any]:
    return {"pk": Topic.objects.get_or_create(name_de="Energie", name_uk="Енергетика", name_en="Energy")[0].pk}


ROWS = [
    Row("newsletter:archive", EVERYBODY),
    Row("newsletter:feed", EVERYBODY),
    Row("newsletter:issue_page", EVERYBODY, _sent),
    Row("newsletter:issue_page", frozenset(), _draft, case="draft"),
    # Without the secret there is nothing, for anybody.
    Row("newsletter:bounces", frozenset(), method="post"),
    Row("newsletter:issues", COORDINATORS),
    Row("newsletter:new_issue", COORDINATORS),
    Row("newsletter:issue", COORDINATORS, _draft),
    Row("newsletter:edit_issue", COORDINATORS, _draft),
    Row("newsletter:add_text", COORDINATORS, _draft),
    Row("newsletter:add_entries", COORDINATORS, _source),
    Row("newsletter:edit_block", COORDINATORS, _block),
    Row("newsletter:arrange_block", COORDINATORS, _block, method="post"),
    Row("newsletter:preview", COORDINATORS, _edition),
    Row("newsletter:preview_mail", COORDINATORS, _edition),
    Row("newsletter:test_issue", COORDINATORS, _draft, method="post"),
    Row("newsletter:schedule", COORDINATORS, _draft, method="post"),
    Row("newsletter:cancel", COORDINATORS, _draft, method="post"),
    Row("newsletter:delete_issue", COORDINATORS, _draft, method="post"),
    Row("newsletter:deliveries", COORDINATORS, _draft),
    Row("newsletter:settle", COORDINATORS, _draft, method="post"),
    Row("newsletter:topics", COORDINATORS),
    Row("newsletter:topic", COORDINATORS, _topic),
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

# Subjects of drafts are hidden: a test of their own looks for them. The proof says what stood on the public form.
PUBLIC = {
    "newsletter.Topic": {"name_de", "name_uk", "name_en"},
    "newsletter.Consent": {"purpose", "text"},
    "newsletter.Edition": {"subject"},
}


def fill(_network: Network) -> None:
    keep_proof(_subscriber(), ConsentEvent.ASKED, Way.FORM, "x")
    draft = Issue.objects.create()
    Edition.objects.create(issue=draft, language="de", subject="x")
    block = Block.objects.create(issue=draft, position=1)
    BlockText.objects.create(block=block, language="de", heading="x", text="x")
    delivery = Delivery.objects.create(issue=draft, subscriber=_subscriber(), language="de")
    Bounce.objects.create(delivery=delivery, kind=BounceKind.SOFT)
