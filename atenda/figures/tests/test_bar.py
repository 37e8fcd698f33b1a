"""The analysis bar on pages: every figure is a way to exactly its cases."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.cases import picklists
from atenda.cases.lifecycle import cancel, close, reopen
from atenda.cases.models import Case, Lifecycle
from atenda.figures.adding_up import add_up
from atenda.figures.comparing import Change, change_of_number, change_of_time
from atenda.figures.lines import line
from atenda.figures.models import ChosenPeriod
from atenda.figures.periods import BEFORE
from atenda.organizations.revisions import touch
from atenda.testing import make
from atenda.testing.cast import NOW, make_customer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIGURE = re.compile(r'class="figure__link" href="([^"]+)".*?class="figure__value">([^<]*)<', re.S)


@pytest.fixture
def lives(acme):
    """Some forty days of cases, of everybody's."""
    labels = {"es": "Anulado", "gl": "Anulado", "en": "Cancelled"}
    picklists.add("states", labels=labels, position=9, lifecycle=Lifecycle.CANCELLED, by=acme.admin, now=NOW)
    now = timezone.now()
    for number in range(24):
        people = [acme.agent, acme.colleague, None]
        case = make.case(f"Caso {number}", now=now - number * 2 * DAY - HOUR, responsible=people[number % 3])
        if number % 3 == 0:
            close(case, by=acme.agent, now=case.created_at + HOUR / 2)
        if number == 9:
            cancel(make.case("Anulado", now=case.created_at), by=acme.agent, now=case.created_at + HOUR / 2)
        if number % 6 == 0 and number:
            reopen(case, by=acme.agent, now=case.created_at + 3 * HOUR)
    add_up(now)


def shown(answer) -> dict[str, str]:
    """Address → value of each figure."""
    return {unescape(href): unescape(value).strip() for href, value in FIGURE.findall(answer.content.decode())}


def rows(visit, address: str) -> int:
    """How many cases stand behind an address, over all its pages."""
    count = 0
    while address:
        page = visit.get(address).content.decode()
        count += len(re.findall(r'<tr class="rows__row"[^>]* id="case-', page))
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(older[1]) if older else ""
        if address.startswith("?"):
            address = f"/acme/cases/{address}"
    return count


@pytest.mark.parametrize("period", ["today", "7d", "30d", "month", "2026-01-01..2026-12-31"])
@pytest.mark.parametrize("sees", Sees.values)
def test_every_figure_leads_to_exactly_its_cases(acme, visit, lives, period, sees):
    Role.objects.filter(kind=RoleKind.AGENT).update(sees=sees)
    touch()
    visitor = visit.as_(acme.agent)
    answer = visitor.get(acme.url(f"figures/bar/?period={period}"))
    (opened, n_opened), (pending, n_pending), (solved, _) = shown(answer).items()
    n_solved = re.search(r"en el periodo\s*\((\d+)\)|in the period\s*\((\d+)\)", answer.content.decode())
    assert (rows(visitor, opened), rows(visitor, pending)) == (int(n_opened), int(n_pending))
    assert n_solved is not None
    assert rows(visitor, solved) == int(next(filter(None, n_solved.groups())))


def test_the_figures_of_a_past_moment_lead_to_the_cases_of_that_moment(acme, visit, lives):
    visitor, moment = visit.as_(acme.agent), timezone.localtime() - 10 * DAY
    asked = f"period=30d&as_of={moment:%Y-%m-%dT%H:%M}"
    page = visitor.get(acme.url(f"figures/?{asked}"))
    for address, value in list(shown(page).items())[:2]:
        assert "as_of=" in address
        assert rows(visitor, address) == int(value)


def test_the_list_has_a_place_for_the_bar_and_without_scripts_a_link(acme, visit):
    page = visit.as_(acme.agent).get(acme.url("cases/?period=7d")).content.decode()
    assert 'hx-get="/acme/figures/bar/?period=7d&amp;as_of="' in page
    assert 'href="/acme/figures/"' in page


