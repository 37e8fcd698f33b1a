"""Tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel
from atenda.staff.models import Agent


class What(models.TextChoices):
    """What can be taken away."""

    CASES = "cases", _("Cases")
    ACCOUNTS = "accounts", _("Accounts")
    CONTACTS = "contacts", _("Contacts")
    ARCHIVE = "archive", _("The whole organization")


class Form(models.TextChoices):
    """As what kind of file."""

    XLSX = "xlsx", _("Excel workbook (.xlsx)")
    EXCEL = "excel", _("CSV for Excel (.csv)")
    CSV = "csv", _("CSV for other programs (.csv)")
    ZIP = "zip", _("Archive (.zip)")


class Stage(models.TextChoices):
    """Where an export has got to."""

    WAITING = "waiting", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being made")
    READY = "ready", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("export", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("export", "Expired")


class Trouble(models.TextChoices):
    """Why one failed."""

    NOT_ALLOWED = "allowed", _("You may not take this away any more.")
    NO_ROOM = "room", _("There is no room on the disk of the server. Whoever runs it must make some.")
    BROKE = "broke", _("Something went wrong. Try again; if it fails again, tell whoever runs the server.")


class Export(OrgModel):
    """One file that somebody asked for. `asked` is what `exporting.tables` reads; `key` is of the form it came by.

    `attempt` counts how often it was begun: whoever finds another number here than their own has been replaced.
    `scope` is what its maker saw of cases when it was made: who sees less by now is given it no more.
    """

    by = OrgFK(Agent)
    key = models.UUIDField()
    what = models.CharField(max_length=8, choices=What.choices)
    form = models.CharField(max_length=5, choices=Form.choices)
    title = models.CharField(max_length=120)
    asked: Any = models.JSONField(default=dict)
    scope: Any = models.JSONField(default=dict)
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.WAITING)
    trouble = models.CharField(max_length=8, choices=Trouble.choices, blank=True, default="")
    attempt = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)  # written so far
    of = models.PositiveIntegerField(default=0)  # how many there will be; 0 while nobody knows
    size = models.BigIntegerField(default=0)
    file = models.CharField(max_length=80, blank=True, default="")  # under the folder of exports
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = OrgManager()
    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "by", "key"], name="export_once_per_form"),
            models.CheckConstraint(condition=~Q(stage="ready") | ~Q(file=""), name="export_ready_has_a_file"),
        ]
        indexes = [
            models.Index("organization", "by", F("id").desc(), name="exports_by_agent"),
            models.Index(
                fields=["organization", "id"], condition=Q(stage__in=["waiting", "running"]), name="exports_under_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.stage}"

    @property
    def is_moving(self) -> bool:
        return self.stage in (Stage.WAITING, Stage.RUNNING)

    def is_ready(self, now: datetime) -> bool:
        return self.stage == Stage.READY and self.expires_at is not None and self.expires_at > now
