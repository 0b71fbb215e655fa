from spilno.partnersearch.models.introduction import FirstMeeting, Followed, Introduction, Watch
from spilno.partnersearch.models.request import (
    Feedback,
    PartnerRequest,
    RequestEvent,
    RequestText,
    RequestTheme,
)

__all__ = [
    "Feedback",
    "FirstMeeting",
    "Followed",
    "Introduction",
    "PartnerRequest",
    "RequestEvent",
    "RequestText",
    "RequestTheme",
    "Watch",
]
