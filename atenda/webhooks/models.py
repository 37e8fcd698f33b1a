"""Who is told, what is owed to them, and what became of each try."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.organizations.tenancy import OrgFK, OrgModel


class EndpointState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")


class PauseReason(models.TextChoices):
    """Why an endpoint is told nothing."""

    NONE = "", ""
    BY_HAND = "by_hand", _("Somebody paused it.")
    DEAD = "dead", _("For five days nothing could be delivered.")
    GONE = "gone", _("It answered that it is gone for good (410).")


class Endpoint(OrgModel):
    """An address that is told. Its secrets are sealed; `former_secret` signs beside the present one until it ends.

    `failing_since` is when the first try after the last success failed; `tries` how many since. While `retry_at` lies
    ahead the endpoint as a whole is left alone.
    """

    url = models.CharField(_("address"), max_length=1000)
    description = models.CharField(_("description"), max_length=200, blank=True)
    kinds: Any = ArrayField(models.CharField(max_length=60))
    is_full = models.BooleanField(default=False)  # all of the case or customer, not only what was touched
    hears_quiet = models.BooleanField(default=False)  # what was saved without telling anybody, imports included
    secret = models.TextField()
    former_secret = models.TextField(blank=True)
    former_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=6, choices=EndpointState.choices, default=EndpointState.ACTIVE)
    reason = models.CharField(max_length=7, choices=PauseReason.choices, blank=True)
    paused_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    is_slow = models.BooleanField(default=False)  # its last answers took long: one at a time
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="active", reason="", paused_at=None)
                | (Q(state="paused", paused_at__isnull=False) & ~Q(reason="")),
                name="endpoint_paused_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.url

    @property
    def is_in_trouble(self) -> bool:
        return self.retry_at is not None


class Owed(OrgModel):
    """What one deed left to be told: written in the deed's own transaction, gone when its deliveries are written."""

    event_ids: Any = ArrayField(models.BigIntegerField())
    is_quiet = models.BooleanField(default=False)

    everywhere = models.Manager()


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")


class Delivery(OrgModel):
    """One event for one endpoint. Its `message_id` is given once and stays through all tries (1.19).

    What is of the same subject goes out in order: `stream` and `stream_id` name it. `tries` counts those of its own
    schedule; `attempts` says what became of the last ones: [when, status, error, milliseconds, answer].
    """

    endpoint = OrgFK(Endpoint)
    event = OrgFK(Event, null=True)  # none: a test
    kind = models.CharField(max_length=60)
    case = OrgFK(Case, null=True)
    stream = models.CharField(max_length=30)
    stream_id = models.BigIntegerField()
    message_id = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)  # the first time
    done_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer
    body = models.TextField(blank=True)
    attempts: Any = models.JSONField(default=list)

    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "endpoint", "event"],
                condition=Q(event__isnull=False),
                name="delivery_once_per_event",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at=None) | (~Q(state="waiting") & Q(done_at__isnull=False)),
                name="delivery_done_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "endpoint", "due_at"], condition=Q(state="waiting"), name="delivery_due"
            ),
            models.Index(
                fields=["organization", "endpoint", "event"], condition=Q(state="waiting"), name="delivery_waiting"
            ),
            models.Index(
                fields=["organization", "endpoint", "stream", "stream_id", "event"],
                condition=Q(state="waiting"),
                name="delivery_in_order",
            ),
            models.Index("organization", "endpoint", F("id").desc(), name="delivery_by_endpoint"),
            models.Index(
                "organization", "endpoint", F("id").desc(), condition=Q(state="failed"), name="delivery_failed"
            ),
            models.Index(fields=["organization", "case"], condition=Q(case__isnull=False), name="delivery_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
