"""What an organization tells whom, and in which words."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from atenda.notices.models.kinds import Audience, Kind
from atenda.organizations.tenancy import OrgModel


def everything_on() -> list[str]:
    """Create, edit and close tell all three audiences (S0.26–28); a note, a mail of the
    customer and one that does not reach them only those who work on the case."""
    told = [f"{kind}:{audience}" for kind in (Kind.OPENED, Kind.EDITED, Kind.CLOSED) for audience in Audience]
    told.append(f"{Kind.FAILED}:{Audience.ASSIGNEES}")
    return [*told, f"{Kind.WROTE}:{Audience.ASSIGNEES}", f"{Kind.NOTED}:{Audience.ASSIGNEES}"]


def public_at_first() -> list[str]:
    return ["description", "solution", "state"]


class Policy(OrgModel):
    """What an organization tells whom. Without a row the defaults hold."""

    switches: Any = ArrayField(models.CharField(max_length=24), default=everything_on, blank=True)
    public_fields: Any = ArrayField(models.CharField(max_length=40), default=public_at_first, blank=True)
    window = models.PositiveIntegerField(default=60)  # seconds in which changes are gathered into one mail
    customer_page = models.BooleanField(default=True)  # customers may look at their case by the link in their mails
    link_days = models.PositiveSmallIntegerField(default=90, db_default=90)  # it opens their page after their last mail
    quotes = models.BooleanField(default=False, db_default=False)  # answers to customers repeat what they wrote

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="policy_once_per_organization")]


class Wording(OrgModel):
    """The words of one kind of mail in one language, where an organization has its own."""

    name = models.CharField(max_length=24)
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name", "language"], name="wording_once")]

    def __str__(self) -> str:
        return self.subject
