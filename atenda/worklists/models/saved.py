"""Views that people saved, and how each person likes the lists."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability
from atenda.access.models import Role
from atenda.organizations.tenancy import OrgFK, OrgManager, OrgModel, OrgQuerySet
from atenda.staff import directory
from atenda.staff.models import Agent, Team


class Reach(models.TextChoices):
    """Whose a view is: their own is seen by nobody else."""

    OWN = "own", _("Only me")
    TEAM = "team", _("A team")
    ALL = "all", _("Everybody")


class SavedViewQuerySet(OrgQuerySet):
    def visible_to(self, actor: Agent) -> SavedViewQuerySet:
        """Their own, those of their teams and everybody's; removed ones too, so that they can be brought back."""
        teams = Q(reach=Reach.TEAM)
        if not actor.can(Ability.SHARE_VIEWS):
            teams &= Q(team_id__in=directory.team_ids_of(actor.pk))
        return self.filter(Q(reach=Reach.OWN, owner=actor) | teams | Q(reach=Reach.ALL))


class SavedView(OrgModel):
    """A question to the list under a name, and how its answer looks.

    `asked` is what the address says: what is relative there (today, me, my teams) is so for whoever opens the view.
    """

    name = models.CharField(_("name"), max_length=60)
    reach = models.CharField(_("who sees it"), max_length=4, choices=Reach.choices, default=Reach.OWN)
    owner = OrgFK(Agent, editable=False)
    team = OrgFK(Team, null=True, blank=True, verbose_name=_("team"))
    asked: Any = models.JSONField(default=dict, editable=False)
    columns: Any = ArrayField(models.CharField(max_length=20), default=list, editable=False)  # none: the usual ones
    widths: Any = models.JSONField(default=dict, editable=False)  # by column, in pixels
    colours: Any = models.JSONField(default=list, editable=False)  # the first rule that fits a case colours its row
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = OrgManager.of(SavedViewQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reach="team") ^ Q(team__isnull=True), name="view_of_a_team_has_a_team"),
        ]

    def __str__(self) -> str:
        return self.name


class Habits(OrgModel):
    """How one person likes the lists: the view they start with, those that stand as tabs, in what order, and how
    each looks.

    Views are named by their keys: `pending` and the other five, `mine` and whatever else is ready-made, or the id of
    a saved one. What is kept of a view that is gone does no harm.
    """

    agent = OrgFK(Agent)
    start = models.CharField(max_length=20, blank=True, default="")  # "": that of the role
    pinned: Any = ArrayField(models.CharField(max_length=20), default=list)
    arranged: Any = ArrayField(models.CharField(max_length=20), default=list)  # views in the order they like
    looks: Any = models.JSONField(default=dict)  # by key of a view: {"columns": […], "widths": {…}}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "agent"], name="habits_once_per_agent"),
        ]


class RoleStart(OrgModel):
    """The view a role starts with, where its people chose no other."""

    role = OrgFK(Role)
    start = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "role"], name="role_start_once_per_role"),
        ]
