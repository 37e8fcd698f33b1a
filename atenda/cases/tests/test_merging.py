"""Merging is a pointer: the merged case keeps what is its own, and can go its own way again (U1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.access.abilities import Sees
from atenda.cases import assignment, catalogue, editing, events, lifecycle
from atenda.cases.binning import bin_case
from atenda.cases.merging import MOST, merge, merged_into
from atenda.cases.models import Case, Lifecycle, State
from atenda.cases.parting import unmerge
from atenda.cases.reconciling import reconcile
from atenda.cases.refusals import CannotMergeCases, InTheBin, Merged, MergedTwice, TooManyToMerge, WrongEnding
from atenda.conversations.noting import note
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.history.undoing import ChangedSince, undo
from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.worklists.paging import tab_counts
from atenda.worklists.question import View

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cases(acme):
    return [make.case(f"Caso {number}", by=acme.agent) for number in range(4)]


def fresh(case):
    return Case.objects.get(pk=case.pk)


def kinds(case):
    return list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def test_a_merged_case_points_to_the_one_that_goes_on_and_is_pending_no_more(cases, acme):
    stays, goes, *_ = cases
    merge(stays, [goes], by=acme.agent, now=LATER)
    case = fresh(goes)
    assert (case.merged_into, case.survivor, case.is_pending, case.closed_at) == (stays, stays, False, LATER)
    assert (case.state.is_merged, case.state.lifecycle, case.state.is_finished) == (True, Lifecycle.CANCELLED, True)
    assert (fresh(stays).has_merged, fresh(stays).is_pending, merged_into(fresh(stays))) == (True, True, [goes])
    assert fresh(stays).ids_together() == [stays.pk, goes.pk]
    assert (kinds(goes)[-1], kinds(stays)[-1]) == ("case.merged", "case.absorbed")
    counts = tab_counts(acme.agent)
    assert (counts[View.PENDING], counts[View.CLOSED], counts[View.ALL]) == (3, 1, 4)
    assert reconcile() == []
    assert list(verify()) == []


def test_nobody_can_choose_the_state_of_merged_cases(cases, acme):
    merge(cases[0], [cases[1]], by=acme.agent, now=LATER)
    merge(cases[2], [cases[3]], by=acme.agent, now=LATER)
    state = State.objects.get(is_merged=True)
    assert catalogue.states()[state.pk] not in catalogue.in_use(catalogue.states())


def test_a_finished_case_keeps_its_state_and_its_end(cases, acme):
    stays, goes, *_ = cases
    lifecycle.close(goes, by=acme.agent, now=NOW)
    state = fresh(goes).state
    merge(stays, [goes], by=acme.agent, now=LATER)
    assert (fresh(goes).state, fresh(goes).closed_at) == (state, NOW)
    unmerge(goes, by=acme.agent, now=LATER)
    assert (fresh(goes).state, fresh(goes).closed_at, fresh(goes).merged_into) == (state, NOW, None)
    assert reconcile() == []


def test_what_goes_takes_no_more_deeds(cases, acme):
    stays, goes, *_ = cases
    merge(stays, [goes], by=acme.agent, now=LATER)
    for do in (
        lambda: lifecycle.reopen(goes, by=acme.agent, now=LATER),
        lambda: editing.edit(goes, reference="Outra", by=acme.agent, now=LATER),
        lambda: note(goes, body="Ola", by=acme.agent, now=LATER),
        lambda: bin_case(goes, by=acme.agent, now=LATER),
    ):
        with pytest.raises(Merged) as refused:
            do()
        assert str(stays.folio) in str(refused.value)


def test_whoever_works_on_it_works_on_the_survivor_and_goes_with_it_again(cases, acme):
    stays, goes, other, _ = cases
    assignment.assign(stays, responsible=acme.agent, by=acme.agent, now=NOW)
    assignment.assign(goes, responsible=acme.colleague, others=[acme.agent], by=acme.agent, now=NOW)
    assignment.assign(other, responsible=acme.colleague, by=acme.agent, now=NOW)
    merge(stays, [goes, other], by=acme.agent, now=LATER)
    assert fresh(stays).assignee_ids == [acme.agent.pk, acme.colleague.pk]
    assert reconcile() == []
    unmerge(goes, by=acme.agent, now=LATER)
    assert fresh(stays).assignee_ids == [acme.agent.pk, acme.colleague.pk]  # the other one is of hers, too
    unmerge(other, by=acme.agent, now=LATER)
    assert fresh(stays).has_merged is False
    assert fresh(goes).assignee_ids == [acme.colleague.pk, acme.agent.pk]
    assert reconcile() == []


def test_months_later_it_goes_its_own_way_with_its_state_and_all_that_is_its_own(cases, acme):
    stays, goes, *_ = cases
    working = catalogue.row(State, catalogue.states_in(Lifecycle.WORKING)[0].id)
    lifecycle.move(goes, to=working, by=acme.agent, now=NOW)
    own = note(goes, body="De antes", by=acme.agent, now=NOW)
    merge(stays, [goes], by=acme.agent, now=LATER)
    after = note(stays, body="De despois", by=acme.agent, now=LATER)
    months = LATER + timedelta(days=120)
    unmerge(goes, by=acme.colleague, now=months)
    case = fresh(goes)
    assert (case.state, case.closed_at, case.reopen_count, case.merged_into) == (working, None, 0, None)
    own.refresh_from_db()
    after.refresh_from_db()
    assert (own.case, after.case) == (goes, stays)
    assert (kinds(goes)[-1], kinds(stays)[-1]) == ("case.unmerged", "case.released")
    counts = tab_counts(acme.agent)
    assert (counts[View.PENDING], counts[View.CLOSED]) == (4, 0)
    assert reconcile() == []
    assert list(verify()) == []


def test_it_may_come_back_in_another_pending_state(cases, acme):
    stays, goes, *_ = cases
    merge(stays, [goes], by=acme.agent, now=LATER)
    with pytest.raises(WrongEnding):
        unmerge(goes, to=catalogue.row(State, catalogue.first_closed_state().id), by=acme.agent, now=LATER)
    waiting = catalogue.row(State, catalogue.states_in(Lifecycle.WAITING)[0].id)
    unmerge(goes, to=waiting, by=acme.agent, now=LATER)
    assert fresh(goes).state == waiting
    before = kinds(goes)
    unmerge(goes, by=acme.agent, now=LATER)
    assert kinds(goes) == before  # again, nothing


def test_a_chain_leads_to_its_end(cases, acme):
    first, second, third, _ = cases
    merge(second, [first], by=acme.agent, now=LATER)
    merge(third, [second], by=acme.agent, now=LATER)
    assert fresh(first).survivor == third
    assert fresh(third).ids_together() == [third.pk, second.pk, first.pk]
    unmerge(second, by=acme.agent, now=LATER)
    assert (fresh(first).survivor, fresh(third).has_merged) == (second, False)
    assert reconcile() == []


def test_crosswise_the_second_is_refused(cases, acme):
    first, second, *_ = cases
    merge(first, [second], by=acme.agent, now=LATER)
    with pytest.raises(MergedTwice):
        merge(second, [first], by=acme.colleague, now=LATER)
    assert fresh(first).survivor == first


def test_what_cannot_be_merged(cases, acme):
    first, second, third, _ = cases
    for goes in ([], [first], [second, first]):
        with pytest.raises(CannotMergeCases):
            merge(first, goes, by=acme.agent, now=LATER)
    bin_case(second, by=acme.admin, now=LATER)
    with pytest.raises(InTheBin):
        merge(first, [second], by=acme.agent, now=LATER)
    with pytest.raises(InTheBin):
        merge(second, [third], by=acme.agent, now=LATER)
    with pytest.raises(TooManyToMerge):
        merge(first, [make.case(str(n), by=acme.agent) for n in range(MOST + 1)], by=acme.agent, now=LATER)


def test_the_whole_deed_is_taken_back(cases, acme):
    stays, *goes = cases
    start = Event.objects.order_by("-pk").first().pk
    merge(stays, goes, by=acme.agent, now=LATER)
    for event in Event.objects.filter(pk__gt=start).order_by("-pk"):
        undo(event, by=acme.agent, now=LATER)
    assert [fresh(case).merged_into for case in cases] == [None] * 4
    assert all(fresh(case).is_pending for case in cases)
    assert reconcile() == []


def test_one_of_them_alone_is_taken_back(cases, acme):
    stays, one, two, _ = cases
    merge(stays, [one, two], by=acme.agent, now=LATER)
    undo(Event.objects.get(case=one, kind=events.MERGED.name), by=acme.agent, now=LATER)
    assert (fresh(one).merged_into, fresh(two).merged_into) == (None, stays)


def test_a_close_of_before_is_not_taken_back_behind_the_pointer(cases, acme):
    stays, goes, *_ = cases
    lifecycle.close(goes, by=acme.agent, now=NOW)
    merge(stays, [goes], by=acme.agent, now=LATER)
    with pytest.raises(ChangedSince):
        undo(Event.objects.get(case=goes, kind="case.closed"), by=acme.agent, now=LATER)


@pytest.mark.parametrize("sees", Sees)
def test_who_sees_a_case_is_answered_alike_by_the_row_and_by_the_database(cases, acme, sees):
    acme.agent.role.sees = sees
    assignment.assign(cases[0], responsible=acme.agent, by=acme.agent, now=NOW)
    assignment.assign(cases[1], responsible=acme.colleague, by=acme.agent, now=NOW)
    Case.objects.filter(pk__in=[cases[1].pk, cases[2].pk]).update(team=acme.team)
    teams = list(acme.agent.memberships.values_list("team_id", flat=True))
    seen = set(Case.objects.visible_to(acme.agent).values_list("pk", flat=True))
    assert {case.pk for case in Case.objects.all() if case.is_in_sight(sees, acme.agent.pk, teams)} == seen
