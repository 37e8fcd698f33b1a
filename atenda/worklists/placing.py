"""Put a card of a board elsewhere: give its case another value, by the verb that any form would call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from atenda.cases import catalogue
from atenda.cases.assignment import assign
from atenda.cases.describing import assignees_of
from atenda.cases.editing import edit
from atenda.cases.lifecycle import move
from atenda.cases.models import Case, State
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent, Team
from atenda.worklists.columns import Value, value_called


class MovedMeanwhile(Refused):
    """The card does not stand where whoever moves it saw it."""

    def __init__(self, who: str, now_at: str) -> None:
        super().__init__(who, now_at)
        self.who, self.now_at = who, now_at

    def __str__(self) -> str:
        return _("%(who)s changed this case meanwhile: it is in «%(place)s» now. Nothing was moved.") % {
            "who": self.who,
            "place": self.now_at,
        }


@deed
def place(case: Case, to: Mapping[str, Value], *, seen: Mapping[str, str], by: Agent, now: datetime) -> None:
    """Give the case these values, by field. `seen` are the keys of those it had when its card was drawn. The values it
    has already change nothing.

    Raises MovedMeanwhile, and what `edit`, `assign` and `move` raise.
    """
    case.lock()
    check_seen(case, to, seen, actor=by)
    fields = {name: _row(value) for name, value in to.items() if name not in ("state", "responsible")}
    if fields:
        edit(case, by=by, now=now, **fields)
    if "responsible" in to:
        _hand_over(case, to["responsible"].pk, by=by, now=now)
    if "state" in to:
        move(case, to=catalogue.row(State, to["state"].pk or 0), by=by, now=now)


def check_seen(case: Case, to: Mapping[str, Value], seen: Mapping[str, str], *, actor: Agent) -> None:
    """Refuse to move a card that somebody has moved meanwhile, unless it went to the same place."""
    for field, key in seen.items():
        here = key_of(case, field)
        if here not in (key, to[field].key):
            value = value_called(field, here, actor)
            raise MovedMeanwhile(_last_to_change(case, field), value.label if value else here)


def key_of(case: Case, field: str) -> str:
    """The key of the value a case has."""
    pk = getattr(case, f"{field}_id")
    return "none" if pk is None else str(pk)


def _hand_over(case: Case, pk: int | None, *, by: Agent, now: datetime) -> None:
    """From whoever answers for it to somebody else; who helps goes on helping. To nobody: nobody works on it then."""
    if pk == case.responsible_id:
        return
    others = [agent for agent in assignees_of(case) if agent.pk not in (case.responsible_id, pk)]
    responsible = Agent.objects.get(pk=pk) if pk else None
    assign(case, responsible=responsible, others=others if responsible else (), by=by, now=now)


def _row(value: Value) -> Any:
    if value.pk is None:
        return None
    if value.field == "team":
        return Team.objects.get(pk=value.pk)
    model: Any = Case._meta.get_field(value.field).related_model
    return catalogue.row(model, value.pk)


def _last_to_change(case: Case, field: str) -> str:
    key = "assignees" if field == "responsible" else field
    changes = Event.objects.filter(case=case, payloads__after__has_key=key).order_by("-seq")
    return changes.values_list("actor__name", flat=True).first() or "Atenda"
