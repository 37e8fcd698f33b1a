"""The picklists of the organization entered, kept in the process: pages name them without a join."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from atenda.cases.models import Category, Lifecycle, Picklist, Priority, State
from atenda.organizations.folding import sort_key
from atenda.organizations.labels import label_in
from atenda.organizations.revisions import kept_until_touched

P = TypeVar("P", bound=Picklist)


@dataclass(frozen=True)
class Value:
    """One value of a picklist, as pages show it."""

    id: int
    labels: Mapping[str, str]
    colour: str
    position: int
    is_retired: bool
    is_initial: bool = False
    lifecycle: str = ""

    @property
    def label(self) -> str:
        return label_in(self.labels)

    def __str__(self) -> str:
        return self.label


@kept_until_touched
def states() -> dict[int, Value]:
    return {
        row.pk: Value(
            row.pk,
            row.labels,
            row.colour,
            row.position,
            row.retired_at is not None,
            row.is_initial,
            row.lifecycle,
        )
        for row in State.objects.order_by("position", "pk")
    }


@kept_until_touched
def priorities() -> dict[int, Value]:
    return {
        row.pk: Value(row.pk, row.labels, row.colour, row.position, row.retired_at is not None, row.is_initial)
        for row in Priority.objects.order_by("position", "pk")
    }


@kept_until_touched
def categories() -> dict[int, Value]:
    return {
        row.pk: Value(row.pk, row.labels, row.colour, row.position, row.retired_at is not None)
        for row in Category.objects.order_by("position", "pk")
    }


def row(model: type[P], pk: int) -> P:
    """The row of a value, for verbs; one's own copy of the row kept. Raises DoesNotExist."""
    kept: dict[int, P] = _rows(model)
    return copy(kept[pk]) if pk in kept else model.objects.get(pk=pk)


@kept_until_touched
def _rows(model: Any) -> dict[int, Any]:
    return {row.pk: row for row in model.objects.all()}


def states_by_label() -> list[Value]:
    """States in the order of their labels in the reader's language (S0.38)."""
    return sorted(states().values(), key=lambda state: (sort_key(state.label), state.id))


def states_in(*lifecycles: Lifecycle) -> list[Value]:
    return [state for state in states().values() if state.lifecycle in lifecycles]


def initial_state() -> Value:
    return next(state for state in states().values() if state.is_initial)


def initial_priority() -> Value:
    return next(priority for priority in priorities().values() if priority.is_initial)


def first_closed_state() -> Value:
    """The state the deed «close» leads to when the person does not choose one."""
    return next(state for state in states_in(Lifecycle.CLOSED) if not state.is_retired)
