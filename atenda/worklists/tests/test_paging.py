from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from atenda.access.abilities import Sees
from atenda.cases.assignment import assign
from atenda.cases.lifecycle import close, move
from atenda.cases.models import Case
from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.worklists.ordering import ORDERS, Order
from atenda.worklists.paging import page, tab_counts
from atenda.worklists.question import Question, View


def folios(found):
    return [row.folio for row in found.rows]


@pytest.fixture
def desk(acme):
    """Twelve cases in several states, priorities and hands."""
    states = ["Abierto", "En progreso", "En espera", "Cerrado"]
    for n in range(12):
        make.case(
            f"Caso {n + 1}",
            now=NOW + timedelta(minutes=n % 5),
            state=acme.state(states[n % 4]),
            priority=acme.priority(["Normal", "Media", "Alta"][n % 3]),
            responsible=[None, acme.agent, acme.colleague][n % 3],
            team=acme.team if n % 4 == 1 else None,
        )
    return acme


def test_pending_cases_newest_first_are_what_one_sees(desk):
    found = page(desk.supervisor, Question(View.PENDING, ORDERS["-folio"]))

    assert folios(found) == [11, 10, 9, 7, 6, 5, 3, 2, 1]
    assert (found.older, found.newer) == ("", "")


def test_each_view_holds_its_states_and_its_tab_counts_them(desk):
    counts = tab_counts(desk.supervisor)
    for view in View:
        assert len(page(desk.supervisor, Question(view, ORDERS["-folio"])).rows) == counts[view]
    assert counts == {
        View.PENDING: 9, View.ALL: 12, View.NEW: 3, View.WORKING: 3, View.WAITING: 3, View.CLOSED: 3,
    }  # fmt: skip


def test_states_are_sorted_by_their_label_in_the_readers_language(desk):
    with translation.override("es"):
        labels = [str(row.state) for row in page(desk.supervisor, Question(View.ALL, ORDERS["state"])).rows]
        turned = [str(row.state) for row in page(desk.supervisor, Question(View.ALL, ORDERS["-state"])).rows]
    with translation.override("gl"):
        galician = [str(row.state) for row in page(desk.supervisor, Question(View.ALL, ORDERS["-state"])).rows]

    assert labels == ["Abierto"] * 3 + ["Cerrado"] * 3 + ["En espera"] * 3 + ["En progreso"] * 3
    assert turned == labels[::-1]
    assert galician[:3] == ["Pechado"] * 3


@pytest.mark.parametrize("sees", list(Sees))
@pytest.mark.parametrize("name", list(ORDERS))
def test_pages_there_and_back_hold_every_visible_case_once(desk, name, sees):
    desk.agent.role.sees = sees
    order = ORDERS[name]
    for view in View:
        whole = folios(page(desk.agent, Question(view, order)))
        expected = {case.folio for case in Case.objects.visible_to(desk.agent) if _in(view, case)}
        assert (len(whole), set(whole)) == (len(expected), expected)
        there, last = _walk(desk.agent, view, order)
        assert there == whole
        assert _walk_back(desk.agent, view, order, last) == whole


def _walk(actor, view, order):
    found = page(actor, Question(view, order), size=2)
    walked = folios(found)
    for _ in range(10):
        if not found.older:
            return walked, found
        found = page(actor, Question(view, order), before=found.older, size=2)
        walked += folios(found)
    raise AssertionError("pages without end")


def _walk_back(actor, view, order, found):
    walked = folios(found)
    for _ in range(10):
        if not found.newer:
            return walked
        found = page(actor, Question(view, order), after=found.newer, size=2)
        walked = folios(found) + walked
    raise AssertionError("pages without end")


def _in(view, case):
    if view in (View.ALL, View.PENDING):
        return view == View.ALL or case.is_pending
    if view == View.CLOSED:
        return not case.is_pending
    return case.state.lifecycle == view.value


@pytest.mark.parametrize("cursor", ["x", "1.x", "nan.3", "9" * 40, "-1", "99999.5", "٣", "1e400.2"])
def test_a_cursor_that_makes_no_sense_is_as_good_as_none(desk, cursor):
    for order in ORDERS.values():
        assert page(desk.supervisor, Question(View.ALL, order), before=cursor).rows is not None


def test_own_sees_own_and_unassigned(acme):
    acme.agent.role.sees = Sees.OWN
    mine, theirs, nobodys = make.case(responsible=acme.agent), make.case(responsible=acme.colleague), make.case()

    assert folios(page(acme.agent, Question(View.ALL, ORDERS["-folio"]))) == [nobodys.folio, mine.folio]
    assign(theirs, responsible=acme.colleague, others=[acme.agent], by=acme.supervisor, now=NOW)
    assert theirs.folio in folios(page(acme.agent, Question(View.ALL, ORDERS["-folio"])))


def test_teams_sees_own_the_teams_and_unassigned_without_a_team(acme):
    acme.agent.role.sees = Sees.TEAMS
    mine = make.case(responsible=acme.agent)
    ours = make.case(responsible=acme.colleague, team=acme.team)
    nobodys = make.case()
    make.case(responsible=acme.colleague)

    assert folios(page(acme.agent, Question(View.ALL, ORDERS["-folio"]))) == [nobodys.folio, ours.folio, mine.folio]


@pytest.mark.parametrize("name", list(ORDERS))
def test_a_page_costs_the_same_queries_for_one_row_and_for_three(acme, name):
    states = [acme.state(label) for label in ("Abierto", "En progreso", "En espera", "Cerrado")]
    costs = []
    for more in (1, 2):
        for state in states * more:
            make.case(state=state, responsible=acme.agent, assignees=[acme.colleague])
        page(acme.supervisor, Question(View.ALL, ORDERS[name]))  # names are kept in the process from here on
        for view in View:
            with CaptureQueriesContext(connection) as asked:
                page(acme.supervisor, Question(view, ORDERS[name]))
            costs.append(len(asked))
    # values are walked, and moments that may be missing, in two goes: each finds folios, one look shows them
    walks = 2 if ORDERS[name].field in ("state", "priority") else 1
    looks = 3 if ORDERS[name].field in ("due", "closed") else 2 * walks
    if ORDERS[name].field in ("category", "team", "responsible", "rating"):  # a look for each value, and for nothing
        looks = len(ORDERS[name].walks(None, backwards=False)) + 1
    assert max(costs) <= looks
    assert max(costs[: len(View)]) == max(costs[len(View) :])


def test_counters_follow_every_move(acme):
    case, second = make.case(), make.case()
    move(case, to=acme.state("En espera"), by=acme.agent, now=NOW)
    close(second, by=acme.agent, now=NOW)

    counts = tab_counts(acme.supervisor)
    assert (counts[View.PENDING], counts[View.WAITING], counts[View.NEW], counts[View.CLOSED]) == (1, 1, 0, 1)


def test_an_order_that_cannot_read_its_own_cursor_cannot_be_made():
    class HalfAnOrder(Order):
        def cursor(self, key):
            return ""

        def walks(self, cursor, *, backwards):
            return []

    with pytest.raises(TypeError, match="read_cursor"):
        HalfAnOrder("folio")
