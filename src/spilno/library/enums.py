"""Words of the library: kinds of documents, how a version stands, for whom something is, what became of a link."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(models.TextChoices):
    BACKGROUND = "background", _("Background paper")
    GUIDE = "guide", _("Guide")
    CHECKLIST = "checklist", _("Checklist")
    # A page of the website: about us, imprint, privacy and the like.
    PAGE = "page", _("Page of the website")


class VersionState(models.TextChoices):
    """How a version of a text stands. A published one whose day has not come yet is scheduled."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("to be reviewed")
    PUBLISHED = "published", _("published")

    @property
    def is_open(self) -> bool:
        return self != VersionState.PUBLISHED


class Place(models.TextChoices):
    """Where a page of the website is linked from; the obligatory ones stand at the foot of every page anyway."""

    NONE = "none", _("Nowhere by itself")
    HOME = "home", _("On the start page")
    ABOUT = "about", _("Under “About us”")


class Menu(models.TextChoices):
    """Where the network office may add entries of its own."""

    MAIN = "main", _("In the head of every page")
    FOOT = "foot", _("At the foot of every page")


class Reader(models.TextChoices):
    """For whom a document or a help is meant; none named means everybody."""

    GERMAN_TOWN = "german_town", _("German municipality")
    DISTRICT = "district", _("Kreis")
    HROMADA = "hromada", _("Hromada")
    RAYON = "rayon", _("Rayon or oblast")
    ASSOCIATION = "association", _("Association")
    SCHOOL = "school", _("School")
    CULTURE = "culture", _("Museum or library")


class Need(models.TextChoices):
    """What somebody needs help with."""

    PARTNER = "partner", _("Finding a partner")
    AGREEMENT = "agreement", _("Concluding an agreement")
    LEVELS = "levels", _("Understanding who holds which task")
    MONEY = "money", pgettext_lazy("a need", "Money")
    STAFF = "staff", pgettext_lazy("a need", "Staff")
    TRAVEL = "travel", _("Trips and meetings")
    AID = "aid", _("Aid and transport")
    CIVIL = "civil", _("Allies in civil society")
    SCHOOLS = "schools", _("School and youth exchange")
    CULTURE = "culture", _("Culture, museums, libraries")
    EXPERIENCE = "experience", _("Experience of others")


class LinkState(models.TextChoices):
    UNCHECKED = "unchecked", _("not checked yet")
    ALIVE = "alive", _("reachable")
    DEAD = "dead", _("currently not reachable")


class AgreementKind(models.TextChoices):
    """The model agreements; their texts are in `agreements/clauses.toml`."""

    PARTNERSHIP = "partnership", pgettext_lazy("model agreement", "Partnership")
    FRIENDSHIP = "friendship", pgettext_lazy("model agreement", "Friendship")
    PROJECT = "project", pgettext_lazy("model agreement", "Project partnership")
    INTENT = "intent", pgettext_lazy("model agreement", "Letter of intent")
    DISTRICT = "district", pgettext_lazy("model agreement", "Kreis and rayon")
    SEVERAL = "several", pgettext_lazy("model agreement", "Several parties")

    @property
    def when(self) -> str | Promise:
        """When this one fits."""
        return KIND_FITS[self]


KIND_FITS: dict[str, Promise] = {
    AgreementKind.PARTNERSHIP: _("Both councils want a lasting bond, without end or for several years."),
    AgreementKind.FRIENDSHIP: _(
        "You want to get to know each other with a clear framework, and to decide again later."
    ),
    AgreementKind.PROJECT: _("One plan, one time: for example a funded project. Nothing beyond it is promised."),
    AgreementKind.INTENT: _("The first paper after the first meetings: what you intend, not yet binding."),
    AgreementKind.DISTRICT: _("Two districts whose tasks differ: it says who is the counterpart where a rayon is not."),
    AgreementKind.SEVERAL: _("Three to twelve parties in one agreement, with accession and withdrawal."),
}


class Term(models.TextChoices):
    UNLIMITED = "unlimited", _("Without end")
    YEARS = "years", _("For a number of years")
    WAR = "war", _("Until the end of martial law, and some years beyond")


class InForce(models.TextChoices):
    RESOLUTIONS = "resolutions", _("When all have signed and the councils have resolved")
    SIGNATURE = "signature", _("With the last signature")


class WorkingLanguage(models.TextChoices):
    INTERPRETING = "interpreting", _("Everybody speaks their own language; meetings are interpreted")
    ENGLISH = "english", _("The administrations work in English")


class Prevailing(models.TextChoices):
    EQUAL = "equal", _("All languages count alike")
    ENGLISH = "english", _("English decides where the languages differ")


class ReviewRhythm(models.TextChoices):
    BEFORE_END = "before_end", _("Half a year before the end")
    YEARLY = "yearly", _("Every year")
    NONE = "none", _("No agreed review")
