"""Cases follow their customer when two records turn out to be the same one (U14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from atenda.cases import events
from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.history.deeds import deed
from atenda.history.recording_many import record_many
from atenda.staff.models import Agent


@deed
def inherit(
    *,
    goes: Account | Contact,
    stays: Account | Contact,
    by: Agent | None,
    now: datetime,
    only: Collection[int] | None = None,
) -> list[int]:
    """Say of every case of the one, open, closed or in the bin, or of `only` some, that it is the other's; their keys.

    What was recorded of them before keeps the name it had. Nothing else of a case changes, and nobody is told.
    """
    theirs = Case.objects.filter(**{goes.kind: goes})
    if only is not None:
        theirs = theirs.filter(pk__in=only)
    ids = list(theirs.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    if ids:
        Case.objects.filter(pk__in=ids).update(**{goes.kind: stays})
        words = {goes.kind: [goes.pk, goes.name]}, {goes.kind: [stays.pk, stays.name]}
        record_many(Case, events.CUSTOMER_JOINED, dict.fromkeys(ids, words), by=by, at=now)
    return ids
