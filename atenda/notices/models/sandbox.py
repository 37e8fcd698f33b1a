"""That nothing reaches a customer."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from atenda.organizations.tenancy import OrgModel


class Sandbox(OrgModel):
    """While it is on, mails leave for colleagues and for `open_to` alone: addresses, and domains as «example.com»."""

    is_on = models.BooleanField(default=False)
    open_to: Any = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="sandbox_once_per_organization")]
