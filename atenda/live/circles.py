"""Who is around one case: who looks at it and who is writing on it (B7). Kept in memory, never in the database.

A person looks while a page of theirs listens and says now and then that it is still there: a computer that was shut
without a word is forgotten after a minute and a half. Several pages of one person are one person."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atenda.live.browsers import Browser

PEOPLE = "people"
NOBODY = "looking=&writing="
LOOKING, WRITING = 90.0, 10.0  # seconds a person counts after the last word of their page
SOON, A_WHILE = 0.3, 2.0  # a page that loads anew leaves and is back: nobody need see that


class Circle:
    """The pages of one case, and what is known of their people."""

    def __init__(self) -> None:
        self.browsers: set[Browser] = set()
        self._looks_until: dict[int, float] = {}
        self._writes_until: dict[int, float] = {}
        self._later: asyncio.TimerHandle | None = None

    def enter(self, browser: Browser) -> None:
        self.browsers.add(browser)
        self.looks(browser.admission.agent_id)

    def leave(self, browser: Browser) -> None:
        self.browsers.discard(browser)
        agent = browser.admission.agent_id
        if not any(each.admission.agent_id == agent for each in self.browsers):
            self._looks_until.pop(agent, None)
            self._writes_until.pop(agent, None)
            self._tell_within(A_WHILE)
        if not self.browsers and self._later is not None:
            self._later.cancel()

    def looks(self, agent: int) -> None:
        self._looks_until[agent] = monotonic() + LOOKING
        self._tell_within(SOON)

    def writes(self, agent: int) -> None:
        self._writes_until[agent] = monotonic() + WRITING
        self.looks(agent)

    def rests(self, agent: int) -> None:
        self._writes_until.pop(agent, None)
        self.looks(agent)

    def around(self, agent: int) -> str:
        """Everybody else here, as the end of an address: `looking=3,5&writing=5`."""
        looking, writing = (",".join(str(each) for each in people if each != agent) for people in self._people())
        return f"looking={looking}&writing={writing}"

    def _people(self) -> tuple[list[int], list[int]]:
        now = monotonic()
        looking, writing = (
            sorted(agent for agent, until in some.items() if until > now)
            for some in (self._looks_until, self._writes_until)
        )
        return looking, writing

    def _tell_within(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if self._later is not None and not self._later.cancelled():
            if self._later.when() <= loop.time() + seconds:
                return
            self._later.cancel()
        self._later = loop.call_later(seconds, self._tell)

    def _tell(self) -> None:
        """Tell every page for which there is anything new; and again when the next of them is forgotten."""
        self._later = None
        for browser in self.browsers:
            if (people := browser.people) != browser.knows:
                browser.knows = people
                browser.tell(PEOPLE)
        if coming := list(self._coming_ends()):
            self._tell_within(max(min(coming) - monotonic(), SOON))

    def _coming_ends(self) -> Iterator[float]:
        now = monotonic()
        for some in (self._looks_until, self._writes_until):
            yield from (until for until in some.values() if until > now)
