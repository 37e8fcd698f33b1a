"""Quick replies and macros: whose they are, what they say and do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel, OrgQuerySet
from atenda.staff import directory
from atenda.staff.models import Agent, Team
from atenda.worklists.models import Reach


class KeptQuerySet(OrgQuerySet):
    def visible_to(self, actor: Agent) -> KeptQuerySet:
        """Their own, those of their teams and everybody's; retired ones too."""
        teams = Q(reach=Reach.TEAM)
        if not actor.can(Ability.SHARE_REPLIES):
            teams &= Q(team_id__in=directory.team_ids_of(actor.pk))
        return self.filter(Q(reach=Reach.OWN, owner=actor) | teams | Q(reach=Reach.ALL))

    def in_use(self) -> KeptQuerySet:
        return self.filter(retired_at=None)


class Kept(OrgModel):
    """What a quick reply and a macro have in common. `folder` is a path, `Envíos/Retrasos`; empty: none."""

    name = models.CharField(_("name"), max_length=80)
    folder = models.CharField(_("folder"), max_length=120, blank=True, default="")
    reach = models.CharField(_("who sees it"), max_length=4, choices=Reach.choices, default=Reach.OWN)
    version = models.PositiveIntegerField(default=1, editable=False)
    uses = models.PositiveIntegerField(default=0, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = OrgManager.of(KeptQuerySet)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class QuickReply(Kept):
    """Words for customers, one text by language. `stale`: languages not looked at since another one changed."""

    owner = OrgFK(Agent, editable=False)
    team = OrgFK(Team, null=True, blank=True, verbose_name=_("team"))
    shortcut = models.CharField(_("shortcut"), max_length=30, blank=True, default="")
    texts: Any = models.JSONField(default=dict)
    stale: Any = ArrayField(models.CharField(max_length=2), default=list, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reach="team") ^ Q(team__isnull=True), name="quick_reply_of_a_team_has_a_team"
            ),
            models.UniqueConstraint(
                fields=["organization", "shortcut"],
                condition=Q(reach="all", retired_at=None) & ~Q(shortcut=""),
                name="shortcut_once_for_everybody",
            ),
            models.UniqueConstraint(
                fields=["organization", "team", "shortcut"],
                condition=Q(reach="team", retired_at=None) & ~Q(shortcut=""),
                name="shortcut_once_per_team",
            ),
            models.UniqueConstraint(
                fields=["organization", "owner", "shortcut"],
                condition=Q(reach="own", retired_at=None) & ~Q(shortcut=""),
                name="shortcut_once_per_person",
            ),
        ]

    @property
    def languages(self) -> list[str]:
        """Those it has a text in."""
        return [language for language in LANGUAGES if self.texts.get(language)]


class Macro(Kept):
    """Deeds on a case, done at once; `does` as `macros/steps.py` keeps it."""

    owner = OrgFK(Agent, editable=False)
    team = OrgFK(Team, null=True, blank=True, verbose_name=_("team"))
    does: Any = models.JSONField(default=dict, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reach="team") ^ Q(team__isnull=True), name="macro_of_a_team_has_a_team"),
        ]
