"""Signatures of people, and those that stand in for whoever has none."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from atenda.mailboxes.models import Mailbox
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel, OrgQuerySet
from atenda.staff.models import Agent


class SignatureQuerySet(OrgQuerySet):
    def visible_to(self, actor: Agent) -> SignatureQuerySet:
        """One's own, and those of everybody."""
        return self.filter(models.Q(agent=actor) | models.Q(agent=None))


class Signature(OrgModel):
    """By language what it says, as HTML that was made harmless, its places still open. Without an agent it is for
    whoever has none; without a mailbox for every mailbox that has none."""

    agent = OrgFK(Agent, null=True, editable=False)
    mailbox = OrgFK(Mailbox, null=True, editable=False)
    texts: Any = models.JSONField(default=dict)
    changed_at = models.DateTimeField(editable=False)

    objects: ClassVar[Any] = OrgManager.of(SignatureQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "agent", "mailbox"], nulls_distinct=False, name="signature_once_for_each"
            )
        ]

    def __str__(self) -> str:
        return self.mailbox.name if self.mailbox else ""

    @property
    def languages(self) -> list[str]:
        return [language for language in LANGUAGES if self.texts.get(language)]
