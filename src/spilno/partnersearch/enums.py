"""States and words of partner requests, with the moves that are allowed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spilno.organisations.enums import OrganisationKind


class RequestStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("request", "draft")
    SECOND_EYES = "second_eyes", pgettext_lazy("request", "waits for a second person of the municipality")
    REVIEW = "review", pgettext_lazy("request", "waits for the network office")
    OPEN = "open", pgettext_lazy("request", "open")
    IN_TALKS = "in_talks", pgettext_lazy("request", "in talks")
    MATCHED = "matched", pgettext_lazy("request", "partner found")
    CLOSED = "closed", pgettext_lazy("request", "closed")
    EXPIRED = "expired", pgettext_lazy("request", "expired")


# What everybody may see.
PUBLISHED = (RequestStatus.OPEN, RequestStatus.IN_TALKS)
# What goes on for another year when its people say that it still holds.
RENEWABLE = (*PUBLISHED, RequestStatus.EXPIRED)
# What may still be edited without a review.
EDITABLE = (RequestStatus.DRAFT, RequestStatus.SECOND_EYES, RequestStatus.REVIEW)


class Force(models.TextChoices):
    """How strongly a wish is meant."""

    INDIFFERENT = "", pgettext_lazy("wish", "indifferent")
    SHOULD = "should", pgettext_lazy("wish", "should be")
    MUST = "must", pgettext_lazy("wish", "must be")


class Security(models.TextChoices):
    """Which places are wished for while the war goes on; either direction is a good reason."""

    INDIFFERENT = "", pgettext_lazy("wish", "indifferent")
    SAFE = "safe", _("rather far from the front, so that people can visit")
    FRONT = "front", _("on purpose where help is needed most")


class SoughtLevel(models.TextChoices):
    MUNICIPALITY = "municipality", _("towns, municipalities, hromadas")
    DISTRICT = "district", _("Kreise, rayons")
    STATE = "state", _("Länder, oblasts")


class Part(models.TextChoices):
    """Texts of a request; which are asked depends on the kind of organisation."""

    TITLE = "title", _("In one sentence: what do you look for?")
    ABOUT = "about", _("Who are you? What is the place known for?")
    SEEKS = "seeks", _("What do you want to do together?")
    OFFERS = "offers", _("What can you offer: experience, practice, people?")
    ECONOMY = "economy", _("What does the place live from?")
    DISPLACED = "displaced", _("How many displaced people live with you, and since when?")
    PARTNERS = "partners", _("Which partners do you have, at home and abroad?")
    PUPILS = "pupils", _("How old are the pupils, and how many take part?")
    LESSONS = "lessons", _("Which languages are taught, and what are you working on?")
    COLLECTION = "collection", _("What do you collect or lend?")
    VISITORS = "visitors", _("Who comes to you, and how many a year?")
    NETWORK = "network", _("What do you run, and for how many people?")
    FACULTIES = "faculties", _("Which faculties take part, and in which languages can one study?")
    ACTIVITIES = "activities", _("What do you do, and how many people do it?")
    NEXT_STEP = "next_step", _("What should whoever is interested do first?")


# How the answers are headed for readers: the questions ask the one who writes.
HEADINGS = {
    Part.TITLE: _("What we look for"),
    Part.ABOUT: _("Who we are"),
    Part.SEEKS: _("What we want to do together"),
    Part.OFFERS: _("What we offer"),
    Part.ECONOMY: _("What the place lives from"),
    Part.DISPLACED: _("Displaced people with us"),
    Part.PARTNERS: _("Our partners at home and abroad"),
    Part.PUPILS: _("Our pupils"),
    Part.LESSONS: _("Languages we teach and what we work on"),
    Part.COLLECTION: _("What we collect or lend"),
    Part.VISITORS: _("Who comes to us"),
    Part.NETWORK: _("What we run, and for whom"),
    Part.FACULTIES: _("Faculties and languages of study"),
    Part.ACTIVITIES: _("What we do"),
    Part.NEXT_STEP: _("How to go on with us"),
}

_COMMON = (Part.TITLE, Part.ABOUT, Part.SEEKS, Part.OFFERS)
PARTS: dict[str, tuple[Part, ...]] = {
    OrganisationKind.ADMINISTRATION: (*_COMMON, Part.ECONOMY, Part.DISPLACED, Part.PARTNERS),
    OrganisationKind.SCHOOL: (*_COMMON, Part.PUPILS, Part.LESSONS),
    OrganisationKind.MUSEUM: (*_COMMON, Part.COLLECTION, Part.VISITORS),
    OrganisationKind.LIBRARY: (*_COMMON, Part.COLLECTION, Part.VISITORS),
    OrganisationKind.UTILITY: (*_COMMON, Part.NETWORK),
    OrganisationKind.UNIVERSITY: (*_COMMON, Part.FACULTIES),
    OrganisationKind.ASSOCIATION: (*_COMMON, Part.ACTIVITIES),
    OrganisationKind.YOUTH: (*_COMMON, Part.ACTIVITIES),
}


def parts_of(kind: str) -> tuple[Part, ...]:
    """In the order in which they are asked and read; the reader's next step stands last."""
    return (*PARTS.get(kind, _COMMON), Part.NEXT_STEP)


class ThemeSide(models.TextChoices):
    SEEKS = "seeks", _("looks for")
    OFFERS = "offers", _("offers")


class Origin(models.TextChoices):
    ANSWER = "answer", _("answer to a request")
    OFFICE = "office", _("introduction by the network office")


class IntroductionState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("introduction", "proposed to both sides")
    ASKED = "asked", pgettext_lazy("introduction", "waits for an answer")
    TALKS = "talks", pgettext_lazy("introduction", "in talks")
    DECLINED = "declined", pgettext_lazy("introduction", "ended")
    MATCHED = "matched", pgettext_lazy("introduction", "partner found")


GOING_ON = (IntroductionState.PROPOSED, IntroductionState.ASKED, IntroductionState.TALKS)


class Answer(models.TextChoices):
    OPEN = "", pgettext_lazy("answer", "no answer yet")
    YES = "yes", pgettext_lazy("answer", "would like to talk")
    NO = "no", pgettext_lazy("answer", "declined")


class MeetingState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("meeting", "proposed")
    AGREED = "agreed", pgettext_lazy("meeting", "agreed")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


class Unsuitable(models.TextChoices):
    """Why a suggestion does not suit: each lowers what it names, within bounds, in this request's list only."""

    KNOWN = "known", _("we know each other already")
    SIZE = "size", _("too large or too small")
    THEMES = "themes", _("the themes do not fit")
    REACH = "reach", _("too far or too hard to reach")
    SECURITY = "security", _("the situation does not allow it at present")
    LANGUAGE = "language", _("no common language")
    OTHER = "other", pgettext_lazy("reason", "another reason")


class Rhythm(models.TextChoices):
    DAILY = "daily", pgettext_lazy("rhythm", "daily")
    WEEKLY = "weekly", pgettext_lazy("rhythm", "weekly")
