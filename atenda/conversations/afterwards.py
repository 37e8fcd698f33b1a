"""What becomes of a case with the mail that is sent from it: the same click puts it in another state (B17)."""

from __future__ import annotations

from atenda.cases import catalogue
from atenda.cases.models import Case, Lifecycle
from atenda.cases.moving import is_allowed
from atenda.cases.permissions import may_close_cases, may_edit_cases, may_reopen_cases
from atenda.staff.models import Agent


def states_after(case: Case, actor: Agent) -> list[catalogue.Value]:
    """Those the case may go to and this agent may put it in; a case is not cancelled by answering it."""
    return [
        state
        for state in catalogue.states().values()
        if not state.is_retired
        and state.id != case.state_id
        and state.lifecycle != Lifecycle.CANCELLED
        and is_allowed(case.type_id, case.state_id, state.id)
        and may_put(actor, case, state)
    ]


def may_put(actor: Agent, case: Case, state: catalogue.Value) -> bool:
    """Closing and reopening are abilities of their own."""
    if state.is_finished:
        return may_close_cases(actor)
    return may_edit_cases(actor) and (case.is_pending or may_reopen_cases(actor))
