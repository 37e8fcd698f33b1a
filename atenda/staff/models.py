"""Agents and teams."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability, RoleKind
from atenda.access.models import Identity, Role
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel, OrgQuerySet


class AgentQuerySet(OrgQuerySet):
    def active(self) -> AgentQuerySet:
        return self.filter(deactivated_at__isnull=True)

    def administrators(self) -> AgentQuerySet:
        """Those who could let others in again: active, and in by themselves at least once."""
        return self.active().filter(role__kind=RoleKind.ADMINISTRATOR, is_invited=False)


class Agent(OrgModel):
    """One identity at work in one organization. Never deleted: the name stays in history (B34).

    An integration is another program with tokens of its own. It stays as somebody who was invited and never came in:
    no door but the API is open to it, and nobody writes to it.
    """

    identity = models.ForeignKey(Identity, models.PROTECT, related_name="+")
    role = OrgFK(Role, verbose_name=_("role"))
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=80, blank=True, default="", db_default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="", db_default="")
    is_invited = models.BooleanField(default=False, editable=False)  # until the link of the invitation is used
    is_integration = models.BooleanField(default=False, db_default=False, editable=False)  # a program: nobody comes in
    deactivated_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = OrgManager.of(AgentQuerySet)
    everywhere = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "identity"], name="agent_once_per_identity"),
            models.CheckConstraint(condition=~Q(is_integration=True) | Q(is_invited=True), name="integration_never_in"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    @property
    def takes_cases(self) -> bool:
        """Whether cases may be given to it: people only."""
        return self.is_active and not self.is_integration

    def can(self, ability: Ability) -> bool:
        return self.is_active and self.role.allows(ability)


class Team(OrgModel):
    """People who share a kind of work."""

    name = models.CharField(_("name"), max_length=80)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="team_name_once_per_organization"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(OrgModel):
    organization_key = ("agent_id", "team_id")

    agent = OrgFK(Agent, related_name="memberships")
    team = OrgFK(Team, related_name="memberships")
