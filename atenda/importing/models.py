"""Imports, what they brought under which name, and the rows that were refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from atenda.cases.models import Case
from atenda.conversations.models import Note
from atenda.customers.models import Account, Contact
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel
from atenda.staff.models import Agent

KEPT = timedelta(days=30)  # the file, the refused rows, and the way back


class What(models.TextChoices):
    """What the rows of a file are."""

    ACCOUNTS = "accounts", _("Accounts")
    CONTACTS = "contacts", _("Contacts")
    CASES = "cases", _("Cases")
    NOTES = "notes", _("Notes of cases")


class Stage(models.TextChoices):
    """Where an import has got to."""

    READING = "reading", pgettext_lazy("import", "Being read")
    FAILED = "failed", pgettext_lazy("import", "Cannot be read")
    READY = "ready", pgettext_lazy("import", "To be checked")
    RUNNING = "running", pgettext_lazy("import", "Under way")
    STOPPED = "stopped", pgettext_lazy("import", "Stopped")
    DONE = "done", pgettext_lazy("import", "Done")
    UNDOING = "undoing", pgettext_lazy("import", "Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")


class Outcome(models.TextChoices):
    """What became of a row."""

    MADE = "made", pgettext_lazy("row of an import", "New")
    UPDATED = "updated", pgettext_lazy("row of an import", "Updated")
    SAME = "same", pgettext_lazy("row of an import", "Was so already")
    SKIPPED = "skipped", pgettext_lazy("row of an import", "Left as people made it")
    REFUSED = "refused", pgettext_lazy("row of an import", "Refused")

    @property
    def of_one(self) -> Promise:
        """What is said of one row; the label is for the number of them."""
        return OF_ONE[self.value]


OF_ONE: Mapping[str, Promise] = {
    Outcome.MADE: pgettext_lazy("one row of an import", "New"),
    Outcome.UPDATED: pgettext_lazy("one row of an import", "Updated"),
    Outcome.SAME: pgettext_lazy("one row of an import", "Was so already"),
    Outcome.SKIPPED: pgettext_lazy("one row of an import", "Left as people made it"),
    Outcome.REFUSED: pgettext_lazy("one row of an import", "Refused"),
}


class Import(OrgModel):
    """One file brought in: what it is, how it is read and understood, how far it has come.

    `upload` and `rows` are files of `importing.keeping`: what was sent, and its rows as we read them. `reading` says
    how it was read; `mapping` which column is which field and which value which; `offset` is where in `rows` the next
    batch begins: it moves in the transaction of the batch, so that a killed worker neither loses nor repeats a row.
    """

    by = OrgFK(Agent, null=True)  # none: from the command line
    key = models.UUIDField()
    what = models.CharField(max_length=8, choices=What.choices)
    source = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    upload = models.CharField(max_length=64, default="")
    rows = models.CharField(max_length=64, default="")
    reading: Any = models.JSONField(default=dict)
    columns: Any = models.JSONField(default=list)
    mapping: Any = models.JSONField(default=dict)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.READING)
    reason = models.TextField(default="")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    figures: Any = models.JSONField(default=dict)
    cause_id = models.BigIntegerField(null=True)  # the event that it began with
    created_at = models.DateTimeField()
    advanced_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undone_by = OrgFK(Agent, null=True)

    objects: ClassVar[Any] = OrgManager()
    everywhere = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="import_once_per_form")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_moving(self) -> bool:
        return self.stage in (Stage.READING, Stage.RUNNING, Stage.UNDOING)

    @property
    def is_forgotten(self) -> bool:
        """Its file is gone: only the figures are left."""
        return not self.rows and self.stage not in (Stage.READING, Stage.FAILED)

    def can_be_undone(self, now: datetime) -> bool:
        """For thirty days, what it made and nobody changed since."""
        if self.stage not in (Stage.DONE, Stage.STOPPED) or self.ended_at is None:
            return False
        return now - self.ended_at <= KEPT and bool(self.figures.get(Outcome.MADE) or self.figures.get(Outcome.UPDATED))


class Brought(OrgModel):
    """What a name of another program stands for here (`source`, `kind`, `external_id`): the same row again is the same.

    `digest` is of the row that was last brought, `written` of each field of it: what no longer holds that was changed
    by people, and is left alone.
    """

    organization_key = ("source", "kind", "external_id")

    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=8)  # account, contact, case, note
    external_id = models.CharField(max_length=120, db_collation="C")
    account = OrgFK(Account, null=True)
    contact = OrgFK(Contact, null=True)
    case = OrgFK(Case, null=True)
    note = OrgFK(Note, null=True)
    made_by = OrgFK(Import, null=True)
    digest = models.BinaryField(max_length=16)
    written: Any = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "made_by", "kind", "external_id"], name="brought_by_import"),
            models.Index(
                fields=["organization", "case"], name="brought_of_case", condition=models.Q(case__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class RefusedRow(OrgModel):
    """A row that was not brought in, as it stood in the file; `problems` are [column, name of a refusal, its words]."""

    organization_key = ("bringing_id", "line")

    bringing = OrgFK(Import)
    line = models.PositiveIntegerField()
    cells: Any = models.JSONField()
    problems: Any = models.JSONField()

    def __str__(self) -> str:
        return f"{self.line}"


class Change(OrgModel):
    """An event by which an import changed what was there: by it the change is taken back."""

    organization_key = ("bringing_id", "event_id")

    bringing = OrgFK(Import)
    event_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.event_id}"
