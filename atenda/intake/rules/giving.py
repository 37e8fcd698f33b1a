"""What rules give a new case: values by their keys. One that was replaced stands for the one in its place; one that is
retired, and somebody who left, is left out and said so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.models import CaseType, Category, Priority, Tag
from atenda.cases.successors import now_called, values_of
from atenda.staff import directory
from atenda.staff.models import Agent, Team

PICKED = ("type", "category", "priority")
PEOPLE = ("team", "responsible")
TAGS = "tags"
GIVEN: Mapping[str, Any] = {
    "type": _("Type"),
    "category": _("Category"),
    "priority": _("Priority"),
    "team": _("Team"),
    "responsible": _("Responsible"),
    TAGS: _("Tags"),
}
MODELS: Mapping[str, Any] = {"type": CaseType, "category": Category, "priority": Priority, TAGS: Tag}
MOST_TAGS = 20

Gives = Mapping[str, tuple[int, ...]]


def usable(kept: Mapping[str, Any]) -> tuple[dict[str, tuple[int, ...]], list[tuple[str, int]]]:
    """By field what a case can be given now, and what is left out."""
    gives: dict[str, tuple[int, ...]] = {}
    left_out: list[tuple[str, int]] = []
    for field in GIVEN:
        found: list[int] = []
        for pk in ids_of(kept, field):
            now = now_called(field, pk) if field in MODELS else pk
            if is_offered(field, now):
                found.append(now)
            else:
                left_out.append((field, pk))
        if found:
            gives[field] = tuple(dict.fromkeys(found))
    return gives, left_out


def ids_of(kept: Mapping[str, Any], field: str) -> list[int]:
    value = kept.get(field)
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def is_offered(field: str, pk: int) -> bool:
    """Whether a case can be given this value now."""
    if field == "team":
        team = directory.teams().get(pk)
        return team is not None and team.is_active
    if field == "responsible":
        agent = directory.agents().get(pk)
        return agent is not None and agent.is_active
    value = values_of(field).get(pk)
    return value is not None and not value.is_retired


def called(field: str, pk: int) -> str:
    """What a value is called, in the reader's language; its number where nobody knows it any more."""
    known: Mapping[int, Any]
    if field == "team":
        known = directory.teams()
    elif field == "responsible":
        known = directory.agents()
    else:
        known = values_of(field)
    return str(known[pk]) if pk in known else f"#{pk}"


def told(gives: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each field and what it is given, as people read it."""
    return [
        (str(label), ", ".join(called(field, pk) for pk in ids_of(gives, field)))
        for field, label in GIVEN.items()
        if ids_of(gives, field)
    ]


def values(gives: Gives) -> dict[str, Any]:
    """As `open_case` takes them."""
    found: dict[str, Any] = {}
    for field, ids in gives.items():
        if field == "team":
            found[field] = Team.objects.get(pk=ids[0])
        elif field == "responsible":
            found[field] = Agent.objects.get(pk=ids[0])
        elif field == TAGS:
            found[field] = [catalogue.row(Tag, pk) for pk in ids[:MOST_TAGS]]
        else:
            found[field] = catalogue.row(MODELS[field], ids[0])
    return found
