"""Picklists as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from atenda.api.shapes import Answer, Id, Shape
from atenda.cases.catalogue import Value
from atenda.cases.models import Colour, Lifecycle, Picklist, Replacement
from atenda.cases.picklists import KINDS
from atenda.cases.successors import FIELD_OF, now_called
from atenda.organizations.labels import LANGUAGES

FARTHEST = 999
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"\S")]
Place = Annotated[int, Field(ge=0, le=FARTHEST)]
EXTRAS = ("lifecycle", "is_initial", "cancels")  # which only some lists have


class Labels(Shape):
    """In every language of the pages."""

    es: Label
    gl: Label
    en: Label


class SomeLabels(Shape):
    """In the languages in which it changes."""

    es: Label | None = None
    gl: Label | None = None
    en: Label | None = None


class ValueFields(Shape):
    """What is not named stays as it is. Only states have a life cycle, states and priorities one value that new cases
    start with, reasons for closing those of cancelling."""

    position: Place | None = None
    colour: Literal[*Colour.values] | None = None  # type: ignore[valid-type]
    lifecycle: Literal[*Lifecycle.values] | None = None  # type: ignore[valid-type]
    is_initial: bool | None = None
    cancels: bool | None = None

    def values(self) -> dict[str, Any]:
        """What the verbs take, of what was said."""
        said = self.model_dump(exclude_unset=True, exclude_none=True)
        if "labels" in said:
            said["labels"] = {name: label for name, label in said["labels"].items() if label is not None}
        return said


class NewValue(ValueFields):
    labels: Labels


class ChangedValue(ValueFields):
    labels: SomeLabels | None = None


class Order(Shape):
    values: Annotated[list[Id], Field(min_length=1, max_length=FARTHEST)] = Field(
        description="Ids in their new order. Those that are not named come after, in the order they had."
    )


class Replacing(Shape):
    """`agreed` says that other rules may hold for the cases from now on, which is told when they differ."""

    to: Id
    agreed: bool = False


class LabelsAnswer(Answer):
    es: str
    gl: str
    en: str


class ValueWhole(Answer):
    id: int
    labels: LabelsAnswer
    position: int
    colour: str
    is_retired: bool = Field(description="Offered no more; cases that have it keep it.")
    replaced_by: int | None = Field(description="The value in whose favour it was retired.")
    lifecycle: str | None = Field(default=None, description="Of states only: what it means, whatever it is called.")
    is_initial: bool | None = Field(default=None, description="Of states and priorities: new cases start here.")
    cancels: bool | None = Field(default=None, description="Of reasons: for cancelling, not for closing.")


class ValuesAnswer(Answer):
    items: list[ValueWhole]


class PicklistAnswer(Answer):
    kind: str = Field(description="As addresses name it.")
    field: str = Field(description="The field of a case that is chosen from it.")
    values: list[ValueWhole]


class PicklistsAnswer(Answer):
    items: list[PicklistAnswer]


class UseAnswer(Answer):
    pending: int
    cases: int = Field(description="All of them, those in the bin included.")


class ReplacementAnswer(Answer):
    """How far the cases have come; `finished_at` is null until all have the other value."""

    id: int
    kind: str
    leaving: int
    entering: int
    done: int
    cases: int
    begun_at: datetime
    finished_at: datetime | None


class ReplacementsAnswer(Answer):
    items: list[ReplacementAnswer]


def value_whole(kind: str, value: Picklist | Value) -> dict[str, Any]:
    model = KINDS[kind]
    is_retired = value.is_retired if isinstance(value, Value) else value.retired_at is not None
    pk: int = value.id if isinstance(value, Value) else value.pk
    now = now_called(FIELD_OF[model], pk) if is_retired else pk
    return {
        "id": pk,
        "labels": {language: value.labels.get(language, "") for language in LANGUAGES},
        "position": value.position,
        "colour": value.colour,
        "is_retired": is_retired,
        "replaced_by": now if now != pk else None,
        **{name: getattr(value, name) for name in EXTRAS if hasattr(model, name)},
    }


def replacement_whole(row: Replacement) -> dict[str, Any]:
    names = ("done", "begun_at", "finished_at")
    kind = next(kind for kind, model in KINDS.items() if FIELD_OF[model] == row.field)
    return {
        "id": row.pk,
        "kind": kind,
        "leaving": row.leaving_id,
        "entering": row.entering_id,
        "cases": max(row.cases, row.done),
        **{name: getattr(row, name) for name in names},
    }
