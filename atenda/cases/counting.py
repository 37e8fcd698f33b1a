"""How many cases stand in each state, by team and by who has them: counter rows, moved by the verbs.

`CaseCount` says what a row counts, `counts.py` reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection, transaction

from atenda.cases.models import Case, CaseCount
from atenda.history.deeds import current_deed, is_under_way
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared

EVERYBODY, NOBODY, NO_TEAM = CaseCount.EVERYBODY, CaseCount.NOBODY, CaseCount.NO_TEAM


class Cell(NamedTuple):
    """The key of a counter row."""

    holder: int
    team: int
    state: int


class Standing(NamedTuple):
    """What of a case is counted."""

    state: int
    team: int | None
    assignees: tuple[int, ...]

    def cells(self) -> Iterator[Cell]:
        for holder in (EVERYBODY, *(self.assignees or (NOBODY,))):
            yield Cell(holder, self.team or NO_TEAM, self.state)


def standing(case: Case) -> Standing | None:
    """Where the case stands; nowhere in the bin."""
    if case.binned_at is not None:
        return None
    return Standing(case.state_id, case.team_id, tuple(case.assignee_ids))


def count(was: Standing | None, now: Standing | None, *, of: Case) -> None:
    """A case has moved: from nowhere when it is new, to nowhere when it goes. What is so already moves nothing.

    The deed under way writes what comes of all its moves, once and last of all: each row is one that many wait for,
    and two deeds that take theirs in the same order never wait for each other.
    """
    if was == now:
        return
    under_way = current_deed()
    moves = under_way.at_last(_write)
    moves += [(cell, -1) for cell in (was.cells() if was else ())]
    moves += [(cell, 1) for cell in (now.cells() if now else ())]
    if was and now and (was.team, set(was.assignees)) != (now.team, set(now.assignees)):
        under_way.handed_on[of.pk] = of.created_at


def count_new(standings: Iterable[Standing]) -> None:
    """The same for cases that come from nowhere, not one by one: with all else of the deed under way, or at once."""
    moves = [(cell, 1) for each in standings for cell in each.cells()]
    if is_under_way():
        current_deed().at_last(_write).extend(moves)
    else:
        _write(moves)


WRITE = """
    INSERT INTO cases_casecount AS kept (organization_id, holder, team_key, state_id, n)
    SELECT %s, moved.* FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::int[]) moved
    ON CONFLICT (organization_id, holder, team_key, state_id) DO UPDATE SET n = kept.n + excluded.n
    """


def _write(moves: Iterable[tuple[Cell, int]]) -> None:
    changes: Counter[Cell] = Counter()
    for cell, step in moves:
        changes[cell] += step
    rows = sorted((*cell, n) for cell, n in changes.items() if n)
    if rows:
        with prepared() as cursor:
            cursor.execute(WRITE, [current_organization().pk, *map(list, zip(*rows, strict=True))])


# what the counters should hold, from the cases themselves
COUNTED = f"""
    SELECT holder, coalesce(team_id, {NO_TEAM}) AS team_key, state_id, count(*) AS n
    FROM cases_case CROSS JOIN LATERAL
        unnest({EVERYBODY}::bigint || CASE assignee_ids WHEN '{{}}' THEN '{{{NOBODY}}}' ELSE assignee_ids END) holder
    WHERE organization_id = %(organization)s AND binned_at IS NULL GROUP BY 1, 2, 3"""  # noqa: S608  numbers of ours
ANEW = f"""
    LOCK TABLE cases_casecount IN SHARE ROW EXCLUSIVE MODE;
    WITH counted AS ({COUNTED}),
    gone AS (
        DELETE FROM cases_casecount kept WHERE organization_id = %(organization)s AND NOT EXISTS (
            SELECT FROM counted WHERE (kept.holder, kept.team_key, kept.state_id) = (holder, team_key, state_id)))
    INSERT INTO cases_casecount (organization_id, holder, team_key, state_id, n)
    SELECT %(organization)s, holder, team_key, state_id, n FROM counted
    ON CONFLICT (organization_id, holder, team_key, state_id) DO UPDATE SET n = excluded.n
    """  # noqa: S608  the statement above


def count_anew() -> None:
    """Make the counters of the organization entered what its cases say.

    Deeds write their counters last, all at once: who waits for the table here has changed nothing yet that anybody
    else sees, and adds to what was counted; what others did is counted. In one message, the second statement sees
    whatever the first waited for.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ANEW, {"organization": current_organization().pk})
