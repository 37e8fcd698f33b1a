"""The first cases of a list, by finding all of them and sorting: where they are few."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from atenda.worklists.walks import ByMoment, Walk
from atenda.worklists.wheres import Where


def collect(where: Where, walks: Sequence[Walk], most: int, *, words_last: bool = False) -> list[int]:
    """The first of all those, found by whatever index is best, and sorted. `words_last`: of what else is asked for all
    are found, and in their order asked for the words. Materialized: with a limit the planner would walk again."""
    if not walks or most <= 0:
        return []
    asked = [walk.conditions for walk in walks]
    place = " ".join(f"WHEN {sql or 'true'} THEN {number}" for number, (sql, _values) in enumerate(asked))
    words = where.words if words_last else None
    first = where.without_words if words else where
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS MATERIALIZED (
                SELECT c.folio, c.created_at, c.updated_at, c.contacted_at, c.due_at, c.closed_at,
                    CASE {place} END AS place
                FROM cases_case c WHERE {first.indexed})
            SELECT folio FROM (
                SELECT folio FROM found c WHERE place IS NOT NULL ORDER BY place, {_sorting(walks)} OFFSET 0) c
            WHERE {words.plain if words else "true"} LIMIT {most}
            """,  # noqa: S608  conditions are ours, values are passed apart
            [
                *(value for _sql, values in asked for value in values),
                *first.indexed_values,
                *(words.values if words else ()),
            ],
        )
        return [folio for (folio,) in cursor.fetchall()]


def _sorting(walks: Sequence[Walk]) -> str:
    """How the stretches are sorted, each within itself. All go by one moment the same way, but for what has none, which
    goes by folio alone, perhaps the other way."""
    if len({walk.sorting for walk in walks}) == 1:
        return walks[0].sorting
    moment = next(f"{walk.moment} {walk.way}" for walk in walks if isinstance(walk, ByMoment) and walk.has_it)
    folio = " ".join(f"WHEN {n} THEN {'-' if walk.down else ''}c.folio" for n, walk in enumerate(walks))
    return f"{moment}, CASE place {folio} END"
