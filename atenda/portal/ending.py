"""The customer says that it is solved, or that it is not."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from atenda.cases import lifecycle
from atenda.cases.models import Case
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.refusals import Refused
from atenda.portal import events
from atenda.portal.answering import may_reopen


class TooLate(Refused):
    sentence = _("It was closed too long ago to be opened again. Write to us below, and we begin a new case.")


class NotFromHere(Refused):
    sentence = _("It cannot be closed from here. Write to us below that it is solved, and we close it.")


@deed
def close(case: Case, *, now: datetime) -> None:
    """As solved. A finished case stays as it is. Raises NotFromHere where the rules of cases ask for more."""
    case.lock()
    if not case.is_pending:
        return
    try:
        lifecycle.close(case, by=None, now=now)
    except Refused as refusal:
        raise NotFromHere from refusal
    record(case, events.CLOSED, by=None, at=now, is_remark=True)


@deed
def reopen(case: Case, *, now: datetime) -> None:
    """A pending case stays as it is. Raises TooLate."""
    case.lock()
    if case.is_pending:
        return
    if not may_reopen(case, now=now):
        raise TooLate
    lifecycle.reopen(case, by=None, now=now)
    record(case, events.REOPENED, by=None, at=now, is_remark=True)
