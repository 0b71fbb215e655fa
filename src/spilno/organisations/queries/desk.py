"""What waits for the network office: the organisations' part of the coordinator's desk."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from spilno.accounts.models import User
from spilno.organisations.enums import Decision, OrganisationStatus, Role
from spilno.organisations.models import (
    AbuseReport,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationText,
    Withdrawal,
)


def waiting_organisations() -> QuerySet[Organisation]:
    return (
        Organisation.objects.filter(status=OrganisationStatus.WAITING)
        .select_related("area")
        .order_by("created_at", "pk")
    )


def orphaned_requests() -> QuerySet[JoinRequest]:
    """People who ask to join organisations in which no owner can answer."""
    owners = Membership.objects.holding().filter(
        organisation=OuterRef("organisation"), role=Role.OWNER, user__is_active=True, user__frozen_at__isnull=True
    )
    waiting = JoinRequest.objects.filter(decision=Decision.WAITING, organisation__status=OrganisationStatus.CONFIRMED)
    rows = waiting.filter(~Exists(owners)).select_related("organisation__area", "user")
    return rows.order_by("created_at", "pk")


def open_reports() -> QuerySet[AbuseReport]:
    rows = AbuseReport.objects.filter(decision=Decision.WAITING)
    return rows.select_related("message__thread__from_organisation__area", "message__thread__to_organisation__area")


def texts_behind() -> QuerySet[OrganisationText]:
    """Translations made from an older version of their original."""
    original = OrganisationText.objects.filter(
        organisation=OuterRef("organisation"), kind=OuterRef("kind"), source_version=0
    )
    rows = OrganisationText.objects.filter(source_version__gt=0, organisation__status=OrganisationStatus.CONFIRMED)
    rows = rows.annotate(original_version=Subquery(original.values("version")[:1]))
    return (
        rows.filter(source_version__lt=F("original_version"))
        .select_related("organisation__area")
        .order_by("updated_at")
    )


def standing_withdrawals() -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(lifted_at__isnull=True).select_related("area")


def refuse_last_owner(user: User) -> list[str]:
    """Names of organisations that would be left without an owner if this person's account went."""
    owned = Membership.objects.holding().filter(user=user, role=Role.OWNER)
    others = Membership.objects.holding().filter(
        organisation=OuterRef("organisation"), role=Role.OWNER, user__is_active=True
    )
    members = Membership.objects.holding().filter(organisation=OuterRef("organisation")).exclude(user=user)
    alone = owned.filter(~Exists(others.exclude(user=user)), Exists(members))
    return [one.organisation.label for one in alone.select_related("organisation__area")]


def ends_soon(days: int) -> QuerySet[Membership]:
    """Memberships that end within so many days."""
    limit = timezone.localdate() + timedelta(days=days)
    return (
        Membership.objects.holding()
        .filter(until__lte=limit)
        .select_related("organisation__area", "user")
        .order_by("until")
    )
