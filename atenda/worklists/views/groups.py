"""The headings of a grouped list, and how many cases each group holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.staff.requests import AtendaRequest
from atenda.worklists.conditions import where
from atenda.worklists.grouping import Group, condition_of, group_of
from atenda.worklists.narrowing import COUNTED, count
from atenda.worklists.rows import Row
from atenda.worklists.views.asking import asked_of
from atenda.worklists.wheres import Where

MOST_COUNTED = 30


def headings(rows: Sequence[Row], by: str, now: datetime, *, with_finished: bool = False) -> dict[int, Group]:
    """Before which case which group begins."""
    found: dict[int, Group] = {}
    last = None
    for row in rows if by else ():
        group = group_of(row, by, now, with_finished=with_finished)
        if group != last:
            found[row.folio] = last = group
    return found


@require_safe
def counts(request: AtendaRequest) -> HttpResponse:
    """Of the groups that `keys` names, each up to COUNTED."""
    question, _saved = asked_of(request)
    now = timezone.now()
    every = where(request.actor, question, now=now)
    numbers = []
    for key in dict.fromkeys(request.GET.get("keys", "").split(",")[:MOST_COUNTED]):
        one = condition_of(question.group, key, now)
        if one is not None:
            numbers.append((key, count(Where((*every.conditions, one)), COUNTED + 1)))
    return render(request, "worklists/_group_counts.html", {"numbers": numbers, "most": COUNTED})
