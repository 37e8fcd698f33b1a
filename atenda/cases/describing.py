"""The words events keep of a case's fields: the id and, so that history can always be read, the name at the time."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from atenda.cases import catalogue
from atenda.cases.models import Case, Tag
from atenda.staff.models import Agent

LINKS = (
    "state",
    "priority",
    "category",
    "type",
    "importance",
    "campaign",
    "source",
    "closing_reason",
    "contact",
    "account",
    "team",
    "responsible",
)
TEXTS = ("reference", "description", "solution")
MOMENTS = ("due_at",)


def word_for(field: str, value: Any) -> Any:
    """What an event keeps of one value: text as it is, a linked row as [id, name], people as a list of those, a moment
    in universal time."""
    if field == "assignees":
        return [[agent.pk, str(agent)] for agent in value]
    if field == "tags":
        return [[tag.pk, _plain(tag)] for tag in value]
    if field in LINKS:
        return [value.pk, _plain(value)] if value is not None else None
    if field in MOMENTS:
        return value.astimezone(UTC).isoformat() if value is not None else None
    return value


def words_for(case: Case, fields: tuple[str, ...] = (*TEXTS, *LINKS, *MOMENTS, "tags")) -> dict[str, Any]:
    return {field: word_for(field, value_of(case, field)) for field in fields}


def words_at_first(case: Case) -> dict[str, Any]:
    """What a case begins with: of each field that has something, the word."""
    return {field: word for field, word in words_for(case).items() if word not in (None, "", [])}


def value_of(case: Case, field: str) -> Any:
    """What the case has of a field now."""
    return tags_of(case) if field == "tags" else getattr(case, field)


def tags_of(case: Case) -> list[Tag]:
    known = catalogue.tags()
    return [catalogue.row(Tag, pk) for pk in case.tag_ids if pk in known]


def assignees_of(case: Case) -> list[Agent]:
    """Who works on the case, the responsible first, then in the order they were added."""
    agents = Agent.objects.in_bulk(case.assignee_ids) if case.assignee_ids else {}
    return [agents[pk] for pk in case.assignee_ids]


def _plain(value: Any) -> str:
    labels = getattr(value, "labels", None)
    return labels.get("es") or next(iter(labels.values()), "") if labels else str(value)
