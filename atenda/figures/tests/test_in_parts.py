"""Figures of who sees a part of the cases: the days added up in parts say what counting the cases by hand says."""

from collections import Counter
from importlib import import_module
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.assignment import assign
from atenda.cases.binning import bin_case, bring_back
from atenda.cases.editing import edit
from atenda.cases.lifecycle import cancel, close, reopen
from atenda.cases.models import Case, Interlude, Lifecycle
from atenda.figures.adding_up import add_up
from atenda.figures.models import AddedUp, DayInPart, Stale
from atenda.figures.periods import day_of
from atenda.figures.reconciling import differing_days, differing_parts
from atenda.figures.tests.lives import DAY, HOUR, MADRID, NOW, at, behind, figures, lived, shown
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.staff.models import Agent, Team
from atenda.testing import make

pytestmark = pytest.mark.usefixtures("cancelled")
PERIODS = ("today", "90d", "month", "2026-11-01..2026-11-15")


@pytest.mark.parametrize("seed", range(3))
def test_a_storm_of_deeds_leaves_the_figures_that_counting_by_hand_gives(acme, seed):
    lot, teams = Random(seed), [None, acme.team, Team.objects.create(name="Outro")]
    people = [acme.agent, acme.colleague, acme.supervisor]
    cases = [_any_case(lot, people, teams) for _ in range(24)]
    add_up(NOW)
    for moment in (NOW - 3 * HOUR, NOW - 2 * HOUR):
        for case in lot.sample(cases, 20):
            _any_deed(lot, Case.objects.get(pk=case.pk), people, teams, acme.admin, moment)
        add_up(NOW)
        assert not Stale.objects.exists()
        assert [*differing_days(NOW), *differing_parts()] == []
        _assert_as_by_hand(acme)


def test_each_scope_is_answered_by_days_added_up(acme):
    """Who sees a part is not counted live: an empty table of parts would show."""
    lived("2026-11-19T10:00", responsible=acme.agent)
    add_up(NOW)
    DayInPart.objects.all().delete()
    for sees in (Sees.OWN, Sees.TEAMS):
        assert shown(figures(_seeing(acme, sees), "7d"))[0] == 0
    assert shown(figures(_seeing(acme, Sees.ALL), "7d"))[0] == 1
    assert [drift.n for drift in differing_parts()] == [1]


def test_a_case_of_two_people_is_counted_once(acme):
    case = lived("2026-11-19T10:00", "2026-11-20T10:00", team=acme.team)
    assign(case, responsible=acme.agent, others=[acme.colleague], by=acme.admin, now=NOW)
    add_up(NOW)
    for sees in Sees:
        assert shown(figures(_seeing(acme, sees), "7d")) == (1, 0, 1)
    rows = DayInPart.objects.filter(opened=1).values_list("holder", "team_key")
    assert sorted(rows) == sorted((holder, acme.team.pk) for holder in (-1, acme.agent.pk, acme.colleague.pk))


def test_only_what_gets_other_people_or_another_team_is_added_up_again(acme):
    now = timezone.now()
    old, new = lived("2026-11-19T10:00"), make.case(now=now - HOUR / 12)
    add_up(NOW)
    Stale.objects.all().delete()
    edit(old, reference="Outra cousa", by=acme.admin, now=now)
    close(old, by=acme.admin, now=now)
    assign(new, responsible=acme.agent, by=acme.admin, now=now)  # it came just now: counted live
    assert not Stale.objects.exists()
    assign(old, responsible=acme.agent, by=acme.admin, now=now)
    assign(old, responsible=acme.agent, by=acme.admin, now=now)
    edit(old, team=acme.team, by=acme.admin, now=now)
    assert list(Stale.objects.values_list("case_id", flat=True)) == [old.pk] * 2


def test_the_day_that_is_not_over_is_added_up_as_far_as_it_is_sure(acme):
    lived("2026-11-20T10:00")
    early = lived("2026-11-22T09:00", "2026-11-22T10:00", responsible=acme.agent)
    lived("2026-11-22T15:14:59", "2026-11-22T15:16", responsible=acme.colleague)
    lived("2026-11-22T15:15")
    add_up(NOW)
    sums = DayInPart.objects.filter(day="2026-11-22", holder=-1).values_list("opened", "gone", "solved")
    assert list(sums) == [(2, 1, 1)]
    assert _of_today(acme) == [(3, 2, 2), (2, 2, 1), (2, 2, 1)]
    reopen(early, by=acme.admin, now=NOW - 5 * HOUR)
    assign(early, responsible=acme.colleague, by=acme.admin, now=NOW)
    add_up(NOW)
    assert [*differing_days(NOW), *differing_parts()] == []
    assert _of_today(acme) == [(3, 3, 1), (1, 2, 0), (1, 2, 0)]
    later = at("2026-11-23T00:10")
    assert shown(figures(acme.agent, "2026-11-22", now=later)) == (3, 3, 1)
    add_up(later + HOUR / 6)
    assert shown(figures(acme.agent, "2026-11-22", now=later)) == (3, 3, 1)
    assert [*differing_days(later), *differing_parts()] == []


def test_a_day_goes_on_every_five_minutes_in_which_something_was_done(acme):
    lived("2026-11-20T10:00")
    lived("2026-11-22T15:20")
    add_up(NOW)
    asked = AddedUp.objects.values_list("so_far", flat=True)
    assert asked.get() == NOW - HOUR / 4
    add_up(NOW + HOUR / 15)
    assert asked.get() == NOW - HOUR / 4
    add_up(NOW + HOUR / 5)
    assert asked.get() == NOW - HOUR / 20
    add_up(NOW + HOUR)
    assert asked.get() == NOW - HOUR / 20
    assert DayInPart.objects.get(day="2026-11-22", holder=-1).opened == 1


