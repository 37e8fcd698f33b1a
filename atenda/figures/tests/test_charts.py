"""Charts of the list: every bar is a way to exactly its cases, whatever the list is narrowed to."""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from copy import deepcopy
from datetime import timedelta
from html import unescape
from xml.etree.ElementTree import fromstring
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.cases import picklists, tagging
from atenda.cases.binning import bin_case
from atenda.cases.lifecycle import close
from atenda.cases.models import Case, Category, Priority, State
from atenda.customers.models import Account, Contact
from atenda.exporting.disarming import disarmed as cell
from atenda.figures import slicing
from atenda.figures.adding_up import add_up
from atenda.figures.tests.test_bar import rows
from atenda.organizations.entering import inside
from atenda.organizations.folding import sort_key
from atenda.organizations.revisions import touch
from atenda.staff.models import Agent, Team
from atenda.testing import keeping, make
from atenda.testing.cast import NOW, make_cast, make_customer
from atenda.worklists.presentation import BY, Show
from atenda.worklists.question import Question, View

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BAR = re.compile(r'<th class="bars__label" scope="row"><a href="([^"]+)">([^<]+)</a></th>.*?<span>([^<]+)</span>', re.S)


@pytest.fixture(scope="module")
def desk_of_file(django_db_setup, django_db_blocker):
    with keeping.kept_for_a_file(django_db_blocker, _forty_cases) as cast:
        yield cast


@pytest.fixture
def acme(request, desk_of_file, acme):
    """Where the forty cases are, for who asks for `desk`."""
    if "desk" not in request.fixturenames:
        yield acme
        return
    cast = deepcopy(desk_of_file)
    keeping.begin(cast)
    with inside(cast.organization):
        yield cast


@pytest.fixture
def desk(acme):
    """Forty cases of all sorts, always the same."""


def _forty_cases():
    acme = make_cast("corenta")
    with inside(acme.organization):
        _open_forty(acme)
    return acme


def _open_forty(acme):
    lot, now = random.Random(4), timezone.now()
    for number in range(15):
        labels = dict.fromkeys(("es", "gl", "en"), f"Categoría {number}")
        picklists.add("categories", labels=labels, position=number, by=acme.admin, now=NOW)
        make_customer(f"Cliente {number}", f"Empresa {number}")
    team = Team.objects.create(name="Envíos")
    touch()
    people, tags = list(acme.people.values()), tagging.tags_called(["VIP", "frío", "prensa"], by=acme.admin, now=NOW)
    choices = {model: list(model.objects.order_by("pk")) for model in (Category, Contact, Account, Priority, State)}
    for number in range(40):
        case = make.case(
            f"Caso {number}",
            now=now - lot.randint(0, 20) * DAY - HOUR,
            contact=lot.choice([None, *choices[Contact]]),
            account=lot.choice(choices[Account]),
            category=lot.choice([None, *choices[Category]]),
            priority=lot.choice(choices[Priority]),
            team=lot.choice([None, acme.team, team]),
            assignees=lot.sample(people, lot.randint(0, 3)),
            tags=lot.sample(tags, lot.randint(0, 2)),
        )
        if lot.random() < 0.3:
            close(case, by=acme.admin, now=now)
    bin_case(Case.objects.order_by("pk").first(), by=acme.admin, now=now)


def bars(page: str) -> list[tuple[str, str, int]]:
    """Address, name and number of each."""
    return [(unescape(href), unescape(label), int(number)) for href, label, number in BAR.findall(page)]


def test_every_bar_leads_to_exactly_its_cases(acme, visit, desk):
    visitor, day = visit.as_(acme.agent), timezone.localdate() - 3 * DAY
    some = f"view=pending&priority=-{acme.priority('Normal').pk}&created=..{day}"
    for by in BY[Show.CHART]:
        for narrowed in ("view=all", some, f"view=all&assignee=me,{acme.colleague.pk}&tag=-none"):
            found = bars(visitor.get(acme.url(f"figures/chart/?{narrowed}&by={by}")).content.decode())
            assert found, (by, narrowed)
            counted = {label: rows(visitor, href) for href, label, _ in found}
            assert counted == {label: number for _, label, number in found}, (by, narrowed)


