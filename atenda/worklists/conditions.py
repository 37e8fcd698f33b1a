"""A question as SQL conditions on `cases_case c`: the same for a page of the list, a count, a chart and a bulk deed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from atenda.access.abilities import Ability, Sees
from atenda.cases import catalogue
from atenda.cases.successors import predecessors
from atenda.organizations.entering import current_organization
from atenda.satisfaction.faces import BY_SCORE
from atenda.searching.asking import Asked, of_text, understand, words_condition
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists import facets
from atenda.worklists.filters import FIELD_OF, ME, RATINGS, Choice, Filters, Value
from atenda.worklists.listed import of_people, of_ratings, of_sight, of_teams
from atenda.worklists.question import Question, View
from atenda.worklists.wheres import Condition, Where

FACETS = facets.expression()
# have an index that stops when there are enough, as that of facets cannot
IN_ORDER = ("state", "priority", "team", "category")
MOMENTS = {
    "created": "c.created_at",
    "changed": "c.updated_at",
    "contacted": "COALESCE(c.contacted_at, c.created_at)",
    "due": "c.due_at",
    "closed": "c.closed_at",
}
# few there are, and an index has none but them
UNDELIVERED = """c.id = ANY(ARRAY(
    SELECT m.case_id FROM conversations_message m WHERE m.organization_id = %s AND m.failed_at IS NOT NULL))"""

# where one waits that was merged, so does the case that goes on for it
ASKED = """c.id = ANY(ARRAY(
    WITH RECURSIVE asked (id) AS (
        SELECT s.case_id FROM conversations_sideconversation s WHERE s.organization_id = %s AND s.standing = 'waiting'
        UNION SELECT k.merged_into_id FROM asked a JOIN cases_case k ON k.organization_id = %s AND k.id = a.id
            WHERE k.merged_into_id IS NOT NULL)
    SELECT a.id FROM asked a))"""


def where(actor: Agent, question: Question, *, now: datetime | None = None) -> Where:
    """The cases this agent sees of those asked for; to be put behind WHERE, of `FROM cases_case c`."""
    pending = question.view.finished is False
    return Where(
        (
            *within_organization(),
            *scope(actor, finished=question.view.finished),
            *of_view(question.view),
            *of_filters(actor, question.filters, now, pending=pending),
        )
    )


def within_organization() -> Iterator[Condition]:
    yield Condition("c.organization_id = %s", (current_organization().pk,))
    yield Condition("c.binned_at IS NULL")


def scope(actor: Agent, *, finished: bool | None = None) -> Iterator[Condition]:
    """What the role lets see (S0.72): the same as `visible_to`. `finished`: of such cases only, or of pending ones."""
    mine, free = "c.assignee_ids @> ARRAY[%s]::bigint[]", "c.assignee_ids = '{}'"
    match actor.role.sees:
        case Sees.ALL:
            return
        case Sees.OWN:
            codes = [actor.pk, facets.lacking("assignee")]
            yield Condition(
                f"({mine} OR {free})",
                (actor.pk,),
                *_have(codes),
                listed=of_sight(actor, finished=finished),
                is_scope=True,
            )
        case _:
            teams = sorted(directory.team_ids_of(actor.pk))
            codes = [actor.pk, *facets.codes("team", teams), facets.unassigned_and_teamless()]
            plain = f"({mine} OR c.team_id = ANY(%s) OR c.team_id IS NULL AND {free})"
            sight = of_sight(actor, finished=finished)
            yield Condition(plain, (actor.pk, teams), *_have(codes), listed=sight, is_scope=True)


def own_alone(actor: Agent, name: str, pk: int | None, *, pending: bool) -> Condition | None:
    """That this agent works on it, where of the cases with a value in a field they see no others: somebody’s, who sees
    their own, and those of another team, who sees theirs. None where they see more."""
    of_somebody = actor.role.sees == Sees.OWN and name == "responsible"
    of_another = actor.role.sees == Sees.TEAMS and name == "team" and pk not in directory.team_ids_of(actor.pk)
    if pk is None or not (of_somebody or of_another):
        return None
    own = "c.assignee_ids @> ARRAY[%s]::bigint[]"
    return Condition(own, (actor.pk,), *_have([actor.pk]), listed=of_people([actor.pk], pending=pending))


def of_view(view: View) -> Iterator[Condition]:
    """Of some states alone the index is asked for those: that they are pending says nothing more, and has the planner
    guess a thirtieth of them."""
    of_states = view not in (View.ALL, View.PENDING, View.CLOSED)
    if view.finished is False:
        yield Condition("c.closed_at IS NULL", (), *(("true", ()) if of_states else _have([facets.pending()])))
    elif view.finished is True:
        yield Condition("c.closed_at IS NOT NULL")
    if of_states:
        states = [state.id for state in catalogue.states().values() if state.lifecycle in view.lifecycles]
        codes = facets.codes("state", states)
        yield Condition("c.state_id = ANY(%s)", (states,), *_have(codes), states=tuple(states))


def of_filters(
    actor: Agent, filters: Filters, now: datetime | None = None, *, pending: bool = False
) -> Iterator[Condition]:
    for name, choice in filters.choices.items():
        yield from _of_choice(actor, name, choice, pending=pending)
    moment = now or timezone.now()
    for name, days in filters.days.items():
        since, before = days.bounds(moment)
        if since:
            yield Condition(f"{MOMENTS[name]} >= %s", (since,), moment=MOMENTS[name])
        if before:
            yield Condition(f"{MOMENTS[name]} < %s", (before,), moment=MOMENTS[name])
    if filters.is_overdue:
        yield Condition("c.due_at < %s", (moment,), moment=MOMENTS["due"])
        yield Condition("c.closed_at IS NULL")
    if filters.has_no_deadline:
        yield Condition("c.due_at IS NULL")
    if filters.idle:
        yield Condition("c.updated_at < %s", (moment - timedelta(days=filters.idle),), moment=MOMENTS["changed"])
    if filters.open_on:
        end = filters.open_on.bounds(moment)[1]
        yield Condition("c.created_at < %s", (end,), moment=MOMENTS["created"])
        yield Condition("(c.closed_at IS NULL OR c.closed_at >= %s)", (end,))
    if filters.is_undelivered:
        yield Condition(UNDELIVERED, (current_organization().pk,))
    if filters.is_asked:
        organization = current_organization().pk
        yield Condition(ASKED, (organization, organization))
    if filters.words:
        yield from of_words(understand(filters.words, with_customers=actor.can(Ability.SEE_CUSTOMERS)))


def of_words(asked: Asked) -> Iterator[Condition]:
    """To be asked of each case as it is met, of all by the index of words, and of the words themselves in order."""
    if not asked:
        return
    plain, values = words_condition(asked)
    if not asked.query:
        yield Condition(plain, tuple(values))
        return
    text, text_values = of_text(asked)
    yield Condition(plain, tuple(values), *_by_their_index(asked), text=text, text_values=tuple(text_values))


def _by_their_index(asked: Asked) -> tuple[str, tuple[Any, ...]]:
    """The same for finding all: those are joined once, where asking each case would read the words of each."""
    found = "SELECT t.folio FROM searching_casetext t WHERE t.organization_id = %s AND t.words @@ %s::tsquery"
    exactly = "SELECT unnest(%s::bigint[]) UNION " if asked.exact else ""
    return (
        f"c.folio IN ({exactly}{found})",
        (*([list(asked.exact)] if asked.exact else []), current_organization().pk, asked.query),
    )


def _of_choice(actor: Agent, name: str, choice: Choice, *, pending: bool) -> Iterator[Condition]:
    any_of, none_of = (tuple(_meant(actor, name, values)) for values in (choice.any_of, choice.none_of))
    if name == "customer":
        if any_of:
            contacts, accounts = _customers(any_of)
            codes = [*facets.codes("contact", contacts), *facets.codes("account", accounts)]
            yield Condition("(c.contact_id = ANY(%s) OR c.account_id = ANY(%s))", (contacts, accounts), *_have(codes))
        if none_of:
            plain = "COALESCE(c.contact_id <> ALL(%s), true) AND COALESCE(c.account_id <> ALL(%s), true)"
            yield Condition(plain, _customers(none_of))
    elif name == "rating":
        yield from _of_ratings(any_of, none_of, pending=pending)
    elif name in ("assignee", "tag"):
        if any_of:
            yield _with_any(name, [pk for pk in any_of if isinstance(pk, int)], or_none=None in any_of, pending=pending)
        if none_of:
            column = _column(name)
            yield Condition(f"NOT {column} && %s::bigint[]", ([pk for pk in none_of if pk is not None],))
            if None in none_of:
                yield Condition(f"{column} <> '{{}}'")
    else:
        column = _column(name)
        if choice.any_of:  # `me` may be no team at all
            given = [pk for pk in any_of if isinstance(pk, int)]
            empty = f" OR {column} IS NULL" if None in any_of else ""
            codes = facets.codes(name, [pk if isinstance(pk, int) else None for pk in any_of])
            listed = of_teams(given, pending=pending) if name == "team" and not empty else None
            yield Condition(f"({column} = ANY(%s){empty})", (given,), *_have(codes), listed=listed)
        if none_of:
            yield Condition(f"COALESCE({column} <> ALL(%s), true)", ([pk for pk in none_of if pk is not None],))
            if None in none_of:
                yield Condition(f"{column} IS NOT NULL")


def _of_ratings(any_of: tuple[Value, ...], none_of: tuple[Value, ...], *, pending: bool) -> Iterator[Condition]:
    """The marks have an index of their own."""
    given, barred = ([pk for pk in values if isinstance(pk, int)] for values in (any_of, none_of))
    if any_of:
        empty = " OR c.rating IS NULL" if None in any_of else ""
        listed = of_ratings(given, pending=pending) if not empty else None
        yield Condition(f"(c.rating = ANY(%s){empty})", (given,), listed=listed)
    if barred:
        yield Condition("COALESCE(c.rating <> ALL(%s), true)", (barred,))
    if None in none_of:
        yield Condition("c.rating IS NOT NULL", listed=of_ratings(list(BY_SCORE), pending=pending))


def of_value(name: str, pk: int | None, *, pending: bool = False) -> Condition:
    """The cases that have just this in a field, or nothing in it. `pending`: of pending cases only."""
    column = _column(name)
    plain, values = (f"{column} IS NULL", ()) if pk is None else (f"{column} = %s", (pk,))
    if name == "responsible":
        listed = of_people([] if pk is None else [pk], or_nobody=pk is None, pending=pending)
        return Condition(plain, values, *_and(plain, values, facets.codes("assignee", [pk])), listed=listed)
    if name == "rating":
        listed = of_ratings([] if pk is None else [pk], pending=pending)
        return Condition(plain, values, listed=listed, in_order=pk is not None)
    if pk is not None and name in IN_ORDER:
        listed = of_teams([pk], pending=pending) if name == "team" else None
        return Condition(plain, values, listed=listed, in_order=True)
    return Condition(plain, values, *_have(facets.codes(name, [pk])))


def _and(plain: str, values: tuple[Any, ...], codes: list[int]) -> tuple[str, tuple[Any, ...]]:
    """The responsible is one of those assigned, whom the index knows."""
    have, given = _have(codes)
    return f"({have} AND {plain})", (*given, *values)


def _with_any(name: str, ids: list[int], *, or_none: bool, pending: bool) -> Condition:
    column = _column(name)
    plain = f"({column} && %s::bigint[]{f' OR {column} = {{}}' if or_none else ''})".replace("{}", "'{}'")
    if name == "assignee":
        codes = facets.codes(name, [*ids, *([None] if or_none else [])])
        listed = of_people(ids, or_nobody=or_none, pending=pending)
        return Condition(plain, (ids,), *_have(codes), listed=listed)
    either, given = ["c.tag_ids && %s::bigint[]"], [ids]
    if or_none:
        either, given = [*either, f"{FACETS} && %s::bigint[]"], [ids, [facets.lacking(name)]]
    return Condition(plain, (ids,), f"({' OR '.join(either)})", tuple(given))


def _have(codes: list[int]) -> tuple[str, tuple[Any, ...]]:
    return f"{FACETS} && %s::bigint[]", (codes,)


def _column(name: str) -> str:
    return {"assignee": "c.assignee_ids", "tag": "c.tag_ids", "rating": "c.rating"}.get(name, f"c.{name}_id")


def _meant(actor: Agent, name: str, values: tuple[Value, ...]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, str) and value in RATINGS:
            yield from RATINGS[value]
        elif value != ME:
            yield value
            if name in FIELD_OF and isinstance(value, int):
                yield from predecessors(FIELD_OF[name], value)
        elif name == "team":
            yield from sorted(directory.team_ids_of(actor.pk))
        else:
            yield actor.pk


def _customers(values: tuple[Value, ...]) -> tuple[list[int], list[int]]:
    pairs = [value for value in values if isinstance(value, tuple)]
    return [pk for kind, pk in pairs if kind == "contact"], [pk for kind, pk in pairs if kind == "account"]
