"""The log: what happened, once, in order, never edited."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from atenda.cases.models import Case
from atenda.history.audited import AUDITED
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class Event(OrgModel):
    """One change. The application may insert and read events, nothing else; the engine sees to that.

    `seq` counts from 1 without gaps within the stream: the case's, or the subject's where there is no case.
    `hash` covers everything here, the previous hash, and the digest of the payload, which stands apart so that
    personal data can be erased by law while order and completeness can still be proved.
    """

    kind = models.CharField(max_length=60)
    actor = OrgFK(Agent, null=True)
    case = OrgFK(Case, null=True)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    cause_id = models.BigIntegerField(null=True)
    payload_digest = models.BinaryField(max_length=32)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    # While the deed goes on: what it is of, and the payload. Read from the log, an event has none of them at hand.
    subject: Any = None
    before: Any = None
    after: Any = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "case", "seq"], name="event_seq_once_per_case"),
            models.UniqueConstraint(
                fields=["organization", "subject_type", "subject_id", "seq"],
                condition=Q(case__isnull=True),
                name="event_seq_once_per_subject",
            ),
        ]
        indexes = [
            # what a person did lately (`worklists.deeds_of`)
            models.Index("organization", "actor", models.F("id").desc(), name="event_by_actor"),
            # the audit log of administration (`audit.py`)
            models.Index("organization", models.F("id").desc(), condition=AUDITED, name="event_audited"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class EventPayload(OrgModel):
    """What an event says of persons and texts; cleared only by an erasure, which runs as the owner."""

    organization_key = ("event_id",)

    event = OrgFK(Event, related_name="payloads")
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)


class LedgerCheck(OrgModel):
    """One verification of the whole log, and the anchor it left: a hash over the hashes of all events up to `upto`.

    The application may insert and read checks, nothing else: a cut at the end of the log is seen by the next one.
    """

    at = models.DateTimeField()
    events = models.BigIntegerField()
    breaks = models.PositiveIntegerField()
    first = models.CharField(max_length=200, blank=True)  # of the breaks
    upto = models.BigIntegerField()
    head = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index("organization", models.F("id").desc(), name="ledgercheck_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {bytes(self.head).hex()[:12]}"
