"""The words events keep of a case's fields: the id and, so that history can always be read, the name at the time."""

from __future__ import annotations

from typing import Any

from atenda.cases.models import Case
from atenda.staff.models import Agent

LINKS = ("state", "priority", "category", "contact", "account", "team", "responsible")
TEXTS = ("reference", "description", "source")


def word_for(field: str, value: Any) -> Any:
    """What an event keeps of one value: text as it is, a linked row as [id, name], people as a list of those."""
    if field == "assignees":
        return [[agent.pk, str(agent)] for agent in value]
    if field in LINKS:
        return [value.pk, _plain(value)] if value is not None else None
    return value


def words_for(case: Case, fields: tuple[str, ...] = (*TEXTS, *LINKS)) -> dict[str, Any]:
    return {field: word_for(field, getattr(case, field)) for field in fields}


def assignees_of(case: Case) -> list[Agent]:
    """Who works on the case, the responsible first, then in the order they were added."""
    agents = Agent.objects.in_bulk(case.assignee_ids) if case.assignee_ids else {}
    return [agents[pk] for pk in case.assignee_ids]


def _plain(value: Any) -> str:
    labels = getattr(value, "labels", None)
    return labels.get("es") or next(iter(labels.values()), "") if labels else str(value)