@pytest.mark.parametrize("sees", [Sees.OWN, Sees.TEAMS])
def test_who_sees_less_gets_charts_of_what_they_see(acme, visit, desk, sees):
    Role.objects.filter(kind=RoleKind.AGENT).update(sees=sees)
    touch()
    visitor = visit.as_(acme.agent)
    seen = Case.objects.visible_to(Agent.objects.get(pk=acme.agent.pk)).count()
    assert seen < Case.objects.filter(binned_at=None).count()
    for by in ("state", "category", "assignee", "customer"):
        found = bars(visitor.get(acme.url(f"figures/chart/?view=all&by={by}")).content.decode())
        assert {label: rows(visitor, href) for href, label, _ in found} == {label: n for _, label, n in found}
        if by in ("state", "category"):
            assert sum(number for _, _, number in found) == seen


@pytest.mark.parametrize("by", ["state", "team", "assignee"])
@pytest.mark.parametrize("view", ["all", "pending", "closed"])
def test_of_a_whole_view_the_counters_know_states_teams_and_people(acme, desk, view, by):
    question, now = Question(View(view)), timezone.now()
    with CaptureQueriesContext(connection) as made:
        found = slicing._counted(acme.agent, question, by, now)
    assert not [each for each in made.captured_queries if "cases_case " in each["sql"].replace('"', " ")]
    assert found
    asked = slicing.where(acme.agent, question, now=now)
    several = slicing._of_several(asked, "c.assignee_ids", []) if by == "assignee" else None
    assert found == slicing._most_first(slicing._rows(f"c.{by}_id", asked) if several is None else several)


@pytest.mark.parametrize("sees", list(Sees))
def test_the_days_of_all_cases_are_read_from_those_added_up(acme, desk, sees, monkeypatch):
    Role.objects.filter(kind=RoleKind.AGENT).update(sees=sees)
    actor, question, now = Agent.objects.get(pk=acme.agent.pk), Question(View.ALL), timezone.now()
    with timezone.override(ZoneInfo(acme.organization.time_zone)):
        make.case("De hoxe", now=now - HOUR / 60)
        counted = slicing.days_of(actor, question, now=now)
        add_up(now)
        monkeypatch.setattr(slicing, "_rows", None)  # nothing is counted
        assert slicing.days_of(actor, question, now=now) == counted
    seen = Case.objects.visible_to(actor)
    assert sum(number for _, number in counted) == seen.count()


def test_days_of_another_zone_are_counted(acme, desk):
    now = timezone.now()
    add_up(now)
    with timezone.override(ZoneInfo("America/Mexico_City")):
        found = dict(slicing.days_of(acme.agent, Question(View.ALL), now=now))
        days = Counter(timezone.localdate(case.created_at) for case in Case.objects.visible_to(acme.agent))
    assert found == days


@pytest.mark.parametrize("who", ["account", "contact"])
def test_customers_are_companies_or_people_as_most_cases_have(acme, who):
    customers = {"account": acme.account, "contact": acme.customer}
    for kind, n in (("account", 2), ("contact", 1), (who, 2)):
        for _ in range(n):
            make.case(**{"contact": None, kind: customers[kind]})
    found = slicing.parts_of(acme.agent, Question(View.ALL), "customer", now=timezone.now())
    expected = {"account": [4, 1], "contact": [3, 2]}[who]
    assert [part.number for part in found] == expected
    assert [part.value for part in found] == [(who, customers[who].pk), None]


def test_the_bars_of_what_a_case_has_one_of_are_all_cases_together(acme, visit, desk):
    visitor, all_of_them = visit.as_(acme.agent), Case.objects.filter(binned_at=None).count()
    for by in ("state", "priority", "category", "team", "created"):
        found = bars(visitor.get(acme.url(f"figures/chart/?view=all&by={by}")).content.decode())
        assert sum(number for _, _, number in found) == all_of_them, by


def test_the_most_common_come_first_and_the_others_last(acme, visit, desk):
    found = bars(visit.as_(acme.agent).get(acme.url("figures/chart/?view=all&by=category")).content.decode())
    numbers = [number for _, _, number in found]
    assert len(found) == slicing.TOP + 1
    assert numbers[:-1] == sorted(numbers[:-1], reverse=True)
    assert found[-1][1] == "Los demás"


def test_people_stand_in_the_order_of_their_names_whoever_has_more(acme, visit, desk):
    found = bars(visit.as_(acme.agent).get(acme.url("figures/chart/?view=all&by=assignee")).content.decode())
    names = [label for _, label, _ in found]
    numbers = [number for _, _, number in found]
    assert names == sorted(names, key=sort_key)
    assert numbers != sorted(numbers, reverse=True)


