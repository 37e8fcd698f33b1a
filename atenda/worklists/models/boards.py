"""What an organization wants of its boards."""

from __future__ import annotations

from django.db import models

from atenda.organizations.tenancy import OrgModel


class BoardLimits(OrgModel):
    """How many cases a column of a board should hold at most, by the key of its value: `{"12": 5, "none": 3}`."""

    field = models.CharField(max_length=20)
    limits = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "field"], name="limits_once_per_board")]

    def __str__(self) -> str:
        return self.field
