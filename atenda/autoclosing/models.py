"""Which cases close by themselves, and each closing that was announced."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case, ClosingReason
from atenda.conversations.models import Message
from atenda.notices.models import Mail
from atenda.organizations.tenancy import OrgFK, OrgModel


class Policy(OrgModel):
    """Without a row, and without states, nothing closes by itself."""

    is_on = models.BooleanField(default=False)
    states: Any = ArrayField(models.BigIntegerField(), default=list, blank=True)
    days = models.PositiveSmallIntegerField(default=7)  # of waiting, until the customer is told
    notice_days = models.PositiveSmallIntegerField(default=3)  # from then until it is closed
    reason = OrgFK(ClosingReason, null=True)

    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="autoclosing_policy_once_per_organization")
        ]


class End(models.TextChoices):
    """What became of a closing that was announced."""

    OPEN = "", _("Announced")
    CLOSED = "closed", _("Closed")
    KEPT = "kept", _("The customer kept it open")
    MOVED = "moved", _("Somebody answered, or the case went on")
    REFUSED = "refused", _("The rules of cases did not let it close")


class Announced(OrgModel):
    """A case whose customer was told that it will be closed. One at a time for each case."""

    case = OrgFK(Case)
    word = OrgFK(Message)  # the last one there was: ours
    mail = OrgFK(Mail, null=True)  # that told the customer
    at = models.DateTimeField()
    closes_at = models.DateTimeField()
    end = models.CharField(max_length=7, choices=End.choices, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "case"], condition=Q(end=""), name="announced_once_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "closes_at"], condition=Q(end=""), name="announced_due"),
            models.Index(fields=["organization", "case", "ended_at"], name="announced_by_case"),
        ]
