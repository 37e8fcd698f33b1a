"""A deed on many cases, and what became of it on each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from atenda.cases.models import Case
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel
from atenda.staff.models import Agent

TAKEN_BACK_WITHIN = timedelta(hours=24)


class Stage(models.TextChoices):
    """Where a deed on many cases has got to."""

    RUNNING = "running", pgettext_lazy("many cases", "Under way")
    STOPPED = "stopped", pgettext_lazy("many cases", "Stopped")
    DONE = "done", pgettext_lazy("many cases", "Done")
    UNDOING = "undoing", pgettext_lazy("many cases", "Being undone")
    UNDONE = "undone", pgettext_lazy("many cases", "Undone")


class Outcome(models.TextChoices):
    """What became of it on one case. The first five are of doing, the last two of taking back what was changed."""

    WAITING = "waiting", pgettext_lazy("one case of many", "Not done")
    CHANGED = "changed", pgettext_lazy("one case of many", "Changed")
    UNCHANGED = "unchanged", pgettext_lazy("one case of many", "Was so already")
    REFUSED = "refused", pgettext_lazy("one case of many", "Refused")
    UNDONE = "undone", pgettext_lazy("one case of many", "Undone")
    KEPT = "kept", pgettext_lazy("one case of many", "Not undone")


class BulkDeed(OrgModel):
    """One deed on many cases (U25): who asked for what, and how far it has come, so that a killed worker goes on.

    `asked` is what `worklists.bulk.asking` reads; `key` is of the form it came by, so that it is done once however
    often that is sent. The figures are those of its rows, counted again after each stretch.
    """

    by = OrgFK(Agent)
    key = models.UUIDField()
    asked: Any = models.JSONField()
    is_quiet = models.BooleanField(default=False)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.RUNNING)
    cases = models.PositiveIntegerField(default=0)
    figures: Any = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    advanced_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    undone_by = OrgFK(Agent, null=True)

    objects: ClassVar[Any] = OrgManager()
    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "by", "key"], name="deed_on_many_once_per_form"),
        ]
        indexes = [models.Index("organization", "by", models.F("id").desc(), name="deeds_on_many_by_agent")]

    def __str__(self) -> str:
        return f"{self.asked.get('deed')} on {self.cases}"

    @property
    def is_moving(self) -> bool:
        return self.stage in (Stage.RUNNING, Stage.UNDOING)

    @property
    def done(self) -> int:
        """How many cases it has come to; while it is taken back, how many of those changed."""
        counted: dict[str, int] = {outcome: self.figures.get(outcome, 0) for outcome in Outcome.values}
        if self.stage in (Stage.UNDOING, Stage.UNDONE):
            return counted[Outcome.UNDONE] + counted[Outcome.KEPT]
        return self.cases - counted[Outcome.WAITING] if self.figures else 0

    @property
    def to_do(self) -> int:
        """How many cases the deed, or its taking back, comes to in the end."""
        if self.stage in (Stage.UNDOING, Stage.UNDONE):
            return self.done + int(self.figures.get(Outcome.CHANGED, 0))
        return self.cases

    def can_be_undone(self, now: datetime) -> bool:
        """For a day, what it changed and nobody changed since."""
        if self.stage not in (Stage.DONE, Stage.STOPPED) or self.ended_at is None:
            return False
        return now - self.ended_at <= TAKEN_BACK_WITHIN and self.figures.get(Outcome.CHANGED, 0) > 0

    def can_be_continued(self, now: datetime) -> bool:
        """For a day after it was stopped, with the cases it never came to."""
        if self.stage != Stage.STOPPED or self.ended_at is None:
            return False
        return now - self.ended_at <= TAKEN_BACK_WITHIN and self.figures.get(Outcome.WAITING, 0) > 0


class BulkRow(OrgModel):
    """One case of them: what became of it, why not, and by which events it can be taken back.

    `reason` names a refusal (`worklists.bulk.refusals`), `fields` those it speaks of.
    """

    organization_key = ("bulk_id", "folio")

    bulk = OrgFK(BulkDeed)
    case = OrgFK(Case)
    folio = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.CharField(max_length=40, blank=True, default="")
    fields: Any = ArrayField(models.CharField(max_length=20), default=list)
    event_ids: Any = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [models.Index("organization", "bulk", "outcome", "folio", name="bulkrow_by_outcome")]

    def __str__(self) -> str:
        return f"{self.folio} {self.outcome}"
