"""The browsers that listen, and the rooms they sit in: one room an organization.

A browser has each word at most once still to hear, so the slowest of them costs no more than the quickest."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

from atenda.live.admission import Admission
from atenda.live.changes import Change
from atenda.live.circles import NOBODY, PEOPLE, Circle

CASES, CASE, BELL, BYE, STILL_HERE = "cases", "case", "bell", "bye", "still here"

MOST_BROWSERS = 10_000
MOST_IN_A_SESSION = 30
# Lists are fetched again by everyone in the room, and a machine answers some 150 a second.
PACE, FETCHES_A_SECOND = 1.0, 150
# A page is made a moment before its browser listens: what changed meanwhile is told on entering.
MOMENT = 5.0
# What a page may say of its person: two things a second, twenty at once.
SPACING, AT_ONCE = 0.5, 20


@dataclass(eq=False, slots=True)
class Browser:
    """One page that listens."""

    admission: Admission
    watched: int | None
    words: set[str] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    is_leaving: bool = False
    task: asyncio.Task[None] | None = None
    sending_since: float | None = None
    told_at: float = field(default_factory=monotonic)
    circle: Circle | None = None
    knows: str = NOBODY

    def tell(self, *words: str) -> None:
        self.words.update(words)
        self.news.set()

    def leave(self) -> None:
        """Let the connection end without a word: the browser is gone, or will come back by itself."""
        self.is_leaving = True
        self.news.set()

    def drop(self) -> None:
        """Break off a sentence that is not being taken."""
        self.leave()
        if self.task is not None:
            self.task.cancel()

    def take(self) -> list[str]:
        """What is to be said now, the last word last."""
        taken = sorted(self.words, key=(STILL_HERE, PEOPLE, CASES, CASE, BELL, BYE).index)
        self.words.clear()
        self.news.clear()
        return taken

    @property
    def people(self) -> str:
        """Who else is around the watched case, now."""
        return self.circle.around(self.admission.agent_id) if self.circle else NOBODY


class Room:
    """The browsers of one organization. News of lists is paced; news of a watched case goes at once."""

    def __init__(self) -> None:
        self.browsers: set[Browser] = set()
        self.circles: dict[int, Circle] = {}
        self._speaks_again: dict[int, float] = {}
        self._not_before = 0.0
        self._later: asyncio.TimerHandle | None = None

    def enter(self, browser: Browser) -> None:
        self.browsers.add(browser)
        if browser.watched is not None:
            browser.circle = self.circles.setdefault(browser.watched, Circle())
            browser.circle.enter(browser)

    def leave(self, browser: Browser) -> None:
        self.browsers.discard(browser)
        if browser.circle is not None and browser.watched is not None:
            browser.circle.leave(browser)
            if not browser.circle.browsers:
                del self.circles[browser.watched]

    def may_speak(self, agent: int) -> bool:
        """Whether a page of this person has said little enough of late; counts it."""
        now = monotonic()
        due = max(self._speaks_again.get(agent, 0.0), now)
        if due - now > (AT_ONCE - 1) * SPACING:
            return False
        self._speaks_again[agent] = due + SPACING
        return True

    def hear(self, change: Change) -> None:
        for browser in self.browsers:
            if change.touches(browser.watched):
                browser.tell(CASE)
            if browser.admission.agent_id in change.rung:
                browser.tell(BELL)
        if change.is_only_bells:
            return
        wait = self._not_before - monotonic()
        if wait <= 0:
            self._tell_lists()
        elif self._later is None:
            self._later = asyncio.get_running_loop().call_later(wait, self._tell_lists)

    def _tell_lists(self) -> None:
        self._later = None
        self._not_before = monotonic() + max(PACE, len(self.browsers) / FETCHES_A_SECOND)
        for browser in self.browsers:
            browser.tell(CASES)


class House:
    """All rooms of this process."""

    def __init__(self) -> None:
        self._rooms: dict[int, Room] = {}
        self._sessions: Counter[str] = Counter()
        self.changed_at: dict[int, float] = {}
        self.listens_since = 0.0
        self._closed = False

    def has_place(self, admission: Admission) -> bool:
        return self._sessions[admission.session_key] < MOST_IN_A_SESSION

    @property
    def is_full(self) -> bool:
        return self._closed or self._sessions.total() >= MOST_BROWSERS

    def enter(self, browser: Browser) -> None:
        organization_id = browser.admission.organization_id
        self._rooms.setdefault(organization_id, Room()).enter(browser)
        self._sessions[browser.admission.session_key] += 1
        if monotonic() - max(self.changed_at.get(organization_id, 0.0), self.listens_since) < MOMENT:
            browser.tell(CASES, CASE)

    def leave(self, browser: Browser) -> None:
        organization_id, session_key = browser.admission.organization_id, browser.admission.session_key
        self._sessions[session_key] -= 1
        if not self._sessions[session_key]:
            del self._sessions[session_key]
        room = self._rooms[organization_id]
        room.leave(browser)
        if not room.browsers:
            del self._rooms[organization_id]

    def room(self, organization_id: int) -> Room | None:
        return self._rooms.get(organization_id)

    def browsers(self) -> Iterator[Browser]:
        for room in list(self._rooms.values()):
            yield from list(room.browsers)

    def hear(self, change: Change) -> None:
        self.changed_at[change.organization_id] = monotonic()
        if room := self._rooms.get(change.organization_id):
            room.hear(change)

    def hear_anything(self) -> None:
        """We may have been deaf: every page fetches again."""
        self.listens_since = monotonic()
        for browser in self.browsers():
            browser.tell(CASES, CASE)

    def close(self) -> None:
        """Nobody enters any more and everybody leaves; they come back to the next process."""
        self._closed = True
        for browser in self.browsers():
            browser.leave()
