"""The home page of each role: numbers, and behind each exactly its cases."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.binning import bin_case
from atenda.cases.lifecycle import close, move, reopen
from atenda.cases.models import Case
from atenda.figures.tests.test_bar import rows
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.organizations.revisions import touch
from atenda.staff.models import Agent, Team, TeamMembership
from atenda.testing import make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TILE = re.compile(
    r'class="tile__link" href="([^"]+)"><span class="tile__number">([^<]+)</span><span class="tile__label">([^<]+)<'
)
SHARE = re.compile(r'class="shares__pending" href="([^"]+)" aria-label="([^:]+): [^"]+">([^<]+)<')
FIRST = re.compile(r'<th scope="row">([^<]+)</th>(?:(?!</tr>).)*?href="/acme/cases/(\d+)/"', re.DOTALL)
LATE = re.compile(r'class="shares__late" href="([^"]+)" aria-label="[^"]+">(\d+)<')


@pytest.fixture
def desk(acme):
    """Twenty cases: of the agent, of a colleague, of nobody, of teams; some late, some on hold, some reopened."""
    now, other = timezone.now(), Team.objects.create(name="Envíos")
    TeamMembership.objects.create(agent=acme.supervisor, team=acme.team)
    touch()
    for number in range(20):
        person = [acme.agent, acme.colleague, None][number % 3]
        team = [acme.team, other, None, None][number % 4]
        case = make.case(f"Caso {number}", now=now - (30 - number) * DAY, responsible=person, team=team)
        if number % 5 == 0:
            Case.objects.filter(pk=case.pk).update(due_at=now - HOUR)
        if number % 7 == 0:
            move(case, to=acme.state("En espera"), by=acme.admin, now=now - DAY)
        if number % 9 == 0:
            close(case, by=acme.admin, now=now - 2 * DAY)
            reopen(case, by=acme.admin, now=now - DAY)
    bin_case(
        make.case("Na papeleira", responsible=acme.agent, team=acme.team, now=now - 40 * DAY), by=acme.admin, now=now
    )
    slip = make.case("Un descoido", now=now - 3 * DAY)
    close(slip, by=acme.admin, now=now - 2 * DAY)
    undo(Event.objects.filter(kind="case.closed").latest("pk"), by=acme.admin, now=now - DAY)


def tiles(page: str) -> dict[str, tuple[str, int]]:
    return {unescape(label): (unescape(href), int(number)) for href, number, label in TILE.findall(page)}


def test_an_agent_sees_their_own_work_first(acme, visit, desk):
    page = visit.as_(acme.agent).get(acme.url("home/")).content.decode()
    assert [*tiles(page)] == ["Vencidos", "Míos", "En espera", "Abiertos", "Sin asignar"]
    assert "Por persona" not in page


@pytest.mark.parametrize("person", ["supervisor", "admin", "observer"])
def test_who_looks_after_others_sees_teams_people_and_what_is_stuck(acme, visit, desk, person):
    page = visit.as_(getattr(acme, person)).get(acme.url("home/")).content.decode()
    assert [*tiles(page)] == [
        "Vencidos",
        "Sin asignar",
        "Casos pendientes",
        "Reabiertos en 7 días",
        "Abiertos",
    ]
    assert tiles(page)["Reabiertos en 7 días"][1] == 3  # a close taken back is no reopening
    assert "Por equipo" in page
    assert page.index("Almacén") < page.index("Envíos")
    assert page.index(acme.colleague.name) < page.index(acme.agent.name)  # by name, whoever has more


@pytest.mark.parametrize("sees", Sees.values)
@pytest.mark.parametrize("kind", [RoleKind.AGENT, RoleKind.SUPERVISOR])
def test_behind_every_number_stand_exactly_its_cases(acme, visit, desk, kind, sees):
    Role.objects.filter(kind=kind).update(sees=sees)
    touch()
    actor = acme.agent if kind == RoleKind.AGENT else acme.supervisor
    visitor = visit.as_(actor)
    page = visitor.get(acme.url("home/")).content.decode()
    shown = tiles(page)
    assert {label: rows(visitor, href) for label, (href, _) in shown.items()} == {
        label: number for label, (_, number) in shown.items()
    }
    shares = {name: (unescape(href), int(number)) for href, name, number in SHARE.findall(page)}
    assert bool(shares) == (kind == RoleKind.SUPERVISOR)
    assert {name: rows(visitor, href) for name, (href, _) in shares.items()} == {
        name: number for name, (_, number) in shares.items()
    }
    late = LATE.findall(page)
    assert bool(late) == (kind == RoleKind.SUPERVISOR)
    assert [rows(visitor, unescape(href)) for href, _ in late] == [int(number) for _, number in late]


def test_the_oldest_of_each_is_one_click_away_and_not_in_the_bin(acme, visit, desk):
    page = visit.as_(acme.supervisor).get(acme.url("home/")).content.decode()
    row = page[page.index(f">{acme.agent.name}</th>") :]
    assert re.search(r'href="/acme/cases/(\d+)/"', row)[1] == "1"


@pytest.mark.parametrize("sees", Sees.values)
def test_the_oldest_is_the_first_of_all_that_is_seen_whoever_has_it(acme, visit, desk, sees):
    for people in ([acme.supervisor, acme.colleague], [acme.supervisor], [acme.agent, acme.supervisor]):
        for team in (None, *Team.objects.all()):
            make.case("De varios", assignees=people, team=team)
    Role.objects.filter(kind=RoleKind.SUPERVISOR).update(sees=sees)
    touch()
    supervisor = Agent.objects.select_related("role").get(pk=acme.supervisor.pk)
    seen = list(Case.objects.visible_to(supervisor).pending().select_related("team").order_by("-folio"))
    names = {agent.pk: agent.name for agent in Agent.objects.all()}
    expected = {names[one]: case.folio for case in seen for one in case.assignee_ids}
    expected |= {case.team.name if case.team else "Sin equipo": case.folio for case in seen}
    page = visit.as_(supervisor).get(acme.url("home/")).content.decode()
    assert {name: int(folio) for name, folio in FIRST.findall(page)} == expected


@pytest.mark.parametrize("sees", Sees.values)
@pytest.mark.parametrize(("person", "most"), [("agent", 6), ("supervisor", 10)])
def test_a_home_costs_a_handful_of_statements_however_much_there_is(acme, visit, person, most, sees):
    Role.objects.update(sees=sees)
    touch()
    visitor, costs = visit.as_(getattr(acme, person)), []
    for _ in range(3):
        make.case(responsible=getattr(acme, person), team=acme.team)
        visitor.get(acme.url("home/"))
        with CaptureQueriesContext(connection) as made:
            visitor.get(acme.url("home/"))
        costs.append(len(made))
    assert max(costs) <= most
    assert costs[0] == costs[-1]


def test_an_empty_desk_says_why(acme, visit):
    for person in (acme.agent, acme.supervisor):
        page = visit.as_(person).get(acme.url("home/")).content.decode()
        assert {number for _, number in tiles(page).values()} == {0}
    assert "No tienes nada que hacer." in visit.as_(acme.agent).get(acme.url("home/")).content.decode()


def test_the_address_of_an_organization_leads_home(acme, visit):
    assert visit.as_(acme.agent).get("/acme/").headers["Location"] == "/acme/home/"


def test_home_is_the_first_place_of_the_map_and_one_click_from_the_list(acme, visit):
    visitor = visit.as_(acme.agent)
    page = visitor.get(acme.url("home/")).content.decode()
    places = re.findall(r'class="sidebar__place" href="([^"]+)"', page)
    assert places[:2] == ["/acme/home/", "/acme/cases/"]
    assert 'data-key="g h"' in page
    assert "/acme/home/" in visitor.get(acme.url("palette/?q=inic")).content.decode()
