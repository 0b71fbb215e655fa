"""Who reads the newsletter and why we may write to them; issues; one row for each recipient of each issue."""

from spilno.newsletter.models.deliveries import Bounce, Delivery, Sender
from spilno.newsletter.models.issues import Block, BlockText, Edition, Issue
from spilno.newsletter.models.subscribers import Consent, Subscriber, Topic

__all__ = ["Block", "BlockText", "Bounce", "Consent", "Delivery", "Edition", "Issue", "Sender", "Subscriber", "Topic"]
