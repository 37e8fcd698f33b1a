"""In the worker: a thread that looks which doors there are in all organizations, and starts one for each.

A thread has a connection to the database only while it asks it, and few at a time have one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import BoundedSemaphore, Thread
from threading import Event as Bell

import structlog
from django.db import connection
from django.utils import timezone

from atenda.mailboxes.imap.keeper import Keeper
from atenda.mailboxes.models import ImapDoor
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization

LOOK = 3.0  # seconds between two looks for doors
AFTER_A_FAULT = 30.0
AT_ONCE = 4  # connections to the database
FAREWELL = 3.0

log = structlog.get_logger(__name__)
_room = BoundedSemaphore(AT_ONCE)


@contextmanager
def at_the_desk(organization: Organization) -> Iterator[None]:
    """In this organization, with a connection that is given back at the end."""
    with _room, inside(organization):
        try:
            yield
        finally:
            connection.close()


def doors() -> dict[int, Organization]:
    """All that are at work, with whose they are. A sample organization fetches nothing."""
    organizations = {one.pk: one for one in Organization.objects.filter(is_sample=False)}
    at_work = ImapDoor.everywhere.filter(
        organization_id__in=list(organizations), is_paused=False, ended_at=None, mailbox__retired_at=None
    ).exclude(folders=[])
    rows = at_work.exclude(secret="").values_list("pk", "organization_id")
    return {pk: organizations[organization_id] for pk, organization_id in rows}


def run(is_over: Bell) -> None:
    """Until told to stop. What fails is logged, and the next look begins anew."""
    kept: dict[int, Thread] = {}
    while not is_over.is_set():
        try:
            with _room:
                try:
                    found = doors()
                finally:
                    connection.close()
            kept = {pk: thread for pk, thread in kept.items() if thread.is_alive()}
            for pk, organization in found.items():
                if pk not in kept:
                    kept[pk] = Thread(target=keep, args=(pk, organization, is_over), daemon=True, name=f"imap-{pk}")
                    kept[pk].start()
        except Exception:
            log.exception("the fetcher of mail stumbled")
        is_over.wait(LOOK)
    for thread in kept.values():
        thread.join(FAREWELL / len(kept))


def keep(door_id: int, organization: Organization, is_over: Bell) -> None:
    """Look after one door until it is paused, ended, or all is over."""

    def desk() -> AbstractContextManager[object]:
        return at_the_desk(organization)

    keeper = Keeper(door_id, desk=desk, now=timezone.now, is_over=is_over.is_set)
    try:
        while not is_over.is_set():
            pause = _looked(keeper, door_id)
            if pause is None:
                break
            if pause:
                is_over.wait(min(pause, 15.0))
            else:
                keeper.wait()
    finally:
        _left(keeper)


def _looked(keeper: Keeper, door_id: int) -> float | None:
    try:
        return keeper.look()
    except Exception:
        log.exception("a mailbox could not be looked after", door=door_id)
        keeper.hang_up()
        return AFTER_A_FAULT


def _left(keeper: Keeper) -> None:
    try:
        keeper.leave()
    except Exception:
        log.exception("a mailbox could not be left", door=keeper.door_id)
