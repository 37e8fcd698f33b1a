"""How each person likes the lists. Choices of their own, that history has no use for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from atenda.access.models import Role
from atenda.history.deeds import deed
from atenda.organizations.revisions import kept_until_touched, touch
from atenda.staff.models import Agent
from atenda.worklists.models import Habits, RoleStart

MOST_PINNED = 10
MOST_LOOKS = 200
MOST_ARRANGED = 500
PINNED_AT_FIRST = ("mine", "unassigned")


@dataclass(frozen=True)
class Liking:
    """`start` is the key of the view they chose to start with, `pinned` of those that stand as tabs,
    `arranged` of those they put in order."""

    start: str = ""
    pinned: Sequence[str] = PINNED_AT_FIRST
    arranged: Sequence[str] = ()
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def liking_of(agent: Agent) -> Liking:
    return _liking(agent.pk)


def start_of(agent: Agent) -> str:
    """The key of the view this person starts with: their own choice, else the role's; nothing where neither is."""
    return _liking(agent.pk).start or role_starts().get(agent.role_id, "")


@deed
def pin(key: str, *, is_pinned: bool, by: Agent) -> None:
    """Let a view stand as a tab, after the others, or no more. Of too many the first goes."""
    row = _row(by)
    others = [each for each in row.pinned if each != key]
    row.pinned = [*others, key][-MOST_PINNED:] if is_pinned else others
    _keep(row, "pinned")


@deed
def arrange(keys: Sequence[str], *, by: Agent) -> None:
    """From now on views stand in this order, as tabs and in the menu; those not named come after."""
    row = _row(by)
    row.arranged = list(dict.fromkeys(keys))[:MOST_ARRANGED]
    _keep(row, "arranged")


@deed
def start_with(key: str, *, by: Agent) -> None:
    """Start with this view from now on; with nothing, with that of the role."""
    row = _row(by)
    row.start = key
    _keep(row, "start")


@deed
def like(key: str, *, by: Agent, **look: Any) -> None:
    """How a view looks for this person: its columns, their widths. An empty look is that of the view itself."""
    row = _row(by)
    looks = {**row.looks, key: {**row.looks.get(key, {}), **look}}
    looks[key] = {name: value for name, value in looks[key].items() if value}
    row.looks = dict([(each, looks[each]) for each in looks if looks[each]][-MOST_LOOKS:])
    _keep(row, "looks")


@deed
def set_role_start(role: Role, key: str, *, by: Agent) -> None:
    """The people of a role start with this view, unless they chose another; with nothing, with the pending cases."""
    role.lock()
    if role_starts().get(role.pk, "") == key:
        return
    RoleStart.objects.filter(role=role).delete()
    if key:
        RoleStart(role=role, start=key).save(force_insert=True)
    touch()


@kept_until_touched
def role_starts() -> dict[int, str]:
    return dict(RoleStart.objects.values_list("role_id", "start"))


@kept_until_touched
def _liking(agent_id: int) -> Liking:
    row = Habits.objects.filter(agent_id=agent_id).first()
    return Liking(row.start, tuple(row.pinned), tuple(row.arranged), row.looks) if row else Liking()


def _row(agent: Agent) -> Any:
    """The row of a person, locked; made when there is none yet."""
    found = Habits.objects.filter(agent=agent)
    if not found.exists():  # two at once: the first one stays
        new = Habits(agent=agent, pinned=list(PINNED_AT_FIRST))
        Habits.objects.bulk_create([new], ignore_conflicts=True)
    return found.select_for_update(no_key=True).get()


def _keep(row: Any, name: str) -> None:
    row.save(update_fields=[name])
    touch()
