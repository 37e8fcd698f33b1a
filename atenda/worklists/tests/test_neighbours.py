"""From case to case within the view one came from (B50)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.abilities import Sees
from atenda.cases import lifecycle
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.worklists.neighbours import neighbour, read_trail
from atenda.worklists.ordering import ORDERS
from atenda.worklists.paging import page
from atenda.worklists.question import Question, View


def walk(actor: Agent, text: str, *, forward: bool) -> list[int]:
    """The folios one comes by, up to the end of the view."""
    trail, folios = read_trail(text), []
    assert trail is not None
    while found := neighbour(actor, trail, forward=forward):
        folios.append(found[0])
        trail = read_trail(str(found[1]))
        assert trail is not None
    return folios


@pytest.mark.parametrize("name", sorted(ORDERS))
@pytest.mark.parametrize("sees", list(Sees))
def test_the_way_is_the_list_forwards_and_backwards(acme: Cast, name: str, sees: Sees) -> None:
    for number in range(6):
        make.case(f"Caso {number}", responsible=acme.agent if number % 2 else None)
    acme.agent.role.sees = sees
    order = ORDERS[name]
    rows = page(acme.agent, Question(View.PENDING, order)).rows
    folios = [row.folio for row in rows]
    first, last = (f"pending.{name}.{order.cursor(row)}" for row in (rows[0], rows[-1]))
    assert walk(acme.agent, first, forward=True) == folios[1:]
    assert walk(acme.agent, last, forward=False) == folios[-2::-1]


def test_a_case_that_left_the_view_still_has_its_neighbours(acme: Cast, visit: Visit) -> None:
    cases = [make.case(f"Caso {number}") for number in range(3)]
    lifecycle.close(cases[1], by=acme.agent, now=NOW)
    visit.as_(acme.agent)
    here = "?from=pending.-folio.2"
    assert visit.get(acme.url(f"cases/next/{here}")).headers["Location"] == acme.url("cases/1/?from=pending.-folio.1")
    assert visit.get(acme.url(f"cases/previous/{here}")).headers["Location"] == acme.url(
        "cases/3/?from=pending.-folio.3"
    )


def test_at_the_ends_one_comes_to_the_list(acme: Cast, visit: Visit) -> None:
    make.case()
    visit.as_(acme.agent)
    here = "?from=all.-folio.1"
    end = visit.get(acme.url(f"cases/next/{here}"), follow=True)
    assert end.redirect_chain == [(acme.url("cases/?view=all&before=1"), 302)]
    assert "No hay nada más" in end.text
    top = visit.get(acme.url(f"cases/previous/{here}"), follow=True)
    assert top.redirect_chain == [(acme.url("cases/?view=all"), 302)]


@pytest.mark.parametrize(
    "said",
    [
        *("", "pending", "pending.-folio", "pending.-folio.", "pending.-folio.x", "nowhere.-folio.1"),
        *("pending.secret.1", "pending.-folio.-1", "pending.-created.1e999.3", "pending.state.999999.1"),
        *("//evil.example/.-folio.1", "pending.-folio.99999999999999999999", "pending.-folio." + "1" * 300),
        "pending.-folio.1\x00",
    ],
)
def test_what_makes_no_sense_leads_to_the_list_and_nowhere_else(acme: Cast, visit: Visit, said: str) -> None:
    make.case()
    visit.as_(acme.agent)
    answer = visit.get(acme.url("cases/next/"), {"from": said})
    assert (answer.status_code, answer.headers["Location"]) == (302, acme.url("cases/"))
    assert 'class="case-strip__way"' not in visit.get(acme.url("cases/1/"), {"from": said}).text


def test_filters_too_long_to_be_carried_are_no_way_rather_than_another_one() -> None:
    assert read_trail("all.-folio.1", "assignee=" + ",".join(["123456"] * 1200)) is None
    assert read_trail("all.-folio.1", "q=a&" * 60) is None


@pytest.mark.parametrize("behind", ["http://[rias/cases/", f"http://rias/cases/?{'a=1&' * 200}"])
def test_an_address_that_somebody_made_up_is_no_way(acme: Cast, visit: Visit, behind: str) -> None:
    make.case()
    assert visit.as_(acme.agent).get(acme.url("cases/1/"), headers={"Referer": behind}).status_code == 200
    assert visit.as_(acme.agent).get(acme.url(f"cases/1/?{'a=1&' * 200}")).status_code == 200


def test_nobody_comes_by_a_case_they_may_not_see(acme: Cast) -> None:
    make.case("Dela", responsible=acme.colleague)
    make.case("Meu", responsible=acme.agent)
    make.case("Dela tamén", responsible=acme.colleague)
    acme.agent.role.sees = Sees.OWN
    assert walk(acme.agent, "pending.-folio.4", forward=True) == [2]


def test_the_list_says_where_each_case_stands_and_a_deed_keeps_it(acme: Cast, visit: Visit) -> None:
    make.case()
    visit.as_(acme.agent)
    assert f'href="{acme.url("cases/1/?from=all.folio.1")}"' in visit.get(acme.url("cases/?view=all&order=folio")).text
    here = acme.url("cases/1/?from=all.folio.1")
    assert 'href="{}"'.format(acme.url("cases/next/?from=all.folio.1")) in visit.get(here).text
    for said in ({"HTTP_REFERER": f"http://testserver{here}"}, {"HTTP_HX_CURRENT_URL": f"http://testserver{here}"}):
        assert visit.post(acme.url("cases/1/assignment/"), **said).headers["Location"] == here


def test_neighbours_are_asked_for_in_one_look_and_only_when_wanted(acme: Cast, visit: Visit) -> None:
    for _ in range(3):
        make.case()
    visit.as_(acme.agent)
    asked = []
    for address in ("cases/2/", "cases/2/?from=pending.-folio.2", "cases/next/", "cases/next/?from=pending.-folio.2"):
        visit.get(acme.url(address))
        with CaptureQueriesContext(connection) as captured:
            visit.get(acme.url(address))
        asked.append(len(captured))
    assert asked[0] == asked[1]
    assert asked[3] == asked[2] + 2  # one finds its folio, one shows it


def test_from_a_board_the_way_leads_back_to_the_board(acme, visit):
    make.case()
    visitor, asked = visit.as_(acme.agent), "?show=board&by=category&lanes=priority"
    board = visitor.get(acme.url(f"cases/{asked}")).content.decode()
    address = re.search(r'class="case-card__link" href="([^"]+)"', board)
    assert address is not None
    page = visitor.get(unescape(address[1])).content.decode()
    assert acme.url(f"cases/{asked}") in unescape(page)
