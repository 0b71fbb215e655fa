"""Kinds, roles, scopes and states of organisations and of the people who act for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationKind(models.TextChoices):
    ADMINISTRATION = "administration", _("Administration")
    ASSOCIATION = "association", _("Association")
    YOUTH = "youth", _("Youth organisation")
    SCHOOL = "school", _("School")
    MUSEUM = "museum", _("Museum")
    LIBRARY = "library", _("Library")
    UTILITY = "utility", _("Utility")
    UNIVERSITY = "university", _("University")
    NETWORK_OFFICE = "network_office", _("Network office")
    FUNDER = "funder", _("Funder")


class OrganisationStatus(models.TextChoices):
    WAITING = "waiting", _("waits for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    CLOSED = "closed", _("closed")


class Theme(models.TextChoices):
    """Fields of municipal work, as partnerships and requests name them."""

    ENERGY = "energy", _("Energy and heat supply")
    WATER = "water", _("Water and waste water")
    WASTE = "waste", _("Waste")
    CLIMATE = "climate", _("Climate adaptation")
    DIGITAL = "digital", _("Digital administration")
    GOVERNANCE = "governance", _("Good governance")
    CIVIL_PROTECTION = "civil_protection", _("Civil protection and fire service")
    HEALTH = "health", _("Health and rehabilitation")
    EDUCATION = "education", _("Education and schools")
    YOUTH = "youth", pgettext_lazy("theme", "Youth")
    VOCATIONAL = "vocational", _("Vocational training")
    CULTURE = "culture", pgettext_lazy("theme", "Culture")
    MUSEUMS = "museums", _("Museums and libraries")
    SPORT = "sport", pgettext_lazy("theme", "Sport")
    HOUSING = "housing", _("Housing and urban development")
    MOBILITY = "mobility", pgettext_lazy("theme", "Mobility")
    ECONOMY = "economy", _("Economy and start-ups")
    AGRICULTURE = "agriculture", pgettext_lazy("theme", "Agriculture")
    TOURISM = "tourism", pgettext_lazy("theme", "Tourism")
    SOCIAL = "social", _("Social services and inclusion")
    INTEGRATION = "integration", _("Integration of displaced persons and veterans")
    AID = "aid", _("Humanitarian aid")
    RECONSTRUCTION = "reconstruction", _("Reconstruction")
    EU = "eu", _("EU integration")


class SpokenLanguage(models.TextChoices):
    GERMAN = "de", _("German")
    UKRAINIAN = "uk", _("Ukrainian")
    ENGLISH = "en", _("English")
    POLISH = "pl", _("Polish")
    RUSSIAN = "ru", _("Russian")
    FRENCH = "fr", _("French")
    HUNGARIAN = "hu", _("Hungarian")
    ROMANIAN = "ro", _("Romanian")
    CZECH = "cs", _("Czech")


class TextKind(models.TextChoices):
    ABOUT = "about", _("About us")
    OFFERS = "offers", _("What we offer")
    SEEKS = "seeks", _("What we are looking for")


class Role(models.TextChoices):
    """What a member may do; each role includes those before it."""

    READER = "reader", pgettext_lazy("role", "Reader")
    EDITOR = "editor", pgettext_lazy("role", "Editor")
    OWNER = "owner", pgettext_lazy("role", "Owner")

    @property
    def rank(self) -> int:
        return list(Role).index(self)


class Scope(models.TextChoices):
    """What one organisation may do for another; never its members, its delegations or its end."""

    ALL = "all", _("everything an editor may do")
    PROFILE = "profile", _("keep the profile")
    MESSAGES = "messages", _("read and answer messages")
    PARTNERSHIPS = "partnerships", _("keep the partnerships")
    REQUESTS = "requests", _("keep the partner requests")
    EXCHANGE = "exchange", _("take part in the exchange")


class HelpKind(models.TextChoices):
    TRANSPORT = "transport", _("Transport")
    INTERPRETING = "interpreting", _("Interpreting")
    CONTACTS = "contacts", _("Contacts")
    DONATIONS = "donations", _("Donations")
    HOSTING = "hosting", _("Accommodation")
    ADVICE = "advice", _("Advice")


class Direction(models.TextChoices):
    OFFERS = "offers", _("offers")
    SEEKS = "seeks", _("looks for")


class DetailKind(models.TextChoices):
    PERSON = "person", _("Contact person")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone")
    ADDRESS = "address", _("Postal address")


class Decision(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
