"""Saved views as pages use them: the rows people saved, kept in memory, and those that are ready-made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability
from atenda.organizations.revisions import kept_until_touched
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.models import Reach, SavedView
from atenda.worklists.question import Question, read_question

READY = "ready"


@dataclass(frozen=True)
class Saved:
    """A view under a name. `pk` is None for a ready-made one."""

    key: str
    name: str | Promise
    reach: str
    asked: Mapping[str, str]
    pk: int | None = None
    owner_id: int | None = None
    team_id: int | None = None
    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    colours: tuple[Mapping[str, Any], ...] = ()

    @property
    def question(self) -> Question:
        return replace(read_question(self.asked), saved=self.key)

    @property
    def query(self) -> str:
        """The end of the address that opens it: whatever it asks by then."""
        return f"?saved={self.key}"

    def __str__(self) -> str:
        return str(self.name)


# My active cases (S2.5) and what else every desk looks at each morning; copied, they can be changed.
READY_MADE: Mapping[str, Saved] = {
    view.key: view
    for view in (
        Saved("mine", _("My active cases"), READY, {"assignee": "me"}),
        Saved("unassigned", _("Without anybody assigned"), READY, {"assignee": "none"}),
        Saved("team", _("Of my teams"), READY, {"team": "me"}),
        Saved("overdue", _("Past the deadline"), READY, {"due": "overdue"}),
        Saved("idle", _("Nothing done for 7 days"), READY, {"idle": "7"}),
    )
}


def find(actor: Agent, key: str) -> Saved | None:
    """The view of this key that the agent may see."""
    return READY_MADE.get(key) or next((view for view in views_of(actor) if view.key == key), None)


def views_of(actor: Agent) -> Sequence[Saved]:
    """Those people saved that this agent may see: the same as `visible_to`, without those removed."""
    teams = directory.team_ids_of(actor.pk)
    sees_teams = actor.can(Ability.SHARE_VIEWS)
    return [
        view
        for view in _all()
        if view.reach == Reach.ALL
        or (view.reach == Reach.OWN and view.owner_id == actor.pk)
        or (view.reach == Reach.TEAM and (sees_teams or view.team_id in teams))
    ]


def as_saved(row: Any) -> Saved:
    return Saved(
        str(row.pk),
        row.name,
        row.reach,
        row.asked,
        pk=row.pk,
        owner_id=row.owner_id,
        team_id=row.team_id,
        columns=tuple(row.columns),
        widths=row.widths,
        colours=tuple(row.colours),
    )


@kept_until_touched
def _all() -> list[Saved]:
    return [as_saved(row) for row in SavedView.objects.filter(removed_at=None).order_by("position", "pk")]
