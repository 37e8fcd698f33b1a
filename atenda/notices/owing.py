"""What a deed leaves to be told: written in its own transaction, so that no kill comes between the two (6.03)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atenda.history.models import Event
from atenda.history.recording import record
from atenda.notices.events import KEPT_QUIET
from atenda.notices.models import Kind, News
from atenda.notices.policy import telling
from atenda.organizations.rows import add

KINDS = {
    "case.opened": Kind.OPENED,
    "case.closed": Kind.CLOSED,
    "case.cancelled": Kind.CLOSED,
    "case.edited": Kind.EDITED,
    "case.moved": Kind.EDITED,
    "case.assigned": Kind.EDITED,
    "case.reopened": Kind.EDITED,
    "case.unmoved": Kind.EDITED,
    "note.added": Kind.NOTED,
    "message.received": Kind.WROTE,
    "side.answered": Kind.NOTED,
    "message.called_off": Kind.WROTE,
    "message.undelivered": Kind.FAILED,
}
ORDER = list(Kind)  # the strongest first
AT_ONCE = (Kind.OPENED, Kind.CLOSED, Kind.WROTE, Kind.FAILED)
WAITED_FOR = "side.answered"  # somebody waits for it: told at once, though it is no word of the customer


def owe(events: Sequence[Event], *, is_quiet: bool) -> list[Event]:
    """One row for each case that something was done to. Edits wait a little, to be told together (B58).

    The events that are to be told: of a quiet deed none.
    """
    by_case: dict[int, list[Event]] = {}
    for event in events:
        if event.kind in KINDS and event.case_id is not None:
            by_case.setdefault(event.case_id, []).append(event)
    if by_case and is_quiet:
        _remark(by_case)
    for case_id, done in by_case.items():
        add(_news(case_id, done, is_quiet))
    return [] if is_quiet else [event for done in by_case.values() for event in done]


def was_quiet(event: Event) -> bool:
    """Whether the deed this event is of was saved without telling anybody."""
    remarks = Event.objects.filter(case_id=event.case_id, kind=KEPT_QUIET.name, seq__gt=event.seq)
    return event.case_id is not None and remarks.filter(payloads__after__events__contains=[event.pk]).exists()


def _remark(by_case: Mapping[int, list[Event]]) -> None:
    """Say in the timeline of each case that nobody was told, so that colleagues know what the customer does not."""
    for events in by_case.values():
        case, last = events[-1].case, events[-1]
        assert case is not None
        ids = [event.pk for event in events]
        record(case, KEPT_QUIET, by=last.actor, after={"events": ids}, at=last.at, is_remark=True)


def _news(case_id: int, events: list[Event], is_quiet: bool) -> News:
    kind, at = min((KINDS[event.kind] for event in events), key=ORDER.index), events[-1].at
    is_pressing = kind in AT_ONCE or any(event.kind == WAITED_FOR for event in events)
    return News(
        case_id=case_id,
        kind=kind,
        event_ids=[event.pk for event in events],
        actor_id=events[-1].actor_id,
        is_quiet=is_quiet,
        at=at,
        due_at=at if is_pressing else at + telling().window,
        told_at=at if is_quiet else None,
    )
