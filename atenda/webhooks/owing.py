"""What a deed leaves to be told, written in its own transaction: one row, and none where nobody is told of it.

Read from the log by a cursor instead, an event could be passed over: numbers are given before deeds are done, and a
lower one may come to be seen after a higher one. A row that is taken away when it is dealt with has no such gap,
whatever commits when; and of one subject, whose row each deed locks, no later event is seen before an earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence

from atenda.history.models import Event
from atenda.organizations.revisions import kept_until_touched
from atenda.organizations.rows import add
from atenda.webhooks.models import Endpoint, EndpointState, Owed


def owe(events: Sequence[Event], *, is_quiet: bool) -> list[Event]:
    """One row for the deed, if anybody is told of any of it. No job: the courier looks by itself."""
    wanted = _wanted(is_quiet=is_quiet)
    if wanted and (ids := [event.pk for event in events if event.kind in wanted]):
        add(Owed(event_ids=ids, is_quiet=is_quiet))
    return []


@kept_until_touched
def _wanted(*, is_quiet: bool) -> frozenset[str]:
    """The kinds that somebody is told of. Asked once for each revision of the organization."""
    active = Endpoint.objects.filter(state=EndpointState.ACTIVE, removed_at=None)
    if is_quiet:
        active = active.filter(hears_quiet=True)
    return frozenset(kind for kinds in active.values_list("kinds", flat=True) for kind in kinds)
