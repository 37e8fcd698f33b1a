"""The picklists of the organization entered, kept in the process: pages name them without a join."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from atenda.cases.models import (
    FINISHED,
    Campaign,
    Case,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Lifecycle,
    Picklist,
    Priority,
    Source,
    State,
    Tag,
)
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
    key: str = ""
    cancels: bool = False
    is_merged: bool = False

    @property
    def label(self) -> str:
        return label_in(self.labels)

    @property
    def is_finished(self) -> bool:
        return self.lifecycle in FINISHED

    def __str__(self) -> str:
        return self.label


def _read(model: type[Picklist]) -> dict[int, Value]:
    """Every value, in the order of its place; what a kind of value lacks stays at the default."""
    named = {field.attname for field in model._meta.concrete_fields}
    extras = [name for name in ("is_initial", "lifecycle", "key", "cancels", "is_merged") if name in named]
    return {
        row.pk: Value(
            row.pk,
            row.labels,
            row.colour,
            row.position,
            row.retired_at is not None,
            **{name: getattr(row, name) for name in extras},
        )
        for row in _rows(model).values()
    }


@kept_until_touched
def states() -> dict[int, Value]:
    return _read(State)


@kept_until_touched
def priorities() -> dict[int, Value]:
    return _read(Priority)


@kept_until_touched
def categories() -> dict[int, Value]:
    return _read(Category)


@kept_until_touched
def types() -> dict[int, Value]:
    return _read(CaseType)


@kept_until_touched
def importances() -> dict[int, Value]:
    return _read(Importance)


@kept_until_touched
def campaigns() -> dict[int, Value]:
    return _read(Campaign)


@kept_until_touched
def sources() -> dict[int, Value]:
    return _read(Source)


@kept_until_touched
def closing_reasons() -> dict[int, Value]:
    return _read(ClosingReason)


@kept_until_touched
def tags() -> dict[int, Value]:
    """Every tag, by its word."""
    return dict(sorted(_read(Tag).items(), key=lambda item: sort_key(item[1].label)))


# By field of a case: the values it is chosen from.
OF_FIELD: dict[str, Callable[[], dict[int, Value]]] = {
    "state": states,
    "priority": priorities,
    "category": categories,
    "type": types,
    "importance": importances,
    "campaign": campaigns,
    "source": sources,
    "closing_reason": closing_reasons,
}


@kept_until_touched
def binned_folios() -> frozenset[int]:
    """The folios of what is in the bin, or was: no list shows them."""
    return frozenset(Case.objects.filter(binned_at__isnull=False).values_list("folio", flat=True))


def in_use(values: Mapping[int, Value]) -> list[Value]:
    """Those that are offered."""
    return [value for value in values.values() if not value.is_retired]


def source_keyed(key: str) -> Value | None:
    """The source a channel knows by a key of its own."""
    return next((source for source in sources().values() if source.key == key), None)


def row(model: type[P], pk: int) -> P:
    """The row of a value, for verbs; one's own copy of the row kept. Raises DoesNotExist."""
    kept: dict[int, P] = _rows(model)
    return copy(kept[pk]) if pk in kept else model.objects.get(pk=pk)


@kept_until_touched
def _rows(model: Any) -> dict[int, Any]:
    return {row.pk: row for row in model.objects.order_by("position", "pk")}


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
