"""What belongs to the end of a case: the state it ends in, and why."""

from __future__ import annotations

from atenda.cases.models import FINISHED, ClosingReason, Lifecycle, State
from atenda.cases.refusals import StillPending, WrongReason


def check_reason(state: State, reason: ClosingReason | None) -> None:
    """A reason goes with a finished state, and one for cancelling with a cancelled one (B32).

    Raises StillPending, WrongReason.
    """
    if reason is None:
        return
    if state.lifecycle not in FINISHED:
        raise StillPending
    if reason.cancels != (state.lifecycle == Lifecycle.CANCELLED):
        raise WrongReason
