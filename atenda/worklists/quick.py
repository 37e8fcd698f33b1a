"""What one field of one case can be changed to from the list: the values, and where more must be said."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from atenda.cases import catalogue
from atenda.cases.models import Case, Lifecycle
from atenda.cases.moving import is_allowed
from atenda.cases.permissions import may_close_cases, may_edit_cases, may_reopen_cases
from atenda.organizations.links import link
from atenda.staff import directory
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Choice:
    """One value: `to` is what is sent; or the form it leads to, where more must be said."""

    label: str
    to: str = ""
    colour: str = ""
    is_here: bool = False
    form: str = ""

    def __str__(self) -> str:
        return self.label


def choices_of(case: Case, field: str, actor: Agent) -> list[Choice]:
    match field:
        case "state":
            return [*_states(case, actor)]
        case "responsible":
            people = sorted(
                (one for one in directory.agents().values() if one.is_active), key=lambda one: one.id != actor.pk
            )
            return [
                *(Choice(one.name, str(one.id), is_here=one.id == case.responsible_id) for one in people),
                Choice(_("Nobody"), "none", is_here=case.responsible_id is None),
            ]
    now = getattr(case, f"{field}_id")
    values = catalogue.in_use(catalogue.OF_FIELD[field]())
    return [Choice(each.label, str(each.id), each.colour, each.id == now) for each in values]


def _states(case: Case, actor: Agent) -> list[Choice]:
    """Those it may go to. An end leads to its form: it asks why, and for what the case lacks."""
    found = []
    for each in catalogue.in_use(catalogue.states()):
        if not is_allowed(case.type_id, case.state_id, each.id):
            continue
        is_here, form = each.id == case.state_id, ""
        if each.is_finished and not is_here:
            if not case.is_pending or not may_close_cases(actor):
                continue
            name = "cancellation" if each.lifecycle == Lifecycle.CANCELLED else "resolution"
            form = link(f"cases:{name}", number=case.folio)
        elif not is_here and not (may_edit_cases(actor) if case.is_pending else may_reopen_cases(actor)):
            continue
        found.append(Choice(each.label, str(each.id), each.colour, is_here, form))
    return found
