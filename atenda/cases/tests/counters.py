"""Counters as they are kept, and as the cases say them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from atenda.cases.models import Case, CaseCount
from atenda.staff.models import Agent


def kept() -> dict[tuple[int, int, int], int]:
    rows = CaseCount.objects.exclude(n=0).values_list("holder", "team_key", "state_id", "n")
    return {tuple(cell): n for *cell, n in rows}  # type: ignore[misc]


def counted() -> dict[tuple[int, int, int], int]:
    """The same from the cases, one by one."""
    cells: Counter[tuple[int, int, int]] = Counter()
    for case in Case.objects.filter(binned_at=None):
        for holder in {CaseCount.EVERYBODY, *(case.assignee_ids or [CaseCount.NOBODY])}:
            cells[holder, case.team_id or CaseCount.NO_TEAM, case.state_id] += 1
    return dict(cells)


def seen_by(agent: Agent) -> Counter[int]:
    return Counter(Case.objects.visible_to(agent).values_list("state_id", flat=True))


@contextmanager
def counter_statements(*, every: bool = False) -> Iterator[list[str]]:
    """Those made in the block that name the counters, or all."""
    made: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if every or "cases_casecount" in str(sql):
            made.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield made
