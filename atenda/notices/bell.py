"""Behind the bell: what one colleague has been told, and has read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from atenda.cases.models import Case
from atenda.history.telling import sentence
from atenda.notices.models import Notice
from atenda.staff.models import Agent

PAGE = 50
MOST_COUNTED = 99


@dataclass(frozen=True)
class Line:
    """One line: which case, what was done by whom, when, and whether it was read.

    `heading` is the case's folio and reference; empty where it is about no case."""

    pk: int
    heading: str
    sentences: list[str]
    at: datetime
    is_new: bool


def unread(agent: Agent) -> int:
    """How many are new; counted to a hundred and no further."""
    return len(own_lines(agent).filter(read_at=None).values_list("pk")[: MOST_COUNTED + 1])


def lines(agent: Agent, *, before: int = 0, size: int = PAGE) -> tuple[list[Line], int]:
    """The newest first, and the id before which the next page begins, 0 where there is none."""
    rows = own_lines(agent).select_related("case").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    shown = [_line(row) for row in found[:size]]
    return shown, shown[-1].pk if len(found) > size else 0


def read(agent: Agent, *, now: datetime, pk: int | None = None) -> None:
    """Mark one line, or all, as read. Only one's own."""
    new = Notice.objects.filter(agent=agent, read_at=None)
    (new if pk is None else new.filter(pk=pk)).update(read_at=now)


def own(agent: Agent, pk: int) -> Notice | None:
    """One line of this colleague's, of a case they still see."""
    found: Notice | None = own_lines(agent).select_related("case").filter(pk=pk).first()
    return found


def in_words(told: Sequence[Sequence[Any]]) -> list[str]:
    """What happened, in the language spoken now; the same twice is said once."""
    said = [
        sentence(kind, actor=who, before=dict.fromkeys(fields), after=of[0] if of else {})
        for kind, who, fields, *of in told
    ]
    return list(dict.fromkeys(said))


def own_lines(agent: Agent) -> Any:
    """A case one sees no more takes its lines along."""
    return Notice.objects.filter(Q(case=None) | Q(case__in=Case.objects.visible_to(agent)), agent=agent)


def _line(row: Notice) -> Line:
    heading = f"{row.case.folio} · {row.case.reference}" if row.case else ""
    return Line(row.pk, heading, in_words(row.told), row.at, row.read_at is None)