def _of_today(acme) -> list[tuple[int, int, int]]:
    """The same for all, for their own, and for their teams', and as it is counted without any sums."""
    found = [shown(figures(_seeing(acme, sees), "today")) for sees in (Sees.ALL, Sees.OWN, Sees.TEAMS)]
    assert found == [behind(_seeing(acme, sees), "today") for sees in (Sees.ALL, Sees.OWN, Sees.TEAMS)]
    return found


def test_what_is_as_it_was_is_not_written_again(acme):
    case, other = (lived("2026-11-19T10:00", responsible=one) for one in (acme.agent, acme.colleague))
    add_up(NOW)
    rows = dict(DayInPart.objects.values_list("holder", "id"))
    assign(case, responsible=acme.supervisor, by=acme.admin, now=NOW)
    Stale.objects.create(case=case)
    add_up(NOW)
    now = dict(DayInPart.objects.values_list("holder", "id"))
    assert set(now) == {-1, acme.colleague.pk, acme.supervisor.pk}
    assert {holder: now[holder] for holder in (-1, acme.colleague.pk)} == {
        holder: rows[holder] for holder in (-1, acme.colleague.pk)
    }
    assert other.pk


def test_the_days_that_stood_already_are_filled_in(acme):
    """What the migration writes is what adding up writes."""
    lot = Random(7)
    people, teams = [acme.agent, acme.colleague], [None, acme.team]
    cases = [_any_case(lot, people, teams) for _ in range(25)]
    reopen(next(case for case in cases if case.closed_at), by=None, now=NOW - HOUR)
    bin_case(cases[0], by=acme.admin, now=NOW - HOUR)
    add_up(NOW)
    kept = _rows()
    DayInPart.objects.all().delete()
    migration = import_module("atenda.figures.migrations.0005_fill_days_in_parts")
    with connection.connection.cursor() as cursor:  # as a migration does it, over all organizations
        cursor.execute(migration.FILL)
    assert _rows() == kept != []


def _rows() -> list[tuple[object, ...]]:
    names = ("holder", "day", "team_key", "opened", "gone", "back", "solved")
    rows = DayInPart.objects.filter(day__lte="2026-11-21").order_by("holder", "day", "team_key")
    return [(*row[:-1], round(row[-1])) for row in rows.values_list(*names, "seconds")]


def _any_case(lot: Random, people, teams) -> Case:
    opened = at("2026-10-01T08:00") + lot.randrange((52 * 24 + 6) * 60) * HOUR / 60
    who = lot.sample(people, lot.randrange(3))
    case = make.case(now=opened, team=lot.choice(teams))
    assign(case, responsible=who[0] if who else None, others=who[1:], by=None, now=opened)
    closed = opened + lot.randrange(1, 20 * 24) * HOUR
    if lot.random() < 0.6 and closed < NOW - DAY:
        close(case, by=None, now=closed)
        if lot.random() < 0.3 and closed + 30 * HOUR < NOW - DAY:
            reopen(case, by=None, now=closed + 30 * HOUR)
    return case


def _any_deed(lot: Random, case: Case, people, teams, admin: Agent, now) -> None:
    if case.binned_at:
        bring_back(case, by=admin, now=now)
        return
    match lot.randrange(6):
        case 0 | 1:
            who = lot.sample(people, lot.randrange(4))
            assign(case, responsible=who[0] if who else None, others=who[1:], by=admin, now=now)
        case 2:
            edit(case, team=lot.choice(teams), by=admin, now=now)
        case 3:
            bin_case(case, by=admin, now=now)
        case 4 if case.closed_at:
            reopen(case, by=admin, now=now)
            if lot.random() < 0.5:
                undo(Event.objects.filter(case=case).latest("seq"), by=admin, now=now + HOUR / 2)
        case 4:
            lot.choice([close, cancel])(case, by=admin, now=now)
        case _:
            assign(case, responsible=None, by=admin, now=now)
            undo(Event.objects.filter(case=case).latest("seq"), by=admin, now=now) if case.assignee_ids else None


def _assert_as_by_hand(acme) -> None:
    told = list(Interlude.objects.all())
    for sees in Sees:
        actor = _seeing(acme, sees)
        seen = list(Case.objects.visible_to(actor).select_related("state"))
        for name in PERIODS:
            found = figures(actor, name)
            opened = Counter(day_of(case.created_at, MADRID) for case in seen)
            for each in found.days:
                end = min(at(f"{each.day + DAY}T00:00"), NOW)
                pending = [case for case in seen if _is_pending(case, end, told)]
                assert (each.flow.opened, each.pending) == (opened[each.day], len(pending)), (sees, name, each.day)
            assert shown(found) == behind(actor, name), (sees, name)
            span = found.period.span
            seconds = [
                (case.closed_at - case.created_at).total_seconds()
                for case in seen
                if case.closed_at and span.start <= case.closed_at < span.end
                if case.state.lifecycle == Lifecycle.CLOSED
            ]
            assert (found.now.flow.solved, round(found.now.flow.seconds)) == (len(seconds), round(sum(seconds)))


def _is_pending(case: Case, moment, told: list[Interlude]) -> bool:
    if case.created_at >= moment:
        return False
    for each in told:
        if each.case_id == case.pk and each.since < moment <= each.until:
            return each.is_pending
    return case.closed_at is None or case.closed_at >= moment


def _seeing(acme, sees: str) -> Agent:
    Role.objects.filter(kind=RoleKind.AGENT).update(sees=sees)
    return Agent.objects.get(pk=acme.agent.pk)
