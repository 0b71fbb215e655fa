"""What subscribers may choose."""

from django.db import transaction

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.newsletter.models import Topic


@transaction.atomic
def keep_topic(topic: Topic, *, acting_user: User) -> None:
    """New, or changed; `offered` takes it from the list without taking it from those who chose it."""
    topic.save()
    after = {"name_de": topic.name_de, "name_uk": topic.name_uk, "name_en": topic.name_en, "offered": topic.offered}
    record("newsletter.keep_topic", topic, acting_user=acting_user, after=after)
