"""Who may be on record twice, and when that was looked for."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from atenda.organizations.tenancy import OrgFK, OrgModel


class LikelyDuplicate(OrgModel):
    """Two accounts, or two contacts, that are probably one customer, or that somebody said are two (U14).

    `first_id` is the lower key. `shares` are of `duplicates.weighing.Share`. Proposals are written anew by each look;
    what people said stays.
    """

    kind = models.CharField(max_length=7)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    shares = ArrayField(models.CharField(max_length=8), default=list)
    weight = models.SmallIntegerField(default=0)
    found_at = models.DateTimeField()
    told_apart_at = models.DateTimeField(null=True)
    told_apart_by: Any = OrgFK("staff.Agent", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "first_id", "second_id"], name="likelyduplicate_once"
            ),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="likelyduplicate_lower_key_first"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "kind", "-weight", "id"],
                condition=Q(told_apart_at__isnull=True),
                name="likelyduplicate_proposed",
            )
        ]


class DuplicateSearch(OrgModel):
    """When duplicates of a kind were last asked for and last looked for; under way while the first is the later."""

    organization_key = ("kind",)

    kind = models.CharField(max_length=7)
    asked_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)

    @property
    def is_under_way(self) -> bool:
        return self.looked_at is None or self.looked_at < self.asked_at