def test_a_period_is_remembered_and_stands_in_the_address(acme, visit):
    visitor = visit.as_(acme.agent)
    answer = visitor.post(acme.url("figures/period/"), {"period": "7d", "next": "/acme/cases/?view=all&before=3"})
    assert answer.headers["Location"] == "/acme/cases/?view=all&period=7d"
    assert ChosenPeriod.objects.get(agent=acme.agent).period == "7d"
    own = {"first": "2026-11-08", "last": "2026-11-02", "next": "/acme/cases/"}
    answer = visitor.post(acme.url("figures/period/"), own)
    assert answer.headers["Location"] == "/acme/cases/?period=2026-11-02..2026-11-08"
    assert "02/11/2026" in visitor.get(acme.url("figures/bar/")).content.decode()
    assert visitor.get(acme.url("figures/bar/?period=today")).status_code == 200
    assert ChosenPeriod.objects.get(agent=acme.agent).period == "2026-11-02..2026-11-08"  # looking remembers nothing


@pytest.mark.parametrize("name", ["7d", "month", "quarter", "year"])
def test_what_a_period_is_compared_with_is_said_on_hover(acme, visit, name):
    page = unescape(visit.as_(acme.agent).get(acme.url(f"figures/bar/?period={name}")).content.decode())
    with override("es"):
        assert f'<p class="analysis__before" title="{BEFORE.get(name, BEFORE[""])}">' in page
    past = visit.as_(acme.agent).get(acme.url(f"figures/bar/?period={name}&as_of=2026-11-01")).content.decode()
    assert '<p class="analysis__before"><strong>' in past


@pytest.mark.parametrize("said", [{}, {"period": "nope"}, {"first": "x", "last": "y"}])
def test_a_period_that_is_none_is_refused(acme, visit, said):
    assert visit.as_(acme.agent).post(acme.url("figures/period/"), said).status_code == 400


def test_one_does_not_leave_the_desk_by_choosing_a_period(acme, visit):
    for there in ("https://evil.example/", "//evil.example/"):
        answer = visit.as_(acme.agent).post(acme.url("figures/period/"), {"period": "7d", "next": there})
        assert answer.headers["Location"] == "/acme/cases/?period=7d"


@pytest.mark.parametrize(
    "query", ["period=nope&as_of=nope", "as_of=9999-12-31", "period=2026-11-01..", "as_of=0001-01-01"]
)
def test_an_address_that_makes_no_sense_still_shows_figures(acme, visit, query):
    assert visit.as_(acme.agent).get(acme.url(f"figures/?{query}")).status_code == 200
    assert visit.as_(acme.agent).get(acme.url(f"figures/cases/?figure=opened&{query}")).status_code == 200


def test_the_bar_asks_the_same_whatever_there_is(acme, visit, lives):
    visitor, asked = visit.as_(acme.agent), []
    for period in ("today", "year"):
        visitor.get(acme.url(f"figures/bar/?period={period}"))
        with CaptureQueriesContext(connection) as captured:
            visitor.get(acme.url(f"figures/bar/?period={period}"))
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 8


def test_a_change_is_said_in_words():
    with_words = [change_of_number(5, 5), change_of_number(6, 4), change_of_number(3, 4), change_of_number(3, 0)]
    assert [change.way for change in with_words] == ["flat", "up", "down", "up"]
    assert all(change.words for change in with_words)
    assert change_of_number(6, 4, more_is="orange").tone == "orange"
    assert change_of_time(3 * HOUR, 2 * HOUR).tone == "orange"
    assert change_of_time(None, 2 * HOUR) == Change(change_of_time(None, None).words)


def test_a_line_needs_two_values_and_joins_the_periods():
    assert line([3], 0) is None
    drawn = line([0, 10, None, 5], 2)
    assert drawn is not None
    assert (drawn.before, drawn.now) == ("2,30 40.7,2 118,16", "118,16")


@pytest.mark.parametrize("kind", ["contact", "account"])
def test_a_customers_page_has_the_figures_of_their_cases(acme, visit, lives, kind):
    customer = acme.customer if kind == "contact" else acme.account
    other_account, _ = make_customer("Outra", "Outra")
    make.case(account=other_account, now=timezone.now() - HOUR)
    mine = Case.objects.filter(contact=acme.customer).order_by("pk")[:5]
    Case.objects.filter(pk__in=[case.pk for case in mine]).update(account=acme.account)
    visitor = visit.as_(acme.agent)
    page = visitor.get(acme.url(f"{kind}s/{customer.pk}/"))
    (opened, n_opened), (pending, n_pending), _ = shown(page).items()
    assert (rows(visitor, opened), rows(visitor, pending)) == (int(n_opened), int(n_pending))
    assert (
        int(n_opened) == Case.objects.filter(**{kind: customer}, created_at__gt=timezone.now() - 30 * DAY).count() > 0
    )
