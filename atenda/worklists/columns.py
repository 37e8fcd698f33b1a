"""What a board is made of: a field's values as columns or as lanes, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.moving import is_allowed
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.conditions import of_value
from atenda.worklists.filters import NOTHING
from atenda.worklists.question import Question
from atenda.worklists.wheres import Condition

NAMES: Mapping[str, Promise] = {
    "state": _("State"),
    "priority": _("Priority"),
    "category": _("Category"),
    "type": _("Type"),
    "importance": _("Importance"),
    "campaign": _("Campaign"),
    "source": _("Source"),
    "team": _("Team"),
    "responsible": _("Responsible"),
}
NEVER_EMPTY = ("state", "priority")


@dataclass(frozen=True)
class Value:
    """One value a case may have of a field; `pk` is None for nothing. `is_gone`: nobody can choose it any more."""

    field: str
    pk: int | None
    label: str
    colour: str = "grey"
    is_gone: bool = False
    is_finished: bool = False

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """How an address says it."""
        return NOTHING if self.pk is None else str(self.pk)

    @property
    def condition(self) -> Condition:
        """The cases that have it."""
        return of_value(self.field, self.pk)


def values_of(field: str, actor: Agent) -> list[Value]:
    """All there are; those nobody can choose any more come last."""
    found = [*_empty(field), *_people(actor)] if field == "responsible" else [*_rows(field), *_empty(field)]
    return sorted(found, key=lambda value: value.is_gone)


def value_called(field: str, key: str, actor: Agent) -> Value | None:
    """The one an address means."""
    return next((value for value in values_of(field, actor) if value.key == key), None)


def asked_for(values: Iterable[Value], question: Question) -> list[Value]:
    """Those that the question lets through: of a field it filters by, the values it names or does not rule out."""
    found = list(values)
    if found and (choice := question.filters.choices.get(found[0].field)):
        found = [value for value in found if value.pk in choice.any_of] if choice.any_of else found
        found = [value for value in found if value.pk not in choice.none_of]
    return found


def is_in_view(value: Value, question: Question) -> bool:
    """Whether a case of this value may stand in the view; of states only some."""
    return value.field != "state" or question.view.holds(value.pk)


def can_move(type_id: int | None, here: int, to: Value) -> bool:
    """Whether a case of this type may go there, as far as the moves between states say."""
    return to.field != "state" or to.pk == here or is_allowed(type_id, here, to.pk or 0)


def _rows(field: str) -> list[Value]:
    if field == "team":
        return [Value(field, team.id, team.name, is_gone=not team.is_active) for team in directory.teams().values()]
    return [
        Value(field, row.id, row.label, row.colour, row.is_retired, row.is_finished)
        for row in catalogue.OF_FIELD[field]().values()
    ]


def _people(actor: Agent) -> list[Value]:
    """Oneself, the people of one's teams, everybody else."""
    mine = directory.team_ids_of(actor.pk)
    people = sorted(
        directory.agents().values(), key=lambda one: (one.id != actor.pk, mine.isdisjoint(one.team_ids))
    )  # and by name, as they come
    return [
        Value("responsible", one.id, one.name, is_gone=not one.is_active) for one in people if not one.is_integration
    ]


def _empty(field: str) -> list[Value]:
    if field in NEVER_EMPTY:
        return []
    label = {"team": __("No team"), "responsible": __("Nobody")}.get(field, __("Nothing"))
    return [Value(field, None, label)]
