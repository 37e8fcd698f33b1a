"""The first cases of a narrowed list, in its order, however many there are and whatever is asked of them.

What is common is met soon: so one looks at the next cases in order, and goes on for as long as what was found says
that a page of them is near. What is rare is found whole by the index of facets, and sorted. At a million cases the one
costs what the other does where a filter lets through one of a hundred and fifty: some seven thousand cases looked at.
What is common but far (a category that the newest cases do not have) is told from what is rare by the planner's
statistics: one goes on looking for as long as finding all would take. Words in the order of folios have a way of their
own (`by_words.py`). In the order of folios one looks, after a first thousand, only at what an index lists of what is
asked: the cases in sight, of a person, of a team (`listed.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db import connection

from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent
from atenda.worklists import by_words, by_words_elsewhere, edges, stretches
from atenda.worklists.collecting import collect
from atenda.worklists.conditions import of_value, own_alone
from atenda.worklists.estimating import estimated, how_many, rows_of
from atenda.worklists.listed import Listed
from atenda.worklists.walks import ByMoment, OfValue, Walk
from atenda.worklists.wheres import Where

NEAR = 1_000  # cases that are looked at in a millisecond or two
FAR = 8_000
FEW = 6_000  # with words, which are found sooner than all else is
OF_EACH = 25  # cases of each value: with fewer, many values would have to be asked for before a page is full
COUNTED = 1_000  # what lies beyond is of no use to anybody
# OFFSET 0 keeps the planner from joining otherwise than one by one, as they are listed
EACH = """({folios}) s CROSS JOIN LATERAL (
    SELECT * FROM cases_case c WHERE c.organization_id = %s AND c.folio = s.folio OFFSET 0) c"""


def first_folios(
    where: Where, walks: Sequence[Walk], most: int, *, pending: bool, of_a_list: bool = False
) -> list[int]:
    """The folios of the first `most` of those for whom `where` holds, over stretches of an order one after the other.

    `pending`: `where` lets through pending cases only, so that their own indexes are walked. `of_a_list`: few of all
    cases are meant, and an index lists them: so those are walked from the first.
    """
    if where.words:
        if len(walks) == 1 and walks[0].is_by_folio:
            return by_words.first_folios(where, walks[0], most, pending=pending)
        all_found = by_words_elsewhere.first_folios(where, walks, most, pending=pending)
        if all_found is not None:
            return all_found
    found: list[int] = []
    passed = 0
    is_near = False  # the page, by what was found
    enough: int | None = None  # to be looked at before all are found instead
    listed = where.listed
    edge: int | None = None  # no case lies before it
    is_asked = False  # where that is
    for place, stretch in enumerate(walks):
        rest, step = edges.beyond(stretch, edge), NEAR
        while True:
            goes_listed = (passed or of_a_list) and not is_near and rest.may_be_listed(pending=pending)
            shorter = listed if goes_listed else None
            some, last = _look(where, rest, step, most - len(found), pending=pending, listed=shorter)
            found += some
            if len(found) >= most:
                return found
            if last is None:
                break
            passed, rest = passed + step, replace(rest, past=last)
            wanted = passed * (most - len(found)) * 5 // (len(found) * 4) if found else FAR
            is_near = not shorter and wanted <= NEAR
            if listed and not shorter and not is_near and rest.may_be_listed(pending=pending):
                step = NEAR
                continue  # what so many of all cases have says nothing of those that are listed
            if not found and not is_asked and passed >= FAR // 2:
                is_asked = True
                if edges.are_worth_it(where, rest):
                    edge = edges.of(where, rest)
                    if edge is None:
                        return []
                    rest, step = edges.beyond(rest, edge), NEAR
                    continue
            if enough is None and passed + wanted > FAR:
                number = how_many(where).met if where.words else estimated(where)
                enough = number if number > FAR else 0
            if enough is not None and passed >= enough:
                few = by_words_elsewhere.found_first(where) if where.words else where
                return found + collect(few, [rest, *walks[place + 1 :]], most - len(found))
            step = max(NEAR, min(wanted, passed * 3))
    return found


def first_by_value(where: Where, walks: Sequence[OfValue], most: int, *, actor: Agent, pending: bool) -> list[int]:
    """The same over the values of a field. Few are found whole and sorted, by one statement; of many, each value is
    asked for as a filter by it would be, until there are enough. Of values of which this agent sees only what they work
    on, nothing else is looked at."""
    conditions = [of_value(walk.field, walk.value, pending=pending) for walk in walks]
    is_listed = bool(where.words) and all(each.listed for each in conditions) and where.listed is None
    if where.words:
        is_even = not any(own_alone(actor, walk.field, walk.value, pending=pending) for walk in walks)
        all_found = by_words_elsewhere.first_folios(where, walks, most, pending=pending, is_even=is_even)
        if all_found is not None:
            return all_found
    elif estimated(where) <= max(NEAR, OF_EACH * len(walks)):
        return collect(where, walks, most)
    found: list[int] = []
    for own, run in groupby(walks, lambda walk: own_alone(actor, walk.field, walk.value, pending=pending)):
        some = list(run)
        if len(found) >= most:
            break
        theirs = _of_few(where.of_own(own), some, most - len(found), pending=pending) if own else None
        if theirs is not None:
            found += theirs
            continue
        for walk in some:
            if len(found) >= most:
                return found
            mine = where.of_own(own) if own else where
            one = mine.and_also(of_value(walk.field, walk.value, pending=pending))
            by_folio = Walk(walk.down, walk.state, past=walk.past)
            if is_listed:
                found += by_words.first_listed(one, by_folio, most - len(found))
            elif where.words:
                found += by_words.first_folios(one, by_folio, most - len(found), pending=pending, is_one=True)
            elif own and walk.field == "responsible" and walk.value != actor.pk:
                found += collect(one, [by_folio], most - len(found))  # cases of two people are few
            else:
                stretch = by_folio if own else stretches.of_value(by_folio, walk.field, walk.value)
                of_a_list = bool(own or walk.field == "responsible")
                found += first_folios(one, [stretch], most - len(found), pending=pending, of_a_list=of_a_list)
    return found


def _of_few(where: Where, walks: Sequence[OfValue], most: int, *, pending: bool) -> list[int] | None:
    """Of what somebody works on the first over many values; None where each value is sooner looked through."""
    if where.words:
        if walks[0].field == "responsible":  # whoever works together shares many
            return None
        return by_words_elsewhere.first_folios(where, walks, most, pending=pending, is_even=False)
    listed = where.conditions[-1].listed
    is_little = listed is not None and rows_of(*listed.everything()) <= max(NEAR, OF_EACH * len(walks))
    return collect(where, walks, most) if is_little else None


def _look(
    where: Where, walk: Walk, step: int, most: int, *, pending: bool, listed: Listed | None = None
) -> tuple[list[int], Any]:
    """Those among the next `step` cases of a stretch, or of those listed, and where to go on; None at the end."""
    key = walk.moment if isinstance(walk, ByMoment) else "NULL"
    passed, values = looking_at(where, walk, step, f"c.folio, {key} AS key", pending=pending, listed=listed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT folio, fits, place, key FROM (
                SELECT folio, fits, key, row_number() OVER () AS place FROM ({passed}) passed) numbered
            WHERE fits OR place = {step} LIMIT {most + 1}
            """,  # noqa: S608  conditions are ours, values are passed apart
            values,
        )
        rows = cursor.fetchall()
    last = (rows[-1][3], rows[-1][0]) if rows and rows[-1][2] == step else None
    return [folio for folio, fits, _place, _key in rows if fits][:most], last


