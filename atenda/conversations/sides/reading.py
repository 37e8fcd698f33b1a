"""The side conversations of a case as colleagues read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from atenda.cases.models import Case
from atenda.conversations.messages import messages_of
from atenda.conversations.models import Direction, Message, SideConversation
from atenda.conversations.sides.writing import addresses_of_customer
from atenda.files.worklists import Shown
from atenda.staff import directory

MOST_MAILS = 200  # of one case, the latest


@dataclass(frozen=True)
class Written:
    """A mail of one. `reached_customer`: whoever wrote it sent it to the customer, too."""

    message: Message
    who: str
    files: Sequence[Shown] = ()
    reached_customer: bool = False


@dataclass(frozen=True)
class Thread:
    """One of them, the oldest mail first. `of`: the folio of its case, where that was merged into the one shown."""

    side: SideConversation
    mails: Sequence[Written]
    opened_by: str
    of: int = 0

    @property
    def key(self) -> str:
        """Another one as soon as anything of it changed, so that a page keeps unfolded only what is as it was."""
        return f"side-{self.side.pk}-{self.side.standing}-{len(self.mails)}"


def threads(case: Case) -> list[Thread]:
    """Those of the case and of all that were merged into it: those that go on first, the latest of them on top. One
    question where there are none."""
    sides = sides_of(case)
    mails = _mails([side.pk for side in sides])
    people = directory.agents()
    return [
        Thread(
            side,
            _written(side, mails.get(side.pk, ())),
            people[side.opened_by_id].name,
            of=side.case.folio if side.case_id != case.pk else 0,
        )
        for side in sides
    ]


def sides_of(case: Case) -> list[SideConversation]:
    """The same without their mails."""
    rows = SideConversation.objects.filter(case__in=case.ids_together()).select_related("case")
    return sorted(rows.order_by("-since", "-pk"), key=lambda side: side.is_finished)


def mails_of(side: SideConversation) -> list[Message]:
    """The latest of one, whole, the oldest of them first."""
    return list(reversed(Message.with_sides.filter(side=side).order_by("-pk")[:MOST_MAILS]))


def thread_of(side: SideConversation) -> Thread:
    mails = _mails([side.pk]).get(side.pk, ())
    return Thread(side, _written(side, mails), directory.agents()[side.opened_by_id].name)


def side_in(case: Case, pk: int) -> SideConversation | None:
    """The one of the case itself that has this key."""
    found: SideConversation | None = SideConversation.objects.filter(case=case, pk=pk).first() if pk < 2**63 else None
    return found


def waits_since(case_threads: Iterable[Thread]) -> datetime | None:
    """Since when the case has been waiting for a third party; nothing where it does not."""
    return min((thread.side.since for thread in case_threads if thread.side.is_waiting), default=None)


def is_waiting(case: Case) -> bool:
    """Whether any of the case, or of those merged into it, waits for a third party."""
    return any(side.is_waiting for side in SideConversation.objects.filter(case__in=case.ids_together()))


def _mails(sides: Sequence[int]) -> dict[int, list[tuple[Message, Sequence[Shown]]]]:
    found: dict[int, list[tuple[Message, Sequence[Shown]]]] = {}
    if not sides:
        return found
    latest = Message.with_sides.filter(side__in=sides).order_by("-pk").values_list("pk", flat=True)[:MOST_MAILS]
    for message, files in sorted(messages_of(latest).values(), key=lambda said: said[0].pk):
        assert message.side_id is not None
        found.setdefault(message.side_id, []).append((message, files))
    return found


def _written(side: SideConversation, mails: Iterable[tuple[Message, Sequence[Shown]]]) -> list[Written]:
    said = list(mails)
    came = [message for message, _files in said if message.direction == Direction.IN]
    named = [address for message in came for _name, address in (*message.to, *message.cc)]
    theirs = addresses_of_customer(side.case, named) if named else set()
    return [Written(message, _who(message), files, _names_any(message, theirs)) for message, files in said]


def _who(message: Message) -> str:
    return message.sender_name or message.sender_address


def _names_any(message: Message, theirs: set[str]) -> bool:
    return message.direction == Direction.IN and any(
        str(address).lower() in theirs for _name, address in (*message.to, *message.cc)
    )
