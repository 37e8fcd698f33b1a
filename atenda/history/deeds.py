"""A deed: one transaction in which a verb changes things, records them, and hands on what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from atenda.history.kinds import Kind
from atenda.history.models import Event
from atenda.history.reactions import follow, owe
from atenda.live.announce import announce
from atenda.organizations.entering import current_organization, is_inside
from atenda.organizations.revisions import settle

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Deed:
    """What has been recorded so far in this transaction."""

    event_ids: list[int] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    case_ids: set[int] = field(default_factory=set)
    handed_on: dict[int, datetime] = field(default_factory=dict)  # cases with other people or another team; creation
    is_quiet: bool = False  # nobody is to be told (B60)
    cause: Any = None  # the event that led to what is recorded now
    told_as: Mapping[str, Kind] = field(default_factory=dict)  # kinds of event by which it is told instead
    last: dict[Callable[[list[Any]], None], list[Any]] = field(default_factory=dict)

    def at_last(self, write: Callable[[list[Any]], None]) -> list[Any]:
        """What is added to this list, by whatever verb, is given to `write` once, when all else of the deed is done."""
        return self.last.setdefault(write, [])

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What the block recorded is forgotten when it fails: whoever called it may go on, from a savepoint."""
        events, last = len(self.events), {write: len(what) for write, what in self.last.items()}
        try:
            yield
        except BaseException:
            del self.events[events:], self.event_ids[events:]
            for write, what in self.last.items():
                del what[last.get(write, 0) :]
            raise

    @contextmanager
    def because(self, cause: Any) -> Iterator[None]:
        """What the block records came of this event."""
        before, self.cause = self.cause, cause
        try:
            yield
        finally:
            self.cause = before


_current: ContextVar[Deed | None] = ContextVar("atenda_deed", default=None)


class NoDeed(RuntimeError):
    """Something was recorded outside a deed: a mistake in our code."""


def deed(verb: Callable[P, T]) -> Callable[P, T]:
    """Make a function a verb: all of it happens or nothing, and its events get one announcement, and one job if
    anything follows them.

    A verb called by another verb joins that one's transaction.
    """

    @wraps(verb)
    def doing(*args: P.args, **kwargs: P.kwargs) -> T:
        with one_deed():
            return verb(*args, **kwargs)

    return doing


@contextmanager
def one_deed() -> Iterator[Deed]:
    """The block as one deed; see `deed`."""
    joined = _current.get()
    if joined is not None:
        with transaction.atomic(savepoint=False), joined.whole():
            yield joined
        return
    token, has_happened = _current.set(started := Deed()), False
    try:
        with transaction.atomic():
            yield started
            if started.event_ids:
                organization = current_organization()
                owed = owe(started.events, is_quiet=started.is_quiet)
                follow(organization.pk, [event.pk for event in owed])
                transaction.on_commit(lambda: announce(organization.pk, started.case_ids))
            for write, what in started.last.items():
                write(what)
        has_happened = True
    finally:
        _current.reset(token)
        if is_inside():
            settle(current_organization(), has_happened=has_happened)


def is_under_way() -> bool:
    return _current.get() is not None


def current_deed() -> Deed:
    """The deed under way. Raises NoDeed outside one."""
    under_way = _current.get()
    if under_way is None:
        raise NoDeed("nothing is recorded outside a verb: decorate it with @deed")
    return under_way
