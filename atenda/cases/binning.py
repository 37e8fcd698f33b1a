"""Throw a case away, for thirty days with the way back (B82)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from atenda.cases import events
from atenda.cases.counting import count, standing
from atenda.cases.models import Case
from atenda.cases.permissions import may_bin_cases
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.undoing import ChangedSince, undoes
from atenda.organizations.revisions import touch
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

KEPT_IN_BIN = timedelta(days=30)


@deed
def bin_case(case: Case, *, by: Agent | None, now: datetime) -> None:
    """Take the case out of every list and figure. It takes no deeds until it is brought back. Raises InTheBin."""
    case.lock()
    was, case.binned_at = standing(case), now
    case.save(update_fields=["binned_at"])
    count(was, None, of=case)
    touch()
    record(case, events.BINNED, by=by, before={}, at=now)


@deed
def bring_back(case: Case, *, by: Agent | None, now: datetime) -> None:
    """Put the case where it was. One that is not in the bin stays as it is; an erased one is gone."""
    OrgModel.lock(case)
    if case.binned_at is None or case.erased_at is not None:
        return
    case.binned_at = None
    case.save(update_fields=["binned_at"])
    count(None, standing(case), of=case)
    touch()
    record(case, events.UNBINNED, by=by, before={}, at=now)


@undoes(events.BINNED, may=may_bin_cases)
def unbin(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Raises ChangedSince when it is back already, or gone for good."""
    case: Case | None = event.case
    if case is None or case.binned_at is None or case.erased_at is not None:
        raise ChangedSince
    bring_back(case, by=by, now=now)