def looking_at(
    where: Where, walk: Walk, step: int, columns: str, *, pending: bool, listed: Listed | None = None
) -> tuple[str, list[Any]]:
    """A statement for the next `step` cases of a stretch, or of those listed, in order; `fits` says for which `where`
    holds."""
    value, of = replace(walk, past=None).conditions
    if listed:
        folios, values = listed.folios(walk, step)
        source, within, sorting = EACH.format(folios=folios), "true", f"s.folio {walk.way}"
        values.append(current_organization().pk)
    else:
        stretch, past = walk.conditions
        bounds, edges = where.bounding(walk.moment if isinstance(walk, ByMoment) else "")
        in_pending = "c.closed_at IS NULL" if pending else ""
        source, sorting, value, of = "cases_case c", walk.sorting, "", []
        within = " AND ".join(filter(None, ["c.organization_id = %s", in_pending, stretch, bounds]))
        values = [current_organization().pk, *past, *edges]
    fits = " AND ".join(filter(None, [where.plain, value]))
    return (
        f"SELECT {columns}, ({fits}) AS fits FROM {source} WHERE {within} ORDER BY {sorting} LIMIT {step}",  # noqa: S608
        [*where.values, *of, *values],
    )


def count(where: Where, most: int | None) -> int:
    """How many there are; with `most`, counted no further."""
    if where.words:
        if how_many(where).met <= FEW:
            where = by_words_elsewhere.found_first(where, where.listed)
        elif most is not None and not where.without_words.is_narrowed:
            return len(by_words.first_folios(where, Walk(down=True), most))
    alone = where.alone if most is not None else None
    number = _among_listed(where, alone.listed, most) if alone and alone.listed and most is not None else None
    if number is not None:
        return number
    is_met_soon = alone is not None and alone.in_order
    condition, values = (where.plain, where.values) if is_met_soon else (where.indexed, where.indexed_values)
    bound = f"LIMIT {most}" if most is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM cases_case c WHERE {condition} {bound}) counted",  # noqa: S608
            values,
        )
        return int(cursor.fetchone()[0])


def _among_listed(where: Where, listed: Listed, most: int) -> int | None:
    """How many of the next ones listed fit; nothing where that does not say how many all are."""
    step = most * 4 // 3
    folios, values = listed.folios(Walk(down=True), step)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH next AS MATERIALIZED ({folios})
            SELECT (SELECT count(*) FROM cases_case c
                    WHERE {where.plain} AND c.folio = ANY(ARRAY(SELECT folio FROM next))),
                (SELECT count(*) FROM next)
            """,  # noqa: S608  conditions are ours, values are passed apart
            [*values, *where.values],
        )
        fitting, passed = cursor.fetchone()
    return min(fitting, most) if fitting >= most or passed < step else None


def all_folios(where: Where) -> Iterator[int]:
    """Every folio there is, from the first on, as it stands at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.folio FROM cases_case c WHERE {where.indexed} ORDER BY c.folio",  # noqa: S608
            where.indexed_values,
        )
        yield from (folio for (folio,) in cursor.fetchall())
