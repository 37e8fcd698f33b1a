"""What is owed: what deeds did that somebody is to be told of."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from atenda.cases.models import Case
from atenda.notices.models.kinds import Kind
from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class News(OrgModel):
    """What one deed did to one case, to be told. Written in the deed's own transaction: with it or not at all.

    Told once: `told_at` is set in the transaction that writes the mails. What was saved quietly counts as told.
    """

    case = OrgFK(Case)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    event_ids: Any = ArrayField(models.BigIntegerField())
    actor = OrgFK(Agent, null=True)
    is_quiet = models.BooleanField(default=False)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    everywhere = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "due_at"], condition=Q(told_at=None), name="news_due"),
            models.Index(fields=["organization", "case"], condition=Q(told_at=None), name="news_due_of_case"),
        ]
