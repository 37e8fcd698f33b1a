"""Saved views, rules of fields and barred moves as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from atenda.api.shapes import Answer, Id, Shape
from atenda.cases.field_rules import STANDARD, Rule
from atenda.worklists.models import Reach
from atenda.worklists.saved import Saved
from atenda.worklists.table import COLUMNS

ViewName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"\S")]
Asked = Annotated[
    dict[str, Annotated[str, Field(max_length=2_000)]],
    Field(max_length=40, description="What it asks, as the parameters of `GET cases/` say it."),
]
Columns = Annotated[list[Literal[*COLUMNS]], Field(max_length=100)]  # type: ignore[valid-type]
FieldName = Literal[*STANDARD]  # type: ignore[valid-type]


class ViewFields(Shape):
    """What is not named stays as it is."""

    name: ViewName | None = None
    reach: Literal[*Reach.values] | None = None  # type: ignore[valid-type]
    team: Id | None = Field(default=None, description="Whose it is, when its reach is `team`.")
    asked: Asked | None = None
    columns: Columns | None = Field(default=None, description="In their order; none are the usual ones.")


class NewView(ViewFields):
    name: ViewName
    asked: Asked


class RuleFields(Shape):
    shown: bool | None = None
    first: bool | None = None
    at_opening: bool | None = None
    at_closing: bool | None = None
    editable: bool | None = None
    mass_editable: bool | None = None


class RulesFields(Shape):
    """For cases of one type, or of all. What is not named stays as it is."""

    type: Id | None = None
    rules: Annotated[dict[FieldName, RuleFields], Field(min_length=1)]


class RulesDropped(Shape):
    """What holds for all cases holds for those of the type too: for the fields named, or for every one."""

    type: Id
    fields: Annotated[list[FieldName], Field(max_length=100)] | None = None


class Move(Shape):
    leaving: Id
    entering: Id


class MovesFields(Shape):
    """All moves that are barred for cases of one type, or of all; every other one may be made."""

    type: Id | None = None
    barred: Annotated[list[Move], Field(max_length=10_000)]


class ViewWhole(Answer):
    id: int | None = Field(description="None of one that is ready-made: such a view can be copied, not changed.")
    key: str = Field(description="As the addresses of pages name it.")
    name: str
    reach: str
    owner: int | None
    team: int | None
    asked: dict[str, str]
    columns: list[str]


class ViewsAnswer(Answer):
    items: list[ViewWhole]


class RuleAnswer(Answer):
    shown: bool
    first: bool = Field(description="Asked among the first when a case is opened.")
    at_opening: bool = Field(description="Needed to open a case.")
    at_closing: bool = Field(description="Needed to close one.")
    editable: bool
    mass_editable: bool


class RulesAnswer(Answer):
    type: int | None
    own: list[str] = Field(description="The fields of which the type has a word of its own.")
    rules: dict[str, RuleAnswer]


class MoveAnswer(Answer):
    leaving: int
    entering: int


class MovesAnswer(Answer):
    type: int | None
    barred: list[MoveAnswer]


def view_whole(view: Saved) -> dict[str, Any]:
    return {
        "id": view.pk,
        "key": view.key,
        "name": str(view.name),
        "reach": view.reach,
        "owner": view.owner_id,
        "team": view.team_id,
        "asked": dict(view.asked),
        "columns": list(view.columns),
    }


def rules_whole(type_id: int | None, own: Iterable[str], rules: Mapping[str, Rule]) -> dict[str, Any]:
    return {"type": type_id, "own": list(own), "rules": {field: asdict(rule) for field, rule in rules.items()}}


def moves_whole(type_id: int | None, barred: Iterable[tuple[int, int]]) -> dict[str, Any]:
    moves = [{"leaving": leaving, "entering": entering} for leaving, entering in sorted(barred)]
    return {"type": type_id, "barred": moves}
