"""The quick replies and macros an agent is offered, kept in memory: found by what one types, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from atenda.macros.models import Macro, QuickReply
from atenda.macros.permissions import may_share
from atenda.macros.steps import WHOLE
from atenda.organizations.folding import fold, sort_key
from atenda.organizations.revisions import kept_until_touched
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.models import Reach

SEARCHED = 1_000  # characters of each text
NEAREST = (Reach.OWN, Reach.TEAM, Reach.ALL)


@dataclass(frozen=True)
class Offered:
    """One of them, without its text. `said`: all that is searched, folded."""

    pk: int
    name: str
    folder: str
    reach: str
    owner_id: int
    team_id: int | None
    shortcut: str = ""
    said: str = ""
    begins: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def replies_for(actor: Agent, typed: str = "") -> list[Offered]:
    return _found(_seen(_replies(), actor), typed)


def macros_for(actor: Agent, typed: str = "") -> list[Offered]:
    return _found(_seen(_macros(), actor), typed)


def by_folder(some: Iterable[Offered]) -> list[tuple[str, list[Offered]]]:
    """In the order of the folders, those in none first."""
    ordered = sorted(some, key=lambda each: (sort_key(each.folder), sort_key(each.name), each.pk))
    return [(folder, list(found)) for folder, found in groupby(ordered, key=lambda each: each.folder)]


def _seen(some: Sequence[Offered], actor: Agent) -> list[Offered]:
    """As `visible_to` asks the database."""
    teams, sees_teams = directory.team_ids_of(actor.pk), may_share(actor)
    return [
        each
        for each in some
        if each.reach == Reach.ALL
        or (each.reach == Reach.OWN and each.owner_id == actor.pk)
        or (each.reach == Reach.TEAM and (sees_teams or each.team_id in teams))
    ]


def _found(some: Sequence[Offered], typed: str) -> list[Offered]:
    """All words typed stand in it. What is called so by its shortcut comes first, one's own before everybody's."""
    words = fold(typed.strip().lstrip(";")).split()
    if not words:
        return list(some)
    fitting = [each for each in some if all(word in each.said for word in words)]
    return sorted(fitting, key=lambda each: _rank(each, words))


def _rank(each: Offered, words: list[str]) -> tuple[Any, ...]:
    typed = " ".join(words)
    begins = all(any(begun.startswith(word) for begun in each.begins) for word in words)
    return (
        each.shortcut != typed,
        not (each.shortcut and each.shortcut.startswith(typed)),
        not begins,
        NEAREST.index(Reach(each.reach)),
    )


@kept_until_touched
def _replies() -> list[Offered]:
    rows = QuickReply.objects.in_use()
    return _sorted(
        _offered(row, shortcut=row.shortcut, more=[text[:SEARCHED] for text in row.texts.values()]) for row in rows
    )


@kept_until_touched
def _macros() -> list[Offered]:
    return _sorted(_offered(row, more=[str(row.does.get(name, ""))[:SEARCHED] for name in WHOLE]) for row in _in_use())


def _in_use() -> Any:
    return Macro.objects.in_use()


def _sorted(some: Iterable[Offered]) -> list[Offered]:
    return sorted(some, key=lambda each: (sort_key(each.name), each.pk))


def _offered(row: Any, *, shortcut: str = "", more: Sequence[str] = ()) -> Offered:
    called = fold(f"{row.name} {row.folder.replace('/', ' ')} {shortcut}")
    return Offered(
        row.pk,
        row.name,
        row.folder,
        row.reach,
        row.owner_id,
        row.team_id,
        shortcut,
        said=fold(" ".join([called, *more])),
        begins=tuple(called.split()),
    )
