"""Keys of the machines' door, answers kept for a repeated request, and what is counted there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.organizations.tenancy import OrgFK, OrgModel
from atenda.staff.models import Agent


class Scope(models.TextChoices):
    """What a token is good for, beside what its person may do: a subject to be read, or to be changed too."""

    CASES_READ = "cases:read", _("Read cases, their notes and their files")
    CASES_WRITE = "cases:write", _("Create and change cases, their notes and their files")
    CUSTOMERS_READ = "customers:read", _("Read accounts and contacts")
    CUSTOMERS_WRITE = "customers:write", _("Create and change accounts and contacts")
    FIGURES_READ = "figures:read", _("Read figures")
    PEOPLE_READ = "people:read", _("Read agents, teams and roles")
    PEOPLE_WRITE = "people:write", _("Change agents, teams and roles")
    NOTICES_READ = "notices:read", _("Read notices, how they are sent, and the outbox")
    NOTICES_WRITE = "notices:write", _("Change notices, how they are sent, and the outbox")
    SETTINGS_READ = "settings:read", _("Read picklists, fields and views")
    SETTINGS_WRITE = "settings:write", _("Change picklists, fields and views")
    WEBHOOKS_READ = "webhooks:read", _("See webhooks and what was delivered to them")
    WEBHOOKS_WRITE = "webhooks:write", _("See and change webhooks")
    IMPORTS_READ = "imports:read", _("See imports")
    IMPORTS_WRITE = "imports:write", _("Import customers and cases, and undo imports")
    AUDIT_READ = "audit:read", _("Read the audit log and take it away")


def scope_choices() -> list[tuple[str, object]]:
    """For the column that holds them: a new scope is no change of the table."""
    return list(Scope.choices)


class ApiToken(OrgModel):
    """A key to the machines' door. Whoever holds it acts as its agent, within its scopes.

    Only the SHA-256 of the token is kept. That is enough for 256 random bits: nobody can try them all, so there is
    nothing for a slow hash to slow down, and each request would pay for it (3.50). `hint` is its beginning and its
    end, by which a person knows it again.
    """

    agent = OrgFK(Agent, verbose_name=_("acts as"))
    name = models.CharField(_("name"), max_length=80)
    scopes: Any = ArrayField(models.CharField(max_length=30, choices=scope_choices), default=list)
    digest = models.BinaryField(max_length=32)
    hint = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="api_token_once_per_digest"),
        ]
        indexes = [
            models.Index(fields=["organization", "agent"], name="api_tokens_of_agent", condition=Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, scope: Scope) -> bool:
        """Whether it is good for this; what may be changed may be read."""
        return scope in self.scopes or scope.replace(":read", ":write") in self.scopes

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class KeptAnswer(OrgModel):
    """What was answered to a POST with an Idempotency-Key: given again to the same request (1.18).

    Written in the transaction of the deed itself, so that neither is there without the other.
    """

    token = OrgFK(ApiToken)
    key = models.CharField(max_length=270)  # as sent, up to 255; with its place for a row of a batch
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "token", "key"], name="api_answer_once_per_key"),
        ]
        indexes = [models.Index(fields=["organization", "created_at"], name="api_answers_by_age")]


class Meter(OrgModel):
    """How often something limited was used of late; see limits.py. Not logged: a crash begins the counting anew."""

    organization_key = ("name",)

    name = models.CharField(max_length=80)
    uses = models.PositiveIntegerField()
    ends_at = models.DateTimeField()  # without an index: a count is changed in place
