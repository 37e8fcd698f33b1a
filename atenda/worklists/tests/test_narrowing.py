"""What filters let through: the same by looking one after the other, by the index, and by counting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle, product
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from atenda.access.abilities import Sees
from atenda.cases.binning import bin_case
from atenda.cases.models import Case
from atenda.cases.tagging import tags_called
from atenda.organizations.entering import inside
from atenda.organizations.folding import sort_key
from atenda.searching.asking import understand
from atenda.searching.finding import find_cases
from atenda.staff.models import Team
from atenda.testing import make
from atenda.testing.cast import NOW, Cast, make_customer
from atenda.worklists import by_words, by_words_elsewhere, edges, narrowing
from atenda.worklists.by_words_elsewhere import Way, cheapest
from atenda.worklists.conditions import of_value, where
from atenda.worklists.estimating import Guess
from atenda.worklists.narrowing import all_folios, count
from atenda.worklists.ordering import ORDERS
from atenda.worklists.paging import page
from atenda.worklists.question import Question, View, read_question

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Fits = Callable[[Case], bool]
SAYINGS = ["Entrega", "Entregas de marisco", "Marisco", "Nevera"]
RELATED = ("state", "priority", "category", "team", "responsible", "responsible__identity")


def asked(query: str) -> Question:
    return read_question(QueryDict(query))


@pytest.fixture
def desk(acme: Cast) -> Cast:
    """Forty cases of every sort, some in the bin, drawn by lot."""
    lot = Random(7)
    tags = tags_called(["vip", "garantía"], by=None, now=NOW)
    _account, other = make_customer("Breixo Outro", "Outra Empresa")
    states = [acme.state(label) for label in ("Abierto", "En progreso", "En espera", "Cerrado")]
    for n in range(40):
        at = NOW + n * timedelta(hours=7)
        case = make.case(
            f"Caso {n}: {SAYINGS[n * n % 7 % len(SAYINGS)]}",
            now=at,
            contact=lot.choice([acme.customer, other]),
            state=lot.choice(states),
            priority=acme.priority(lot.choice(["Normal", "Media", "Alta"])),
            category=lot.choice([None, acme.category("Queja"), acme.category("Consulta")]),
            responsible=lot.choice([None, None, acme.agent, acme.colleague]),
            team=lot.choice([None, acme.team]),
            tags=lot.sample(tags, lot.randint(0, 2)),
        )
        Case.objects.filter(pk=case.pk).update(
            updated_at=at + lot.randint(0, 5) * DAY,
            contacted_at=lot.choice([None, at + lot.randint(0, 3) * DAY]),
            due_at=lot.choice([None, at + lot.randint(0, 9) * DAY]),
            rating=[None, None, 1, 2, 3, 4, 5][n * 5 % 7],
        )
        if n % 13 == 5:
            bin_case(case, by=acme.supervisor, now=at + DAY)
    return acme


# so few cases are looked at that every way of finding them is gone: at once, found by the index, on and on
MILLION = 1_000_000
STEPS = [(1_000, 8_000), (2, 4), (3, 10_000)]


def questions(desk: Cast) -> dict[str, Fits]:
    """Filters, and what each means said in another way."""
    tags = {str(tag): tag.pk for tag in tags_called(["vip", "garantía"], by=None, now=NOW)}
    queja, consulta = desk.category("Queja").pk, desk.category("Consulta").pk
    alta, media = desk.priority("Alta").pk, desk.priority("Media").pk
    me, them = desk.agent.pk, desk.colleague.pk
    contact = desk.customer.pk
    last = timezone.make_aware(datetime(NOW.year, NOW.month, NOW.day)) + 5 * DAY
    day = (NOW + 4 * DAY).date().isoformat()
    return {
        f"category={queja}": lambda c: c.category_id == queja,
        f"category={queja},{consulta}&category=-{consulta}": lambda c: c.category_id == queja,
        "category=none": lambda c: c.category_id is None,
        "category=-none": lambda c: c.category_id is not None,
        f"category=-{queja}": lambda c: c.category_id != queja,
        f"priority={alta},{media}&category=none": lambda c: c.priority_id in (alta, media) and c.category_id is None,
        f"assignee={me},none": lambda c: not c.assignee_ids or me in c.assignee_ids,
        "assignee=me": lambda c: True,  # whose that is depends on who asks: see below
        f"assignee=-{them}": lambda c: them not in c.assignee_ids,
        "assignee=-none": lambda c: bool(c.assignee_ids),
        f"tag={tags['vip']}": lambda c: tags["vip"] in c.tag_ids,
        f"tag={tags['vip']},none": lambda c: not c.tag_ids or tags["vip"] in c.tag_ids,
        f"tag=-{tags['vip']}": lambda c: tags["vip"] not in c.tag_ids,
        "tag=none": lambda c: not c.tag_ids,
        f"team={desk.team.pk}": lambda c: c.team_id == desk.team.pk,
        "team=none": lambda c: c.team_id is None,
        "assignee=none": lambda c: not c.assignee_ids,
        f"priority={alta}": lambda c: c.priority_id == alta,
        f"team={desk.team.pk}&priority=-{alta}": lambda c: c.team_id == desk.team.pk and c.priority_id != alta,
        f"customer=contact:{contact}": lambda c: c.contact_id == contact,
        f"customer=-contact:{contact}": lambda c: c.contact_id != contact,
        "rating=good": lambda c: (c.rating or 0) >= 4,
        f"rating=bad&assignee=-{them}": lambda c: c.rating in (1, 2) and them not in c.assignee_ids,
        "rating=none": lambda c: c.rating is None,
        "rating=-none": lambda c: c.rating is not None,
        "rating=3,good,none": lambda c: c.rating not in (1, 2),
        "rating=-5": lambda c: c.rating != 5,
        f"created=..{day}": lambda c: c.created_at < last,
        f"created={day}..": lambda c: c.created_at >= last - DAY,
        f"changed={day}": lambda c: last - DAY <= c.updated_at < last,
        f"contacted=..{day}&category={queja}": lambda c: (
            (c.contacted_at or c.created_at) < last and c.category_id == queja
        ),
        f"due=..{day}": lambda c: c.due_at is not None and c.due_at < last,
        "due=none": lambda c: c.due_at is None,
        "due=overdue": lambda c: c.due_at is not None and c.due_at < timezone.now() and c.closed_at is None,
        f"closed={day}..": lambda c: c.closed_at is not None and c.closed_at >= last - DAY,
        f"open_on={day}": lambda c: c.created_at < last and (c.closed_at is None or c.closed_at >= last),
        "idle=2": lambda c: c.updated_at < timezone.now() - 2 * DAY,
        f"priority={alta}&assignee={me}&category=-none&due=none": lambda c: (
            c.priority_id == alta and me in c.assignee_ids and c.category_id is not None and c.due_at is None
        ),
    }


KEYS: dict[str, Callable[[Case], Any]] = {
    "folio": lambda c: 0,
    "created": lambda c: c.created_at,
    "changed": lambda c: c.updated_at,
    "contacted": lambda c: c.contacted_at or c.created_at,
    "priority": lambda c: c.priority.position,
    "state": lambda c: (sort_key(str(c.state)), c.state_id),
    "category": lambda c: c.category and (c.category.position, c.category_id),
    "team": lambda c: c.team and sort_key(c.team.name),
    "responsible": lambda c: c.responsible and sort_key(c.responsible.name),
    "rating": lambda c: c.rating,
    "due": lambda c: c.due_at,
    "closed": lambda c: c.closed_at,
}


def expected(cases: list[Case], question: Question) -> list[int]:
    """The order of the list, said in another way: values one way or the other, the newest folio first within one; what
    has no such moment last."""
    order, key = question.order, KEYS[question.order.field]
    with_it = [case for case in cases if key(case) is not None]
    without = sorted((case for case in cases if key(case) is None), key=lambda c: -c.folio)
    if order.field in ("state", "priority", "category", "team", "responsible", "rating"):
        with_it.sort(key=lambda c: -c.folio)
        with_it.sort(key=key, reverse=order.descending)
    else:
        with_it.sort(key=lambda c: (key(c), c.folio), reverse=order.descending)
    return [case.folio for case in with_it + without]


def whole(actor: Any, question: Question, size: int = 12) -> list[int]:
    """Every page of a list, and the same going back."""
    found = page(actor, question, size=size)
    rows, last = list(found.rows), found
    while last.older:
        last = page(actor, question, before=last.older, size=size)
        rows += last.rows
    back = list(last.rows)
    while last.newer:
        last = page(actor, question, after=last.newer, size=size)
        back = [*last.rows, *back]
    folios = [row.folio for row in rows]
    assert [row.folio for row in back] == folios
    return folios


def test_every_filter_lets_through_what_it_says_in_every_order(desk: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question by everybody and in every way of finding cases, over all orders and views in turn: with a step that
    has no divisor in common with the number of orders, so that none meets the same questions again and again."""
    orders, views = cycle(sorted(ORDERS)), cycle(["all", "all", "pending", "all", "closed", "all", "waiting"])
    for sees, (near, far) in product([Sees.ALL, Sees.OWN, Sees.TEAMS], STEPS):
        desk.agent.role.sees = sees
        monkeypatch.setattr(narrowing, "NEAR", near)
        monkeypatch.setattr(narrowing, "FAR", far)
        monkeypatch.setattr(edges, "QUICKER", 1_000)  # so few cases are quickly found otherwise
        seen = list(Case.objects.visible_to(desk.agent).select_related(*RELATED))
        for query, fits in questions(desk).items():
            question = asked(f"{query}&view={next(views)}&order={next(orders)}")
            cases = [
                case
                for case in seen
                if fits(case)
                and case.state.lifecycle in question.view.lifecycles
                and ("=me" not in query or desk.agent.pk in case.assignee_ids)
            ]
            label = f"{query} {question.view} {question.order.name} {sees} {near}"
            assert whole(desk.agent, question) == expected(cases, question), label
            all_of_them = where(desk.agent, question)
            assert count(all_of_them, None) == len(cases), label
            assert count(all_of_them, 3) == min(3, len(cases)), label
            assert list(all_folios(all_of_them)) == sorted(case.folio for case in cases), label


