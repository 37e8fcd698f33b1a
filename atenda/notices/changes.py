"""What happened to a case over several deeds, added up: the first value before, the last value after."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from atenda.history.models import Event
from atenda.history.telling import Detail, tell
from atenda.notices.events import MENTIONED
from atenda.notices.models import Kind, News
from atenda.notices.owing import KINDS, ORDER

CANCELLED = "cancelled"
RECEIVED = "received"  # a mail opened the case: its sender is told in words that repeat none of it (3.09)
TOO_LARGE = "toolarge"  # a mail did not come in
ANSWERS = frozenset({RECEIVED, TOO_LARGE})  # mails of ours that answer one (RFC 3834)
ASIDE = "side.answered"
SAYING = ("note.added", "message.received", ASIDE)  # their words are told
FAILS = "message.undelivered"
INWARD = (*SAYING, FAILS, "message.called_off")  # of no concern to a customer
OPENS_AGAIN = ("case.reopened", "case.unmoved")


@dataclass(frozen=True)
class Happening:
    """One event with its words."""

    event: Event
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def who(self) -> str:
        if self.event.kind == ASIDE:  # a third party, whose name the event keeps
            return str(self.after.get("name", ""))
        return self.event.actor.name if self.event.actor else "Atenda"

    @property
    def mentions(self) -> list[int]:
        """The colleagues whom a note calls by name."""
        return list(self.after.get("mentions", ()))

    @property
    def owners(self) -> list[int]:
        """Of a mail that did not arrive, who wrote it (U20); of what a third party answers, who asked them (U17)."""
        author = self.after.get({FAILS: "author", ASIDE: "asked_by"}.get(self.event.kind, ""))
        return [author] if isinstance(author, int) else []

    @property
    def words(self) -> str:
        """What is told of it word for word: a note, a mail; of one that did not arrive to whom, and why."""
        if self.event.kind == FAILS and self.after:
            return f"{self.after['to']}: {self.after['why']}"
        return str(self.after.get("body", "")) if self.event.kind in SAYING else ""


@dataclass(frozen=True)
class Sum:
    """What a reader is told: the strongest kind, who did it, what changed in all, and the notes written."""

    kind: Kind
    happenings: list[Happening]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> str:
        return ", ".join(dict.fromkeys(one.who for one in self.happenings))

    @property
    def is_by_mail(self) -> bool:
        """Whether nobody here opened the case, but a mail did."""
        return any(one.event.kind == "case.opened" and one.event.actor_id is None for one in self.happenings)

    @property
    def notes(self) -> list[str]:
        return [one.words for one in self.happenings if one.words]

    @property
    def told_as(self) -> str:
        """Whose words tell it: cancelling, by the switches of closing, has its own (B32). Of several ends the last."""
        if self.kind == Kind.OPENED and self.is_by_mail:
            return RECEIVED
        ends = [one.event.kind for one in self.happenings if KINDS.get(one.event.kind) == Kind.CLOSED]
        return CANCELLED if self.kind == Kind.CLOSED and ends[-1] == "case.cancelled" else self.kind

    def told_to(self, agent_id: int) -> list[list[Any]]:
        """For the bell of this colleague: each event's kind, who did it, and the names of its fields.

        Whoever is called by name in a note is told that.
        """
        return [
            [
                MENTIONED.name if agent_id in one.mentions and one.event.kind in SAYING else one.event.kind,
                one.who,
                list(one.before or {}),
                *([{"name": one.who}] if one.event.kind == ASIDE else []),
            ]
            for one in self.happenings
        ]

    def details(self, only: Collection[str] | None = None) -> list[Detail]:
        """Field by field, in the language spoken now; `only` these fields."""
        names = [name for name in self.before if only is None or name in only]
        return tell({name: self.before[name] for name in names}, {name: self.after.get(name) for name in names})

    def is_nothing(self) -> bool:
        """Edits that took each other back."""
        return self.kind == Kind.EDITED and not self.before


def happenings_of(news: Sequence[News]) -> list[Happening]:
    """Every event of these deeds, oldest first."""
    ids = [event_id for one in news for event_id in one.event_ids]
    events = Event.objects.filter(pk__in=ids).select_related("actor").prefetch_related("payloads").order_by("seq")
    found = []
    for event in events:
        payload = next(iter(event.payloads.all()), None)
        found.append(Happening(event, (payload and payload.before) or {}, (payload and payload.after) or {}))
    return found


def sum_of(happenings: Sequence[Happening]) -> Sum | None:
    """Added up; None when there is nothing to add."""
    kinds: list[Kind] = []
    for one in happenings:
        if one.event.kind in OPENS_AGAIN:  # a close that was taken back is no close any more
            kinds = [Kind.EDITED if kind == Kind.CLOSED else kind for kind in kinds]
        if one.event.kind in KINDS:
            kinds.append(KINDS[one.event.kind])
    if not kinds:
        return None
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for one in happenings:
        for name, was in one.before.items():
            before.setdefault(name, was)
            after[name] = one.after.get(name)
    changed = [name for name in before if before[name] != after[name]]
    return Sum(
        min(kinds, key=ORDER.index),
        list(happenings),
        {name: before[name] for name in changed},
        {name: after[name] for name in changed},
    )
