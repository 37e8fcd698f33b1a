"""Days that are added up give the figures that the cases give, whatever is done late."""

import pytest

from atenda.cases.binning import bin_case
from atenda.cases.lifecycle import cancel, close, reopen
from atenda.cases.models import Case
from atenda.figures.adding_up import add_up
from atenda.figures.models import AddedUp, Day, Stale
from atenda.figures.reckoning import Reckoning
from atenda.figures.reconciling import differing_days
from atenda.figures.tests.lives import DAY, HOUR, NOW, at, behind, figures, lived, shown

pytestmark = pytest.mark.usefixtures("cancelled")


def test_days_added_up_give_the_same_figures(acme):
    names = ("today", "7d", "30d", "90d", "month", "quarter", "year", "2026-11-01..2026-11-15", "2026-11-20")
    _a_busy_month(acme)
    counted = {name: figures(acme.agent, name) for name in names}
    add_up(NOW)
    assert AddedUp.objects.get().until.isoformat() == "2026-11-21"
    assert not Stale.objects.exists()
    assert {name: _close_to(figures(acme.agent, name)) for name in names} == {
        name: _close_to(found) for name, found in counted.items()
    }
    for name in names:
        assert shown(figures(acme.agent, name)) == behind(acme.agent, name)


@pytest.mark.parametrize("hour", ["00:00:01", "10:00:00", "10:00:00.000001", "11:00:00.000001", "23:59:59"])
def test_the_day_that_ends_the_period_before_is_parted_at_any_moment(acme, hour):
    for minute in range(3):
        lived("2026-11-21T10:00", f"2026-11-21T11:0{minute}")
    case = lived("2026-11-19T10:00", "2026-11-21T09:00")
    reopen(case, by=acme.agent, now=at("2026-11-21T12:00"))
    now = at(f"2026-11-22T{hour}")
    counted = _close_to(figures(acme.agent, "today", now=now))
    add_up(at("2026-11-22T00:16"))
    assert _close_to(figures(acme.agent, "today", now=now)) == counted
    close(case, by=acme.agent, now=at("2026-11-21T13:00"))  # said late, of a day added up
    Stale.objects.create(case=case)
    add_up(at("2026-11-22T00:17"))
    counted = figures(acme.agent, "today", now=now).before.flow
    Day.objects.all().delete()
    AddedUp.objects.all().delete()
    assert figures(acme.agent, "today", now=now).before.flow == counted


def test_what_is_done_late_makes_its_days_stale_and_they_are_added_up_again(acme):
    cases = _a_busy_month(acme)
    add_up(NOW)
    closed = next(case for case in cases if case.closed_at and case.state.lifecycle == "closed")
    Stale.objects.all().delete()
    reopen(closed, by=acme.agent, now=NOW - HOUR)
    bin_case(cases[0], by=acme.admin, now=NOW - HOUR)
    assert set(Stale.objects.values_list("case_id", flat=True)) == {closed.pk, cases[0].pk}
    assert list(differing_days(NOW)) == []  # they wait
    Stale.objects.all().delete()
    assert [drift.n for drift in differing_days(NOW)] != []
    for case in (closed, cases[0]):
        Stale.objects.create(case=case)
    add_up(NOW)
    assert list(differing_days(NOW)) == []
    for name in ("30d", "year"):
        assert shown(figures(acme.agent, name)) == behind(acme.agent, name)


def test_the_next_day_is_added_up_after_midnight_and_a_little(acme):
    lived("2026-11-20T10:00")
    add_up(NOW)
    lived("2026-11-22T10:00")
    add_up(at("2026-11-23T00:10"))
    assert AddedUp.objects.get().until.isoformat() == "2026-11-21"
    add_up(at("2026-11-23T00:16"))
    assert AddedUp.objects.get().until.isoformat() == "2026-11-22"
    assert list(Day.objects.order_by("day").values_list("opened", flat=True)) == [1, 0, 1]


def test_days_between_a_year_and_the_same_dates_of_the_year_before_are_in_neither(acme):
    for day in ("2025-11-10", "2025-11-22", "2025-12-10", "2026-02-01"):
        lived(f"{day}T10:00")
    lived("2025-11-22T16:00", "2025-12-20T10:00")
    for _ in range(2):
        found = figures(acme.agent, "year")
        assert (found.now.flow.opened, found.now.pending, found.now.flow.solved) == (1, 4, 0)
        assert (found.before.flow.opened, found.before.pending, found.before.flow.solved) == (2, 2, 0)
        add_up(NOW)


def test_another_zone_is_added_up_anew(acme):
    lived("2026-11-20T00:30")
    add_up(NOW)
    acme.organization.time_zone = "America/Mexico_City"
    add_up(NOW)
    assert [f"{day}" for day in Day.objects.filter(opened=1).values_list("day", flat=True)] == ["2026-11-19"]


def _a_busy_month(acme) -> list[Case]:
    cases = []
    for number in range(30):
        case = lived(f"2026-10-{1 + number:02}T{number % 24:02}:10")
        cases.append(case)
        if number % 2:
            close(case, by=None, now=case.created_at + (number % 7) * DAY + HOUR)
        if number % 6 == 1:
            reopen(case, by=None, now=case.created_at + 12 * DAY)
        if number % 12 == 1:
            close(case, by=None, now=case.created_at + 20 * DAY)
        if number % 8 == 2:
            cancel(case, by=None, now=case.created_at + 5 * DAY)
    return cases


def _close_to(found: Reckoning) -> object:
    numbers = [found.now.pending, found.before.pending]
    numbers += [getattr(one.flow, name) for one in (found.now, found.before) for name in ("opened", "solved")]
    seconds = [round(one.flow.seconds) for one in (found.now, found.before)]
    return (
        numbers,
        seconds,
        [(one.day, one.pending, one.flow.opened, one.flow.gone, one.flow.back) for one in found.days],
    )
