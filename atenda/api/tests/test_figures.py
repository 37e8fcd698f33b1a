"""Counts, parts, boards, figures and search through the API."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from atenda.access.abilities import Ability, Sees
from atenda.access.models import Role
from atenda.api.models import Scope
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of

DAYS = "2026-10-27..2026-11-02"  # the last one is that of the cases made here


@pytest.fixture
def program(acme: Cast) -> Program:
    for number in range(3):
        make.case(f"Caixa {number}", responsible=acme.agent, contact=acme.customer, by=acme.agent)
    make.case("Factura", responsible=acme.colleague, account=acme.account, by=acme.colleague)
    return program_of(acme.agent)


def _items(program: Program, address: str) -> int:
    return len(program.ask("GET", address.removeprefix("/api/v1/")).json()["items"])


def test_a_count_is_that_of_the_list(program: Program) -> None:
    for asked in ("", "?assignee=me", "?view=closed", "?q=caixa"):
        assert program.ask("GET", f"cases/count/{asked}").json() == {
            "cases": _items(program, f"cases/{asked}"),
            "is_more": False,
        }
    assert program.ask("GET", "cases/count/?asignado=me").status_code == 422
    assert program.ask("GET", "cases/count/?order=folio").status_code == 422


def test_views_are_counted_as_above_the_list(program: Program) -> None:
    for view in program.ask("GET", "cases/counts/").json()["views"]:
        assert view["cases"] == _items(program, f"cases/?view={view['view']}")


def test_groups_are_counted_by_their_keys(program: Program, acme: Cast) -> None:
    keys = f"{acme.agent.pk},{acme.colleague.pk},none"
    items = program.ask("GET", f"cases/groups/?by=responsible&keys={keys}").json()["items"]
    assert [each["cases"] for each in items] == [3, 1, 0]
    for asked in ("by=responsible", "by=colour&keys=1", "by=responsible&keys=todos"):
        assert program.ask("GET", f"cases/groups/?{asked}").status_code == 422


@pytest.mark.parametrize("by", ["state", "assignee", "customer", "created"])
def test_behind_each_part_stand_exactly_its_cases(program: Program, by: str) -> None:
    drawn = program.ask("GET", f"cases/parts/?by={by}").json()
    assert sum(part["cases"] for part in drawn["parts"]) >= 3
    for part in drawn["parts"]:
        assert _items(program, part["list"]) == part["cases"], part


def test_a_board_has_its_columns_and_lanes(program: Program, acme: Cast) -> None:
    board = program.ask("GET", "cases/board/?by=responsible&limit=2").json()
    columns = {column["value"]["id"]: column for column in board["columns"]}
    assert columns[acme.agent.pk]["cases"] == 3
    assert len(columns[acme.agent.pk]["cells"][0]["items"]) == 2
    cut = program.ask("GET", "cases/board/?by=responsible&lanes=priority").json()
    lanes = [cell for column in cut["columns"] for cell in column["cells"]]
    assert sum(cell["cases"] for cell in lanes) == 4
    assert all(cell["lane"] for cell in lanes)
    assert program.ask("GET", "cases/board/?by=state&lanes=state").status_code == 422


def test_figures_have_their_cases_and_their_past(program: Program, acme: Cast) -> None:
    figures = program.ask("GET", f"figures/?period={DAYS}").json()
    assert (figures["now"]["opened"], figures["now"]["pending"], figures["before"]["opened"]) == (4, 4, 0)
    assert len(figures["days"]) == 7
    assert sum(day["opened"] for day in figures["days"]) == 4
    for figure in ("opened", "pending"):
        assert _items(program, f"figures/cases/?figure={figure}&period={DAYS}") == figures["now"][figure]
    customer = program.ask("GET", f"figures/?period={DAYS}&customer=contact:{acme.customer.pk}").json()
    assert customer["now"]["opened"] == 3
    assert program.ask("GET", "figures/?as_of=2020-01-01").json()["now"]["pending"] == 0
    for asked in ("period=onte", "as_of=2999-01-01", "customer=7", "figure=opened"):
        assert program.ask("GET", f"figures/?{asked}").status_code == 422


def test_the_home_is_that_of_the_role(program: Program, acme: Cast) -> None:
    own = {tile["name"]: tile for tile in program.ask("GET", "figures/home/").json()["tiles"]}
    assert own["mine"]["cases"] == len(own["mine"]["folios"]) == 3
    overview = program_of(acme.supervisor).ask("GET", "figures/home/").json()
    assert {share["name"]: share["pending"] for share in overview["people"]}[acme.agent.name] == 3


def test_search_finds_cases_and_customers_that_one_may_see(program: Program, acme: Cast) -> None:
    assert len(program.ask("GET", "search/?q=caixa").json()["cases"]) == 3
    named = program.ask("GET", f"search/?{urlencode({'q': acme.customer.name})}").json()
    assert named["customers"][0]["id"] == acme.customer.pk
    cases_alone = program_of(acme.agent, [Scope.CASES_READ])
    assert cases_alone.ask("GET", f"search/?{urlencode({'q': acme.customer.name})}").json()["customers"] == []
    Role.objects.filter(pk=acme.agent.role_id).update(
        sees=Sees.OWN, abilities=[each for each in acme.agent.role.abilities if each != Ability.SEE_CUSTOMERS]
    )
    assert program.ask("GET", "search/?q=factura").json()["cases"] == []
    assert program.ask("GET", f"search/?{urlencode({'q': acme.customer.name})}").json()["customers"] == []
    for asked in ("", "?q=", "?q=a&limit=21", "?text=a"):
        assert program.ask("GET", f"search/{asked}").status_code == 422
