"""What stands behind each colleague's bell, and what each of them wants to hear."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from atenda.cases.models import Case
from atenda.notices.models.kinds import Channel, Kind
from atenda.notices.models.mails import Mail
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class Notice(OrgModel):
    """One line behind one colleague's bell. `told` is what happened: [kind of event, who, names of fields].

    Without a case it is about work of their own that is done (`ringing.py`): `told` says what of in a fourth place,
    and `leads_to` names the page.
    """

    agent = OrgFK(Agent)
    case = OrgFK(Case, null=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    leads_to = models.CharField(max_length=60, blank=True, default="", db_default="")
    told: Any = models.JSONField(default=list)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    in_digest = models.BooleanField(default=False)  # still to stand in the day's digest
    digest = OrgFK(Mail, null=True, db_index=False)  # the one it stands in

    class Meta:
        indexes = [
            models.Index("organization", "agent", F("id").desc(), name="notice_by_agent"),
            models.Index(fields=["organization", "agent"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["organization", "agent"], condition=Q(in_digest=True), name="notice_in_digest"),
            models.Index(fields=["organization", "digest"], condition=Q(digest__isnull=False), name="notice_by_digest"),
        ]


def only_bell_for_notes() -> list[str]:
    return [f"{Kind.NOTED}:{Channel.MAIL}"]


class Preference(OrgModel):
    """What one colleague does not want to hear by which channel, and when (B59). Without a row the defaults hold."""

    organization_key = ("agent_id",)

    agent = OrgFK(Agent)
    off: Any = ArrayField(models.CharField(max_length=20), default=only_bell_for_notes, blank=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest = models.BooleanField(default=False)
    digest_at = models.TimeField(default=time(8, 0))
    digest_due_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "digest_due_at"], condition=Q(digest=True), name="preference_digest")
        ]


class Following(OrgModel):
    """Somebody follows a case that is not theirs, or hears no more of one that is (B62)."""

    organization_key = ("case_id", "agent_id")

    case = OrgFK(Case)
    agent = OrgFK(Agent)
    is_muted = models.BooleanField(default=False)
