"""The words of funding rules: who applies, with whom, for what; how a rule compares."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spilno.engine.eligibility import Operator as EngineOperator


class ApplicantKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Town or municipality")
    DISTRICT = "district", _("Kreis or other district")
    STATE = "state", pgettext_lazy("applicant", "Land or oblast")
    MUNICIPAL_COMPANY = "municipal_company", _("Municipal company")
    ASSOCIATION = "association", _("Association")
    SCHOOL = "school", _("School")
    YOUTH = "youth", _("Youth organisation")
    UNIVERSITY = "university", _("University")
    CULTURE = "culture", _("Museum, library or other cultural institution")


class LegalForm(models.TextChoices):
    PUBLIC = "public", _("Public body")
    ASSOCIATION = "association", _("Registered association or other civil society")
    COMPANY = "company", pgettext_lazy("legal form", "Company")


LEGAL_FORMS = {
    ApplicantKind.MUNICIPALITY: LegalForm.PUBLIC,
    ApplicantKind.DISTRICT: LegalForm.PUBLIC,
    ApplicantKind.STATE: LegalForm.PUBLIC,
    ApplicantKind.ASSOCIATION: LegalForm.ASSOCIATION,
}


class Purpose(models.TextChoices):
    DELIVERY = "delivery", _("Get or deliver goods, e.g. a generator")
    TRIP = "trip", _("Travel to get to know each other or to plan")
    MEETING = "meeting", _("Hold a meeting of citizens")
    INFORMATION = "information", _("Inform the public, hold an event")
    PROJECT = "project", _("Carry out a joint project")
    POST = "post", _("Pay a post")
    SCHOOL_EXCHANGE = "school_exchange", _("School exchange")
    YOUTH_EXCHANGE = "youth_exchange", _("Youth exchange")


class PartnerState(models.TextChoices):
    """How far things are with the partner; the third of the four questions' answers."""

    NONE = "none", _("No partner yet")
    CONTACT = "contact", _("A partner, without an agreement")
    FORMAL = "formal", _("A partner, by an agreement")


class Aspect(models.TextChoices):
    KIND = "kind", _("Applicant")
    LEGAL_FORM = "legal_form", _("Legal form")
    COUNTRY = "country", _("Country of the applicant")
    REGION = "region", _("Land or oblast of the applicant")
    POPULATION = "population", _("Inhabitants of the applicant’s municipality")
    GROUP = "group", _("Applies together with others")
    PARTNER = "partner", _("There is a partner")
    FORMAL = "formal", _("Formal partnership")
    PARTNER_COUNTRY = "partner_country", _("Country of the partner")
    PARTNER_REGION = "partner_region", _("Land or oblast of the partner")
    PARTNER_KIND = "partner_kind", _("Kind of partner")
    PURPOSE = "purpose", _("Plan")
    THEME = "theme", _("Theme")
    PART_TIME = "part_time", _("Part-time post")
    MONTHS = "months", _("Duration in months")
    PEOPLE = "people", _("People who take part")
    DAYS_AHEAD = "days_ahead", _("Days between application and start")


class Operator(models.TextChoices):
    ONE_OF = EngineOperator.ONE_OF.value, _("one of")
    NONE_OF = EngineOperator.NONE_OF.value, _("none of")
    AT_LEAST = EngineOperator.AT_LEAST.value, _("at least")
    AT_MOST = EngineOperator.AT_MOST.value, _("at most")
    IS = EngineOperator.IS.value, _("is true or not")


class Stage(models.IntegerChoices):
    FIRST = 1, _("Application")
    SECOND = 2, _("Full application after the sketch")
