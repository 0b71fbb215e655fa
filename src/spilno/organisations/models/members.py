"""Who acts for an organisation, and the three ways in: invitation, address at its domain, request."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.organisations.enums import Decision, Role
from spilno.organisations.models.profile import Organisation


class MembershipQuerySet(models.QuerySet["Membership"]):
    def holding(self) -> Self:
        """Memberships in force today; `until` is the last day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()), ended_at__isnull=True)


class Membership(models.Model):
    """A person's role in an organisation; ended ones stay as history."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    personal_data = PersonalData(
        person=("user",),
        purpose=gettext_noop("To know who may act for which organisation."),
        export=("organisation__name", "role", "since", "until", "ended_at"),
        retention=timedelta(days=3 * 365),
        retention_from="ended_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(ended_at__isnull=True), name="membership_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organisation_id}"

    @property
    def holds(self) -> bool:
        return self.ended_at is None and (self.until is None or self.until >= timezone.localdate())


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link sent to one address; only its digest is kept, and it works once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=8, choices=Role)
    until = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="invitations_sent")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="invitations_used")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    personal_data = PersonalData(
        person=("used_by",),
        purpose=gettext_noop("To let the invited person in, once."),
        export=("organisation__name", "email", "role", "created_at", "used_at"),
        retention=timedelta(days=90),
        retention_from="expires_at",
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.created_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()


class JoinRequest(models.Model):
    """Somebody asks to act for an organisation; its owner or a coordinator decides."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    message = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        person=("user",),
        purpose=gettext_noop("To decide who may act for an organisation."),
        export=("organisation__name", "message", "created_at", "decision"),
        retention=timedelta(days=180),
        retention_from="decided_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(decision="waiting"), name="join_request_once"
            ),
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.decision}"


class EmailDomain(models.Model):
    """People with a confirmed address at this domain may join as readers; confirmed by an owner there or a coordinator."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="email_domains")
    # ASCII, lower case; a domain in other letters in its xn-- form, so that look-alikes cannot pass.
    domain = models.CharField(max_length=253)
    confirmed_at = models.DateTimeField(null=True)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "domain"], name="email_domain_once")]
        indexes = [models.Index(fields=["domain"])]

    def __str__(self) -> str:
        return self.domain