def test_long_times_are_cut_in_weeks_months_and_years(acme, visit):
    now = timezone.now()
    visitor = visit.as_(acme.agent)
    lengths = []
    make.case(now=now - HOUR)
    for days in (20, 200, 900, 3000):
        make.case(now=now - days * DAY)
        page = visitor.get(acme.url("figures/chart/?view=all&by=created")).content.decode()
        lengths.append(page.count('class="bars__row'))
        found = bars(page)
        assert {label: rows(visitor, href) for href, label, _ in found} == {label: n for _, label, n in found}
    assert [20 <= lengths[0] <= 21, 28 <= lengths[1] <= 31, 29 <= lengths[2] <= 32, lengths[3] in (9, 10)] == [True] * 4


def test_the_list_has_its_chart_beside_it_and_says_so_in_the_address(acme, visit, desk):
    page = visit.as_(acme.agent).get(acme.url("cases/?view=all&show=chart&by=category")).content.decode()
    assert f'hx-get="{acme.url()}figures/chart/?view=all&amp;show=chart&amp;by=category"' in page
    assert 'id="case-' in page  # and the list itself
    assert "figures/chart" not in visit.as_(acme.agent).get(acme.url("cases/?view=all")).content.decode()


def test_nothing_to_draw_says_so(acme, visit):
    page = visit.as_(acme.agent).get(acme.url("figures/chart/?by=tag&priority=999")).content.decode()
    assert "Ningún caso" in page


def test_what_takes_too_long_says_what_to_do(acme, visit, monkeypatch):
    make.case()
    monkeypatch.setattr(slicing, "PATIENCE", 20)
    slow = slicing.COUNTING.replace("{source}", "{source} CROSS JOIN pg_sleep(0.2)")
    monkeypatch.setattr(slicing, "COUNTING", slow)
    page = visit.as_(acme.agent).get(acme.url("figures/chart/?by=category")).content.decode()
    assert "Hay demasiados casos" in page


def test_data_opens_in_a_spreadsheet_of_each_language(acme, visit, desk):
    visitor = visit.as_(acme.agent)
    text = visitor.get(acme.url("figures/chart/data/?view=all&by=priority"), headers={"Accept-Language": "gl"})
    assert text.headers["Content-Disposition"] == 'attachment; filename="priority.csv"'
    body = text.content.decode()
    sheet = list(csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))
    assert body.startswith("\ufeff")
    assert sum(int(row[1]) for row in sheet[1:]) == Case.objects.filter(binned_at=None).count()
    assert all("," in row[2] for row in sheet[1:])


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " ="])
def test_no_cell_is_a_formula(acme, visit, begins):
    assert cell(f"{begins}1+1").startswith("'")
    team = Team.objects.create(name=f"{begins}CMD")
    touch()
    make.case(team=team)
    body = visit.as_(acme.agent).get(acme.url("figures/chart/data/?view=all&by=team")).content.decode()
    rows_of_it = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert rows_of_it[1][0] == f"'{begins}CMD"


def test_no_cell_falls_apart_into_a_formula_where_commas_part_cells(acme, visit):
    """A file of semicolons may be opened with commas, and the other way round."""
    touch()
    make.case(team=Team.objects.create(name="Almacén,=1+1;=2+2"))
    body = visit.as_(acme.agent).get(acme.url("figures/chart/data/?view=all&by=team")).content.decode()
    for delimiter in ",;":
        read = csv.reader(io.StringIO(body.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
        assert not [each for row in read for each in row if each.startswith("=")]


def test_no_sign_in_a_name_breaks_the_picture(acme, visit):
    touch()
    make.case(team=Team.objects.create(name="Alma\x0bcén\x1b\uffff"))
    answer = visit.as_(acme.agent).get(acme.url("figures/chart/picture/?view=all&by=team"))
    picture = fromstring(answer.content.decode())
    assert "Almacén" in "".join(picture.itertext())


def test_the_picture_stands_alone_and_takes_no_mark_for_its_own(acme, visit):
    touch()
    make.case(team=Team.objects.create(name='<b>"Equipo" & outros'))
    answer = visit.as_(acme.agent).get(acme.url("figures/chart/picture/?view=all&by=team"))
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "&lt;b&gt;" in answer.content.decode()
    assert "<b>" not in answer.content.decode()


def test_only_being_too_slow_is_forgiven(acme, monkeypatch):
    monkeypatch.setattr(slicing, "COUNTING", "SELECT 1 / 0, 1 FROM {source} WHERE {where}")
    make.case()
    with pytest.raises(Exception, match="division by zero"):
        slicing._rows("c.team_id", slicing.where(acme.agent, slicing.Question()))
