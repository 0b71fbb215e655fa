"""The words of the exchange: kinds and states of meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingKind(models.TextChoices):
    THEMED = "themed", _("Themed exchange")
    PEER = "peer", _("Peer exchange")
    INFORMATION = "information", _("Information event")
    CONFERENCE = "conference", _("Conference")


class MeetingFormat(models.TextChoices):
    ONLINE = "online", _("Online")
    ON_SITE = "on_site", _("On site")
    HYBRID = "hybrid", _("On site and online")


class MeetingStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("meeting", "draft")
    PUBLISHED = "published", pgettext_lazy("meeting", "announced")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


class MeetingAudience(models.TextChoices):
    """Who finds a meeting and may register; never who came."""

    PUBLIC = "public", _("Everybody sees it")
    NETWORK = "network", _("Members of the network")


class MeetingLanguage(models.TextChoices):
    GERMAN = "de", _("German")
    UKRAINIAN = "uk", _("Ukrainian")
    ENGLISH = "en", _("English")
    BOTH = "de_uk", _("German and Ukrainian, interpreted")


class Turns(models.TextChoices):
    """How the kinds of a series take turns; the value's kinds stand in `TURNS`."""

    ALTERNATE = "alternate", _("Themed exchange every two months, peer exchange in the months between")
    THEMED = "themed", _("Themed exchange every two months")
    PEER = "peer", _("Peer exchange every month")


# Kinds in their order, and months from one meeting to the next.
TURNS: dict[str, tuple[tuple[MeetingKind, ...], int]] = {
    Turns.ALTERNATE: ((MeetingKind.THEMED, MeetingKind.PEER), 1),
    Turns.THEMED: ((MeetingKind.THEMED,), 2),
    Turns.PEER: ((MeetingKind.PEER,), 1),
}


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WeekOfMonth(models.IntegerChoices):
    FIRST = 1, _("first of the month")
    SECOND = 2, _("second of the month")
    THIRD = 3, _("third of the month")
    FOURTH = 4, _("fourth of the month")
    LAST = 5, _("last of the month")


class Stage(models.TextChoices):
    """How far a municipality is; the furthest first."""

    PARTNERSHIP = "partnership", _("We have a partnership")
    EXAMINATION = "examination", _("We have an examination order")
    FIRST_THOUGHTS = "first_thoughts", _("We have first thoughts")


class RegistrationStatus(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("registration", "has a place")
    WAITING = "waiting", pgettext_lazy("registration", "waits for a place")
    WITHDRAWN = "withdrawn", pgettext_lazy("registration", "withdrawn")


class Urgency(models.IntegerChoices):
    WHENEVER = 1, _("At an occasion")
    SOON = 2, _("In the next weeks")
    URGENT = 3, _("We must decide now")


class TopicCircle(models.TextChoices):
    """Who may read a topic beside those who brought it."""

    GROUP = "group", _("Those who take part in the meeting, and the hosts")
    NETWORK = "network", _("Members of the network")


class TopicStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("topic", "open")
    MERGED = "merged", pgettext_lazy("topic", "merged into another")
    DONE = "done", pgettext_lazy("topic", "spoken of")
    WITHDRAWN = "withdrawn", pgettext_lazy("topic", "withdrawn")


class MinutesStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("minutes", "being written")
    APPROVED = "approved", pgettext_lazy("minutes", "approved")


class MinutesAudience(models.TextChoices):
    GROUP = "group", _("Those who take part in the meeting, and the hosts")
    NETWORK = "network", _("Members of the network")
    PUBLIC = "public", _("Everybody")


class KnowledgeStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("advice", "draft")
    PUBLISHED = "published", pgettext_lazy("advice", "published")
    OUTDATED = "outdated", pgettext_lazy("advice", "no longer true")


class ReportStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "draft")
    APPROVED = "approved", pgettext_lazy("report", "approved")
    PUBLISHED = "published", pgettext_lazy("report", "published")


class CaseMode(models.TextChoices):
    LIVE = "live", _("Around a table or online, in about an hour")
    WRITTEN = "written", _("In writing, over twelve days")


class CaseStatus(models.TextChoices):
    GATHERING = "gathering", pgettext_lazy("consultation", "gathers its group")
    RUNNING = "running", pgettext_lazy("consultation", "runs")
    CLOSED = "closed", pgettext_lazy("consultation", "ended")
    STOPPED = "stopped", pgettext_lazy("consultation", "taken back")


class CaseRole(models.TextChoices):
    GIVER = "giver", _("Case giver")
    MODERATOR = "moderator", _("Moderator")
    KEEPER = "keeper", _("Minute keeper")
    ADVISER = "adviser", _("Adviser")


class Phase(models.TextChoices):
    ROLES = "roles", _("Roles")
    PRESENTATION = "presentation", _("Presentation")
    QUESTIONS = "questions", _("Questions")
    ANSWERS = "answers", _("Answers")
    HYPOTHESES = "hypotheses", _("Hypotheses")
    STATEMENT = "statement", _("Statement of the case giver")
    PROPOSALS = "proposals", _("Proposals")
    DECISION = "decision", _("Decision")
    SUMMARY = "summary", _("Summary")
    CLOSING = "closing", _("Closing")
