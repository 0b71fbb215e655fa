"""States and kinds of relations, in the words of the German section of the CEMR (RGRE) where it has one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spilno.places.enums import AreaLevel


class AgreementType(models.TextChoices):
    """RGRE's four; the local name of an agreement is a field of its own."""

    PARTNERSHIP = "partnership", pgettext_lazy("agreement type", "Partnership")
    FRIENDSHIP = "friendship", pgettext_lazy("agreement type", "Friendship")
    PROJECT = "project", pgettext_lazy("agreement type", "Project partnership")
    CONTACT = "contact", pgettext_lazy("agreement type", "Contact")


class Phase(models.TextChoices):
    """Where a relation stands. Ended and never concluded ones stay: they are as instructive."""

    INITIATED = "initiated", pgettext_lazy("phase", "being initiated")
    PLANNED = "planned", pgettext_lazy("phase", "decided, not yet signed")
    ACTIVE = "active", pgettext_lazy("phase", "active")
    DORMANT = "dormant", pgettext_lazy("phase", "dormant")
    ENDED = "ended", pgettext_lazy("phase", "ended")
    NOT_CONCLUDED = "not_concluded", pgettext_lazy("phase", "not concluded")


# A hromada and the town it is named after are two areas and one administration.
ACTING_AS_ONE = (AreaLevel.MUNICIPALITY, AreaLevel.SETTLEMENT)

# Relations that are over tie nobody.
OVER = (Phase.ENDED, Phase.NOT_CONCLUDED)

# Where each phase may lead; a new relation may begin in any, since lists tell of old ones.
NEXT_PHASES: dict[str, set[str]] = {
    Phase.INITIATED: {Phase.INITIATED, Phase.PLANNED, Phase.ACTIVE, Phase.NOT_CONCLUDED},
    Phase.PLANNED: {Phase.PLANNED, Phase.ACTIVE, Phase.NOT_CONCLUDED},
    Phase.ACTIVE: {Phase.ACTIVE, Phase.DORMANT, Phase.ENDED},
    Phase.DORMANT: {Phase.DORMANT, Phase.ACTIVE, Phase.ENDED},
    Phase.ENDED: {Phase.ENDED, Phase.INITIATED, Phase.ACTIVE},
    # Whom a council refused once it may sign with years later, whether or not anybody noted the steps between.
    Phase.NOT_CONCLUDED: {Phase.NOT_CONCLUDED, Phase.INITIATED, Phase.PLANNED, Phase.ACTIVE},
}
BEGINNINGS = (Phase.INITIATED, Phase.PLANNED, Phase.ACTIVE)


class ReviewStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    WAITING = "waiting", _("waits for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


class InvolvedRole(models.TextChoices):
    CARRIES = "carries", _("carries the partnership on the town's behalf")
    TAKES_PART = "takes_part", _("takes part")
    FUNDS = "funds", _("funds")
    TWIN = "twin", _("has a partner institution of its own on the other side")


class DocumentKind(models.TextChoices):
    AGREEMENT = "agreement", _("Agreement")
    RESOLUTION = "resolution", _("Council resolution")
    PAPER = "paper", _("Council paper")
    LETTER = "letter", _("Letter of intent")
    REPORT = "report", _("Report")
    OTHER = "other", pgettext_lazy("document", "Other")


class ListState(models.TextChoices):
    """A list from somebody else on its way into the registry."""

    UPLOADED = "uploaded", _("uploaded, columns not yet mapped")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, nothing written yet")
    RUNNING = "running", _("being taken over")
    APPLIED = "applied", _("taken over")
    UNDONE = "undone", _("taken back")


class RowStatus(models.TextChoices):
    LINKED = "linked", pgettext_lazy("row of a list", "linked")
    ASK = "ask", pgettext_lazy("row of a list", "to be decided")
    REJECTED = "rejected", pgettext_lazy("row of a list", "rejected")
    UNCHANGED = "unchanged", pgettext_lazy("row of a list", "unchanged")


class StepKind(models.TextChoices):
    """The real steps from a council motion to a signed agreement, in their usual order."""

    MOTION = "motion", _("Council motion")
    ORDER = "order", _("Examination order")
    CRITERIA = "criteria", _("Motives and criteria")
    CONSULTATION = "consultation", _("Research and consultation")
    PROPOSALS = "proposals", _("Up to three proposals to the committee")
    MEETING = "meeting", _("Bilingual first meeting")
    NEEDS = "needs", _("Needs list and first aid")
    INTENT = "intent", _("Letter of intent")
    OWN_RESOLUTION = "own_resolution", _("Resolution of our council")
    PARTNER_RESOLUTION = "partner_resolution", _("Resolution of the partner's council")
    SIGNING = "signing", _("Signing")
    WORKING_GROUPS = "working_groups", _("Working groups and projects")
    REVIEW = "review", _("Review before expiry")


class StepResult(models.TextChoices):
    OPEN = "open", pgettext_lazy("step", "open")
    DONE = "done", pgettext_lazy("step", "done")
    POSTPONED = "postponed", pgettext_lazy("step", "postponed")
    REFUSED = "refused", pgettext_lazy("step", "refused")
    SKIPPED = "skipped", pgettext_lazy("step", "not needed")


class Side(models.TextChoices):
    OURS = "ours", _("our side")
    PARTNER = "partner", _("the partner's side")
    BOTH = "both", _("both sides")


class CaseOutcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("case file", "open")
    SIGNED = "signed", pgettext_lazy("case file", "signed")
    STALLED = "stalled", pgettext_lazy("case file", "stalled")
    NO_STAFF = "no_staff", _("no staff for it")
    TAKEN = "taken", _("the partner has been found by another town")
    NOT_RECOMMENDED = "not_recommended", _("the administration advised against it")
    COUNCIL_REFUSED = "council_refused", _("the council refused")
    PARTNER_DECLINED = "partner_declined", _("the partner declined")


class CandidateStatus(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("candidate", "proposed")
    CONTACTED = "contacted", pgettext_lazy("candidate", "contacted")
    DECLINED = "declined", pgettext_lazy("candidate", "not pursued")
    CHOSEN = "chosen", pgettext_lazy("candidate", "chosen")


class PaperKind(models.TextChoices):
    DOSSIER = "dossier", _("Council dossier")
    FIRST_LETTER = "first_letter", _("First letter")
    LETTER_OF_INTENT = "letter_of_intent", _("Letter of intent")
    INVITATION = "invitation", _("Invitation to the first meeting")
    NEEDS_LIST = "needs_list", _("Needs list")


class PortraitStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")


class PortraitQuestion(models.TextChoices):
    """The fixed interview."""

    FIRST_CONTACT = "first_contact", _("How did the first contact come about?")
    CRITERIA = "criteria", _("By which criteria did you choose?")
    HISTORY = "history", _("What has happened since?")
    SUCCESSES = "successes", _("What has succeeded best?")
    FUNDING = "funding", _("What would you advise others about funding?")
    STAFF = "staff", _("Who does the work, with how much time?")
    UTILITIES = "utilities", _("What part do the municipal utilities play?")
