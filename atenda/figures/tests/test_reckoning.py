"""The three figures, over cases whose lives are known."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.binning import bin_case, bring_back
from atenda.cases.lifecycle import cancel, close, reopen
from atenda.cases.models import Interlude
from atenda.figures.adding_up import add_up
from atenda.figures.flows import of
from atenda.figures.models import Day
from atenda.figures.reckoning import reckon
from atenda.figures.reconciling import forgotten_interludes
from atenda.figures.tests.lives import DAY, HOUR, NOW, asked, at, behind, figures, lived, shown
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.staff.models import Agent, Team
from atenda.testing import make

pytestmark = pytest.mark.usefixtures("cancelled")


TOLD = ("case_id", "closed_at", "since", "until", "is_pending", "is_cancelled")


def test_cases_are_counted_on_the_day_they_were_created(acme):
    for moment in ("2026-11-16T00:00", "2026-11-15T23:59", "2026-11-22T15:29", "2026-11-09T10:00"):
        lived(moment)
    found = figures(acme.agent, "7d")
    assert (found.now.flow.opened, found.before.flow.opened) == (2, 1)  # as much of it
    assert (found.now.pending, found.before.pending) == (4, 1)  # at 15:30 of the fifteenth
    assert behind(acme.agent, "7d") == (2, 4, 0)


def test_resolution_time_is_the_mean_of_what_was_closed_in_the_period(acme):
    lived("2026-01-01T10:00", "2026-11-20T10:00")
    lived("2026-11-20T08:00", "2026-11-20T10:00")
    lived("2026-11-20T08:00", "2026-11-08T10:00")
    found = figures(acme.agent, "7d")
    assert found.now.flow.resolution_time == (timedelta(days=323) + 2 * HOUR) / 2
    assert found.now.flow.solved == 2


def test_cancelled_cases_are_not_pending_and_have_no_resolution_time(acme):
    case = lived("2026-11-18T10:00")
    cancel(case, by=acme.agent, now=at("2026-11-19T10:00"))
    assert shown(figures(acme.agent, "7d")) == (1, 0, 0) == behind(acme.agent, "7d")
    assert figures(acme.agent, "7d").now.flow.resolution_time is None


def test_a_reopened_case_counts_by_its_last_closing(acme):
    case = lived("2026-11-02T10:00", "2026-11-03T10:00")
    reopen(case, by=acme.agent, now=at("2026-11-10T10:00"))
    close(case, by=acme.agent, now=at("2026-11-20T10:00"))
    assert shown(figures(acme.agent, "2026-11-01..2026-11-07")) == (1, 0, 0)
    found = figures(acme.agent, "7d")
    assert (shown(found), found.now.flow.resolution_time) == ((0, 0, 1), timedelta(days=18))


def test_what_was_pending_then_is_told_whatever_was_reopened_since(acme):
    case = lived("2026-11-02T10:00", "2026-11-03T10:00")
    reopen(case, by=acme.agent, now=at("2026-11-10T10:00"))
    days = ["2026-11-02", "2026-11-03", "2026-11-09", "2026-11-10", "2026-11-21"]
    assert [figures(acme.agent, day).now.pending for day in days] == [1, 0, 0, 1, 1]
    assert [behind(acme.agent, day)[1] for day in days] == [1, 0, 0, 1, 1]


def test_a_close_taken_back_was_no_close(acme):
    case = lived("2026-11-02T10:00")
    close(case, by=acme.agent, now=at("2026-11-10T10:00"))
    undo(Event.objects.get(kind="case.closed"), by=acme.agent, now=at("2026-11-12T10:00"))
    assert shown(figures(acme.agent, "30d")) == (1, 1, 0)
    assert [figures(acme.agent, day).now.pending for day in ("2026-11-10", "2026-11-11", "2026-11-12")] == [0, 0, 1]


def test_a_reopening_taken_back_leaves_the_first_closing_and_what_was_pending_meanwhile(acme):
    case = lived("2026-11-02T10:00", "2026-11-03T10:00")
    reopen(case, by=acme.agent, now=at("2026-11-10T10:00"))
    undo(Event.objects.get(kind="case.reopened"), by=acme.agent, now=at("2026-11-12T10:00"))
    days = ["2026-11-03", "2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"]
    assert [figures(acme.agent, day).now.pending for day in days] == [0, 0, 1, 1, 0]
    assert [behind(acme.agent, day)[1] for day in days] == [0, 0, 1, 1, 0]
    assert figures(acme.agent, "30d").now.flow.resolution_time == DAY


def test_the_log_tells_what_was_before_interludes_were_kept(acme):
    case = lived("2026-11-02T10:00", "2026-11-03T10:00")
    reopen(case, by=acme.agent, now=at("2026-11-10T10:00"))
    undo(Event.objects.get(kind="case.reopened"), by=acme.agent, now=at("2026-11-12T10:00"))
    reopen(case, by=acme.agent, now=at("2026-11-14T10:00"))
    close(case, by=acme.agent, now=at("2026-11-15T10:00"))
    undo(Event.objects.filter(kind="case.closed").latest("pk"), by=acme.agent, now=at("2026-11-15T11:00"))
    reopen(lived("2026-11-05T10:00", state=acme.state("Cerrado")), by=acme.agent, now=at("2026-11-06T10:00"))
    kept = list(Interlude.objects.order_by("case", "until").values_list(*TOLD))
    assert list(forgotten_interludes()) == []
    Interlude.objects.all().delete()
    assert [drift.n for drift in forgotten_interludes()] == [2]
    migration = import_module("atenda.figures.migrations.0002_interludes_of_before")
    with connection.connection.cursor() as cursor:  # as a migration does it, over all organizations
        for statement in (migration.REOPENED, migration.CLOSE_TAKEN_BACK):
            cursor.execute(statement)
    assert list(Interlude.objects.order_by("case", "until").values_list(*TOLD)) == kept
    assert len(kept) == 4


def test_what_lies_in_the_bin_is_in_no_figure_until_it_is_brought_back(acme):
    case = lived("2026-11-18T10:00")
    bin_case(case, by=acme.admin, now=at("2026-11-19T10:00"))
    assert shown(figures(acme.admin, "7d")) == (0, 0, 0) == behind(acme.admin, "7d")
    bring_back(case, by=acme.admin, now=at("2026-11-20T10:00"))
    assert shown(figures(acme.admin, "7d")) == (1, 1, 0)


def test_the_figures_of_a_moment_are_told_the_same_later(acme):
    """N15: asked that day, and asked again when all has changed."""
    moment = at("2026-11-20T12:00")
    first, second, third = (
        lived("2026-11-12T10:00", closed) for closed in ("", "2026-11-14T10:00", "2026-11-16T10:00")
    )
    cancel(lived("2026-11-13T10:00"), by=None, now=at("2026-11-17T10:00"))
    asked_then = {name: shown(figures(acme.agent, name, now=moment)) for name in ("7d", "30d", "month")}
    time_then = figures(acme.agent, "30d", now=moment).now.flow.resolution_time
    for case in (second, third):
        reopen(case, by=None, now=at("2026-11-21T10:00"))
    close(second, by=None, now=at("2026-11-21T11:00"))
    close(first, by=None, now=at("2026-11-21T12:00"))
    lived("2026-11-21T12:00")
    for name, told in asked_then.items():
        assert shown(figures(acme.agent, name, as_of=moment)) == told == behind(acme.agent, name, as_of=moment)
    assert figures(acme.agent, "30d", as_of=moment).now.flow.resolution_time == time_then
    assert shown(figures(acme.agent, "30d")) == (5, 2, 2)


def test_nothing_before_and_nothing_at_all(acme):
    found = figures(acme.agent, "year")
    assert (shown(found), found.before.flow.opened, found.before.pending) == ((0, 0, 0), 0, 0)
    assert found.now.flow.resolution_time is None


@pytest.mark.parametrize("zone", ["Europe/Madrid", "Atlantic/Canary", "America/Mexico_City"])
def test_days_on_which_the_clocks_change_hold_all_their_hours(acme, zone):
    acme.organization.time_zone = zone
    there = ZoneInfo(zone)
    for hour in range(72):
        make.case(now=datetime(2026, 10, 24, tzinfo=UTC) + hour * HOUR)
    days = figures(acme.agent, "2026-10-24..2026-10-26", zone=there).days
    counted = {f"{each.day}": each.flow.opened for each in days if each.flow.opened}
    expected: dict[str, int] = {}
    for hour in range(72):
        day = (datetime(2026, 10, 24, tzinfo=UTC) + hour * HOUR).astimezone(there).date()
        expected[f"{day}"] = expected.get(f"{day}", 0) + 1
    assert counted == expected
    add_up(NOW)
    assert {f"{row.day}": row.opened for row in Day.objects.filter(opened__gt=0)} == expected


def test_who_sees_less_gets_figures_of_what_they_see(acme):
    team = Team.objects.create(name="Outro")
    lived("2026-11-20T10:00", responsible=acme.agent)
    lived("2026-11-20T10:00")
    lived("2026-11-20T10:00", "2026-11-20T11:00", responsible=acme.colleague)
    lived("2026-11-20T10:00", "2026-11-20T12:00", responsible=acme.colleague, team=acme.team)
    lived("2026-11-20T10:00", team=team)
    add_up(NOW)
    expected = {Sees.ALL: (5, 3, 2), Sees.OWN: (3, 3, 0), Sees.TEAMS: (3, 2, 1)}
    for sees, told in expected.items():
        Role.objects.filter(kind=RoleKind.AGENT).update(sees=sees)
        actor = Agent.objects.get(pk=acme.agent.pk)
        assert shown(figures(actor, "7d")) == told == behind(actor, "7d"), sees


def test_a_customers_figures_are_of_their_cases(acme):
    lived("2026-11-20T10:00", "2026-11-20T11:00", contact=acme.customer)
    lived("2026-11-20T10:00", account=acme.account)
    found = reckon(of(acme.agent, "contact", acme.customer.pk), asked("7d"), now=NOW)
    assert shown(found) == (1, 0, 1)