def test_whole_views_are_the_same_in_every_order_however_they_are_found(
    desk: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what nothing narrows it is known how many there are; of what is another's or another team's, whose it is."""
    far_away = Team.objects.create(name="Oporto")
    for n in range(12):
        people = {"responsible": desk.colleague, "assignees": [desk.agent]} if n % 3 == 0 else {}
        category = desk.category("Queja") if n % 2 else None
        make.case(f"Fóra {n}", now=NOW + (20 + n) * DAY, team=far_away, category=category, **people)
    steps = [(near, far, each) for (near, far), each in product(STEPS, (25, 0))]
    for sees, (near, far, each) in product([Sees.ALL, Sees.OWN, Sees.TEAMS], steps):
        desk.agent.role.sees = sees
        for name, value in {"NEAR": near, "FAR": far, "OF_EACH": each}.items():
            monkeypatch.setattr(narrowing, name, value)
        seen = list(Case.objects.visible_to(desk.agent).select_related(*RELATED))
        for order, view in product(("category", "-team", "team", "responsible", "-responsible", "-changed"), View):
            question = asked(f"view={view.value}&order={order}")
            cases = [case for case in seen if case.state.lifecycle in view.lifecycles]
            assert whole(desk.agent, question) == expected(cases, question), f"{view} {order} {sees} {near} {each}"
        for field, view in product(("category", "team", "responsible"), View):
            everything, pending = where(desk.agent, asked(f"view={view.value}")), view.finished is False
            for pk in {getattr(case, f"{field}_id") for case in seen}:
                of = [c for c in seen if getattr(c, f"{field}_id") == pk and c.state.lifecycle in view.lifecycles]
                one = everything.and_also(of_value(field, pk, pending=pending))
                assert count(one, 3) == min(3, len(of)), f"{field} {pk} {view} {sees}"


def test_the_index_is_made_of_the_words_questions_are_asked_in(desk: Cast) -> None:
    """Written otherwise it would not be used, and a filter would look at every case."""
    narrowed = where(desk.agent, asked(f"view=all&category={desk.category('Queja').pk}&tag=none&assignee=me"))
    anywhere = narrowed.indexed.replace("c.organization_id = %s", "c.organization_id = %s + 0 * c.folio")  # by no other
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT 1 FROM cases_case c WHERE {anywhere}", narrowed.indexed_values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "case_facets" in plan
    assert plan.count("Index Cond") == 1  # all filters by one walk through it


def test_marks_are_found_and_walked_by_an_index_of_their_own(desk: Cast) -> None:
    for query in ("rating=good", "rating=1", "rating=-none"):
        narrowed = where(desk.agent, asked(f"view=all&{query}"))
        assert narrowed.listed is not None
        everything, values = narrowed.listed.everything()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {everything}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert plan.count("case_by_rating") == len(narrowed.listed.parts), plan


def test_another_organization_is_never_met(desk: Cast, other: Cast) -> None:
    with inside(other.organization):
        for query in ("assignee=none", "category=none", "tag=none", f"customer=contact:{desk.customer.pk}"):
            assert page(other.agent, asked(f"{query}&view=all")).rows == []
            assert count(where(other.agent, asked(f"{query}&view=all")), None) == 0


def test_words_narrow_together_with_everything_else(desk: Cast) -> None:
    said = make.case("Devolución de dos cajas de pescada", now=NOW + 20 * DAY, category=desk.category("Queja"))
    make.case("Devolver la pescada congelada", now=NOW + 21 * DAY, category=desk.category("Consulta"))
    for query in (f"q=devoluciones&category={said.category_id}", "q=devolucion -congelada", 'q="cajas de pescada"'):
        found = page(desk.agent, asked(f"view=all&{query}")).rows
        assert [row.folio for row in found] == [said.folio], query
    assert len(page(desk.agent, asked("view=all&q=pescada")).rows) == 2
    everything = page(desk.agent, asked("view=all")).rows
    assert page(desk.agent, asked("view=all&q=de y")).rows == everything  # words of every text ask nothing


def test_words_are_found_by_every_way_in_every_order(desk: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """However common they and all else are: walked, found by the index of words, or after all else."""
    folio = Case.objects.order_by("folio")[20].folio
    queja = desk.category("Queja").pk
    asked_for: dict[str, Fits] = {
        "entrega": lambda c: "Entrega" in c.reference,
        "entr": lambda c: "Entrega" in c.reference,
        "marisco -entrega": lambda c: "Marisco" in c.reference,
        '"entregas de marisco"': lambda c: "de marisco" in c.reference,
        f"#{folio}": lambda c: c.folio == folio or f"Caso {folio}:" in c.reference,
        "-marisco": lambda c: "arisco" not in c.reference,
        "nada": lambda c: False,
    }
    me, team = desk.agent.pk, desk.team.pk
    beside: dict[str, Fits] = {
        "": lambda c: True,
        f"&category={queja}": lambda c: c.category_id == queja,
        f"&assignee={me},none": lambda c: not c.assignee_ids or me in c.assignee_ids,
        f"&team={team}": lambda c: c.team_id == team,
    }
    orders, views = cycle(["-folio", *sorted(ORDERS)]), cycle(["all", "pending", "all"])
    by_folio = [
        {"WALK": 9, "FIND": 0},
        {"WALK": 9, "FIND": 9, "FACET": 0},
        {"WALK": 9, "FIND": 9, "FACET": 9, "ASK": 0},
        {"WALK": 9, "FIND": 0, "ASK": 9, "LIST": 0},
        {"WALK": 0},
    ]
    for sees, (step, (way, costs)) in product(
        [Sees.ALL, Sees.OWN, Sees.TEAMS], enumerate(zip(Way, by_folio, strict=True))
    ):
        desk.agent.role.sees = sees
        near = 1 + step % 3
        monkeypatch.setattr(narrowing, "NEAR", near)
        monkeypatch.setattr(narrowing, "FAR", 4 if step % 2 else 10_000)
        monkeypatch.setattr(narrowing, "FEW", step % 2 * 10_000)
        monkeypatch.setattr(by_words_elsewhere, "cheapest", lambda *_, way=way, **__: way)
        monkeypatch.setattr(by_words_elsewhere, "AT_LEAST", near)
        monkeypatch.setattr(by_words_elsewhere, "READ", 0.1 if sees == Sees.OWN else 3)  # some go on to what is left
        for name, value in {"FIRST": near, "NEAR": near, "BATCH": near, **costs}.items():
            monkeypatch.setattr(by_words, name, value)
        seen = list(Case.objects.visible_to(desk.agent).select_related(*RELATED))
        for (words, says), (narrowed, fits) in product(asked_for.items(), beside.items()):
            for order in [next(orders), "-folio"]:
                question = asked(f"q={quote(words)}{narrowed}&view={next(views)}&order={order}")
                lifecycles = question.view.lifecycles
                cases = [c for c in seen if says(c) and fits(c) and c.state.lifecycle in lifecycles]
                label = f"{words} {narrowed} {question.view} {order} {sees} {near} {way} {costs}"
                assert whole(desk.agent, question, size=10) == expected(cases, question), label
                assert count(where(desk.agent, question), None) == len(cases), label
                assert count(where(desk.agent, question), 3) == min(3, len(cases)), label


@pytest.mark.parametrize("sees", Sees)
def test_where_there_is_no_case_no_words_are_found(other: Cast, sees: Sees) -> None:
    with inside(other.organization):
        other.agent.role.sees = sees
        for order, view in product(ORDERS, ("pending", "all", "closed", "waiting")):
            assert page(other.agent, asked(f"q=nada&view={view}&order={order}")).rows == []
        assert find_cases(other.agent, understand("nada"), 6)[1] == []


@pytest.mark.parametrize(
    ("words", "others", "listed", "passed", "way"),
    [
        (900, MILLION, None, MILLION, Way.FOUND),
        (1, MILLION, None, MILLION, Way.FOUND),
        (6_000, MILLION, None, MILLION, Way.AMONG_FOUND),
        (200_000, MILLION, None, MILLION, Way.ASKED),
        (6_000, 23_000, 23_000, 23_000, Way.AMONG_FOUND),  # pending
        (6_000, 35_000, 35_000, MILLION, Way.IN_SIGHT),  # one's own: a page of them would be a quarter of all
        (6_000, 139_000, 139_000, MILLION, Way.AMONG_FOUND),  # of their teams: to list them takes too long
        (200_000, 300, None, MILLION, Way.AFTER_ALL_ELSE),
    ],
)
def test_the_cheapest_way_through_another_order(
    words: int, others: int, listed: int | None, passed: int, way: Way
) -> None:
    guess = Guess(MILLION, words, others, listed, met=words)
    assert cheapest(guess, 51, passed=passed, step=0.17) is way
    assert cheapest(guess, 51, passed=passed, step=None) is not Way.AMONG_FOUND
