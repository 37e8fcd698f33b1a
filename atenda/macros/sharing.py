"""Whose a quick reply or a macro is, and what both have in common when they change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from atenda.macros.models import Kept
from atenda.macros.permissions import may_keep_for
from atenda.macros.refusals import NotYours, NotYourTeam, TooMany
from atenda.staff.models import Agent
from atenda.worklists.models import Reach

MOST = 1_000  # in use, of each kind and organization


def check_reach(kept: Any, by: Agent) -> None:
    """Raises NotYourTeam, and NotYours when somebody else's would be seen by its owner alone."""
    if kept.reach != Reach.TEAM:
        kept.team = None
    elif kept.team is None:
        raise NotYourTeam
    if not may_keep_for(by, kept.reach, kept.team_id):
        raise NotYourTeam
    if kept.reach == Reach.OWN and kept.owner_id != by.pk:
        raise NotYours


def check_room(model: Any) -> None:
    """Raises TooMany."""
    if model.objects.in_use().count() >= MOST:
        raise TooMany


def tidy_folder(path: str) -> str:
    """
    >>> tidy_folder(" Envíos / / Retrasos/")
    'Envíos/Retrasos'
    """
    return "/".join(name for part in path.split("/") if (name := " ".join(part.split())))


def about(kept: Any) -> dict[str, Any]:
    """What history keeps of a deed that changes nothing of what it says."""
    return {"name": kept.name, "reach": str(kept.reach)}


def whose(kept: Any) -> dict[str, Any]:
    return {"reach": str(kept.reach), "team": [kept.team_id, str(kept.team)] if kept.team_id else None}


def put(kept: Kept, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(kept, name, tidy_folder(value) if name == "folder" else value)


def count_use(kept: Any, *, now: datetime) -> None:
    """It helped once more. That is no change of it: nobody is told, and its version stays."""
    type(kept).objects.filter(pk=kept.pk).update(uses=F("uses") + 1, used_at=now)
