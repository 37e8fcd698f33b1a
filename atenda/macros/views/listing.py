"""One page of quick replies or macros: searched, in folders, those in use or those retired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from atenda.macros.models import Kept
from atenda.macros.offered import Offered
from atenda.macros.permissions import may_change
from atenda.organizations.folding import fold, sort_key
from atenda.staff import directory
from atenda.staff.requests import AtendaRequest
from atenda.worklists.models import Reach

PAGE = 100
MOST_RETIRED = 200


@dataclass(frozen=True)
class Folder:
    """One of the tree: how deep it lies, and how many lie in it and below."""

    path: str
    depth: int
    number: int

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Row:
    kept: Any
    whose: str
    may_change: bool


def listed(request: AtendaRequest, model: type[Kept], offered: Callable[..., list[Offered]]) -> dict[str, Any]:
    """What the page of the list needs."""
    typed, folder = request.GET.get("q", "").strip()[:100], request.GET.get("folder", "")[:120]
    retired = "retired" in request.GET
    number = request.GET.get("page", "")
    place = int(number) if number.isdecimal() and len(number) < 4 else 0
    every = [] if retired else offered(request.actor, typed)
    inside = [each for each in every if not folder or f"{each.folder}/".startswith(f"{folder}/")]
    if not typed:
        inside = sorted(inside, key=lambda each: (sort_key(each.folder), sort_key(each.name), each.pk))
    shown = inside[place * PAGE : (place + 1) * PAGE]
    rows = _retired(request, model, typed) if retired else _rows(request, model, [each.pk for each in shown])
    asked = {name: value for name, value in (("q", typed), ("folder", folder)) if value}
    return {
        "rows": rows,
        "typed": typed,
        "folder": folder,
        "retired": retired,
        "folders": tree([each.folder for each in offered(request.actor)]),
        "newer": f"?{urlencode({**asked, 'page': place - 1})}" if place else None,
        "older": f"?{urlencode({**asked, 'page': place + 1})}" if len(inside) > (place + 1) * PAGE else None,
    }


def tree(paths: Sequence[str]) -> list[Folder]:
    """Every folder and those around it, in order.

    >>> [(each.path, each.depth, each.number) for each in tree(["A/B", "A", ""])]
    [('A', 0, 2), ('A/B', 1, 1)]
    """
    numbers: dict[str, int] = {}
    for path in filter(None, paths):
        parts = path.split("/")
        for depth in range(len(parts)):
            above = "/".join(parts[: depth + 1])
            numbers[above] = numbers.get(above, 0) + 1
    ordered = sorted(numbers, key=lambda path: [sort_key(part) for part in path.split("/")])
    return [Folder(path, path.count("/"), numbers[path]) for path in ordered]


def whose(kept: Any) -> str:
    """Who sees it, in the reader's language."""
    team = directory.teams().get(kept.team_id or 0)
    return team.name if kept.reach == Reach.TEAM and team else str(Reach(kept.reach).label)


def _rows(request: AtendaRequest, model: type[Kept], ids: Sequence[int]) -> list[Row]:
    known = model.objects.visible_to(request.actor).in_bulk(ids) if ids else {}
    return [_row(request, known[pk]) for pk in ids if pk in known]


def _retired(request: AtendaRequest, model: type[Kept], typed: str) -> list[Row]:
    found = model.objects.visible_to(request.actor).exclude(retired_at=None).order_by("-retired_at", "-pk")
    words = fold(typed).split()
    return [
        _row(request, kept)
        for kept in found[: MOST_RETIRED * 5]
        if all(word in fold(f"{kept.name} {kept.folder}") for word in words)
    ][:MOST_RETIRED]


def _row(request: AtendaRequest, kept: Kept) -> Row:
    return Row(kept, whose(kept), may_change(request.actor, kept))
