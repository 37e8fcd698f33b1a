"""Tell open pages which cases changed: after commit, beside the request, at most five times a second.

A NOTIFY takes one lock for the whole database at commit, so it is kept out of business transactions: changes are
gathered per organization, and one thread of the process sends them over a connection of its own."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Iterable
from time import monotonic

import psycopg
from django.conf import settings

from atenda.live.changes import CHANNEL, Change
from atenda.live.database import parameters

GATHER = 0.2  # seconds between two announcements for one organization; the first goes at once
IDLE = 60.0  # seconds without news after which the connection is given back
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds before another try while the database is away
FAREWELL = 1.0  # seconds a process that ends gives what is still to be said

log = logging.getLogger(__name__)


class Announcer:
    """Gathers and sends. `announce` never waits and never fails; what cannot be sent now is sent later, once."""

    def __init__(self) -> None:
        self._gathered: dict[int, Change] = {}
        self._not_before: dict[int, float] = {}
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._connection: psycopg.Connection | None = None
        self._closing = False

    def announce(self, organization_id: int, case_ids: Iterable[int], rung: Iterable[int] = ()) -> None:
        change = Change.of(organization_id, case_ids, rung)
        if change.is_only_bells and not change.rung:
            return
        with self._news:
            before = self._gathered.get(organization_id)
            self._gathered[organization_id] = before.joined(change) if before else change
            self._begin()
            self._news.notify()

    def close(self) -> None:
        """Say what is left, for a second at most, and hang up. The next announcement begins anew."""
        with self._news:
            thread, self._closing = self._thread, True
            self._news.notify()
        if thread is not None:
            thread.join(FAREWELL)

    def _begin(self) -> None:
        if self._thread is None:
            self._closing = False
            self._thread = threading.Thread(target=self._work, name="atenda-announcer", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        pause = 0.0
        while (change := self._next_change(pause)) is not None:
            was_connected = self._connection is not None
            try:
                self._send(change)
                pause = 0.0
            except Exception as error:  # whatever it is: without this thread every page would be deaf
                self._hang_up()
                self._put_back(change)
                if not was_connected:
                    pause = min(max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
                    log.warning("Changes are announced later: %s", type(error).__name__)
        self._hang_up()
        with self._news:
            self._thread = None
            if self._gathered:
                self._begin()

    def _next_change(self, pause: float) -> Change | None:
        """Wait for a change that may be sent now. None when this thread is to end."""
        with self._news:
            if pause and not self._closing:
                self._news.wait_for(lambda: self._closing, pause)
            while True:
                now = monotonic()
                for organization_id in self._gathered:
                    if self._closing or self._not_before.get(organization_id, 0.0) <= now:
                        self._not_before[organization_id] = now + GATHER
                        return self._gathered.pop(organization_id)
                if self._closing:
                    return None
                self._rest(now)

    def _rest(self, now: float) -> None:
        """Sleep until there is news, or until what is gathered may be sent; hang up after a long silence."""
        if self._gathered:
            self._news.wait(min(self._not_before[each] for each in self._gathered) - now)
        elif not self._news.wait(IDLE):
            self._not_before.clear()
            self._hang_up()

    def _send(self, change: Change) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(**parameters(settings.DATABASES["default"], "atenda announcer"))
        self._connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, change.written()])

    def _put_back(self, change: Change) -> None:
        with self._news:
            if self._closing:
                self._gathered.clear()
                return
            later = self._gathered.get(change.organization_id)
            self._gathered[change.organization_id] = later.joined(change) if later else change

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


_announcer = Announcer()


def announce(organization_id: int, case_ids: Iterable[int], rung: Iterable[int] = ()) -> None:
    """Say, after commit, that these cases changed, and that there is something new behind these agents' bells."""
    _announcer.announce(organization_id, case_ids, rung)


def close() -> None:
    """Hang up; called when the process ends."""
    _announcer.close()


def _begin_anew() -> None:
    """In a forked child: the thread and the connection are the parent's."""
    global _announcer
    _announcer = Announcer()


atexit.register(close)
os.register_at_fork(after_in_child=_begin_anew)
