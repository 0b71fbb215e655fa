"""Series, meetings and what grows out of them; one file per subject."""

from spilno.exchange.models.cases import Case, CaseEntry, CaseMember
from spilno.exchange.models.files import MeetingFile
from spilno.exchange.models.meetings import MOST_PLACES, Meeting, MeetingQuerySet, Series
from spilno.exchange.models.minutes import ActionItem, Minutes, MinutesRevision
from spilno.exchange.models.registrations import Registration
from spilno.exchange.models.reports import KnowledgeItem, KnowledgeText, Report, ReportText
from spilno.exchange.models.topics import AgendaItem, Topic, TopicQuerySet, TopicSupport

__all__ = [
    "MOST_PLACES",
    "ActionItem",
    "AgendaItem",
    "Case",
    "CaseEntry",
    "CaseMember",
    "KnowledgeItem",
    "KnowledgeText",
    "Meeting",
    "MeetingFile",
    "MeetingQuerySet",
    "Minutes",
    "MinutesRevision",
    "Registration",
    "Report",
    "ReportText",
    "Series",
    "Topic",
    "TopicQuerySet",
    "TopicSupport",
]
