"""A deed can be taken back by its inverse; what changed since is never overwritten."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.cases import assignment, catalogue, editing, lifecycle
from atenda.cases.models import Case
from atenda.cases.reconciling import reconcile
from atenda.customers import merging
from atenda.customers.tests.twice import noa_twice
from atenda.history import undoing
from atenda.history.chain import verify
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, UndoneBefore, may_undo, undo, way_back
from atenda.organizations.refusals import Refused
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(minutes=5)


def last_event(case: Case) -> Event:
    return Event.objects.filter(case=case).select_related("case").order_by("-seq").first()


@pytest.fixture
def case(acme):
    return make.case("No arranca la cámara", description="Desde ayer.", by=acme.agent)


def test_an_edit_is_taken_back_and_says_what_it_took_back(case, acme):
    editing.edit(case, reference="Otra cosa", description="", by=acme.agent, now=NOW)
    edited = last_event(case)
    undo(edited, by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert (case.reference, case.description) == ("No arranca la cámara", "Desde ayer.")
    assert last_event(case).cause_id == edited.pk
    assert list(verify()) == []


def test_a_picklist_value_comes_back_by_its_row(case, acme):
    was = case.priority_id
    other = next(value for value in catalogue.priorities().values() if value.id != was)
    editing.edit(case, priority=type(case.priority).objects.get(pk=other.id), by=acme.agent, now=NOW)
    undo(last_event(case), by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert case.priority_id == was


def test_people_come_back_in_their_order(case, acme):
    assignment.assign(case, responsible=acme.agent, others=[acme.supervisor], by=acme.agent, now=NOW)
    assignment.assign(case, responsible=acme.supervisor, others=[], by=acme.agent, now=NOW)
    undo(last_event(case), by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert case.assignee_ids == [acme.agent.pk, acme.supervisor.pk]
    assert case.responsible_id == acme.agent.pk


def test_a_close_taken_back_is_no_reopening(case, acme):
    was = case.state_id
    assignment.assign(case, responsible=acme.agent, others=[], by=acme.agent, now=NOW)
    lifecycle.close(case, solution="Trocouse a peza", by=acme.agent, now=NOW)
    undo(last_event(case), by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert (case.state_id, case.closed_at, case.first_closed_at, case.reopen_count) == (was, None, None, 0)
    assert case.solution == ""
    assert reconcile() == []


def test_a_second_close_taken_back_keeps_the_first(case, acme):
    lifecycle.close(case, by=acme.agent, now=NOW)
    lifecycle.reopen(case, by=acme.agent, now=NOW)
    lifecycle.close(case, by=acme.agent, now=LATER)
    undo(last_event(case), by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert (case.closed_at, case.first_closed_at, case.reopen_count) == (None, NOW, 1)


def test_a_reopening_taken_back_was_none(case, acme):
    lifecycle.close(case, by=acme.agent, now=NOW)
    lifecycle.reopen(case, by=acme.agent, now=LATER)
    undo(last_event(case), by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert (case.closed_at, case.first_closed_at, case.reopen_count) == (NOW, NOW, 0)
    assert reconcile() == []


def test_a_case_that_went_on_stays_where_it_is(case, acme):
    lifecycle.close(case, by=acme.agent, now=NOW)
    closed = last_event(case)
    lifecycle.reopen(case, by=acme.supervisor, now=NOW)
    with pytest.raises(ChangedSince):
        undo(closed, by=acme.agent, now=LATER)


def test_a_value_out_of_use_does_not_come_back(case, acme):
    was = case.priority
    other = next(value for value in catalogue.priorities().values() if value.id != was.pk)
    editing.edit(case, priority=type(was).objects.get(pk=other.id), by=acme.agent, now=NOW)
    type(was).objects.filter(pk=was.pk).update(retired_at=NOW)
    with pytest.raises(Refused):
        undo(last_event(case), by=acme.agent, now=LATER)


def test_what_changed_since_is_not_overwritten(case, acme):
    editing.edit(case, reference="Segunda", by=acme.agent, now=NOW)
    first = last_event(case)
    editing.edit(case, reference="Tercera", by=acme.supervisor, now=NOW)
    with pytest.raises(ChangedSince):
        undo(first, by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert case.reference == "Tercera"


def test_a_change_of_another_field_since_does_not_matter(case, acme):
    editing.edit(case, reference="Segunda", by=acme.agent, now=NOW)
    first = last_event(case)
    editing.edit(case, description="Más.", by=acme.supervisor, now=NOW)
    undo(first, by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert (case.reference, case.description) == ("No arranca la cámara", "Más.")


def test_twice_is_refused_and_an_undo_can_be_undone(case, acme):
    editing.edit(case, reference="Segunda", by=acme.agent, now=NOW)
    edited = last_event(case)
    undo(edited, by=acme.agent, now=LATER)
    with pytest.raises(UndoneBefore):
        undo(edited, by=acme.agent, now=LATER)
    undo(last_event(case), by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert case.reference == "Segunda"


def test_after_thirty_days_it_stays(case, acme):
    editing.edit(case, reference="Segunda", by=acme.agent, now=NOW)
    with pytest.raises(CannotUndo):
        undo(last_event(case), by=acme.agent, now=NOW + timedelta(days=31))


def test_others_deeds_need_the_ability(case, acme):
    editing.edit(case, reference="Segunda", by=acme.agent, now=NOW)
    edited = last_event(case)
    assert may_undo(acme.agent, edited, LATER)
    assert not may_undo(acme.observer, edited, LATER)
    assert may_undo(acme.admin, edited, LATER)


def test_opening_a_case_has_no_way_back_yet(case, acme):
    assert not may_undo(acme.agent, last_event(case), LATER)


def test_the_bar_after_a_deed_takes_it_back(case, acme, visit):
    visit.as_(acme.agent)
    editing.edit(case, reference="Segunda", by=acme.agent, now=timezone.now())
    event = last_event(case)
    answer = visit.post(acme.url("deeds/undoing/"), {"deed": event.pk, "next": acme.url("cases/1/")})
    assert answer["Location"] == acme.url("cases/1/")
    case.refresh_from_db()
    assert case.reference == "No arranca la cámara"


def bar(visit, acme):
    """The events that the bar of the next page takes back, as it sends them."""
    shown = visit.get(acme.url("cases/")).content.decode()
    return re.findall(r'name="deed" value="([^"]*)"', shown)


def taken_back(visit, acme, event):
    """Whether it was, and what the bar offers then."""
    assert visit.post(acme.url("deeds/undoing/"), {"deed": event.pk}).status_code == 302
    assert Event.objects.filter(cause_id=event.pk).exists()
    return bar(visit, acme)


def test_the_bar_takes_back_what_was_taken_back(case, acme, visit):
    visit.as_(acme.agent)
    editing.edit(case, reference="Segunda", by=acme.agent, now=timezone.now())
    assert taken_back(visit, acme, last_event(case)) == [str(last_event(case).pk)]


def test_the_bar_offers_nothing_that_has_no_way_back(case, acme, visit):
    visit.as_(acme.agent)
    lifecycle.close(case, by=acme.agent, now=timezone.now())
    assert taken_back(visit, acme, last_event(case)) == []


def test_the_bar_offers_nothing_for_a_merging_taken_back(acme, visit):
    pair = noa_twice(acme)
    for number in range(3):
        make.case(f"Caso {number}", contact=pair[1])
    event = merging.merge(*pair, by=acme.agent, now=timezone.now())
    assert taken_back(visit.as_(acme.agent), acme, event) == []


def test_the_bar_offers_no_more_events_than_it_takes_back(acme, monkeypatch):
    cases = [make.case(f"Caso {number}", by=acme.agent) for number in range(2)]
    now = timezone.now()
    with one_deed() as done:
        for case in cases:
            editing.edit(case, reference="Outra", by=acme.agent, now=now)
    assert way_back(done, by=acme.agent, now=now) == done.event_ids
    assert way_back(done, by=acme.observer, now=now) == []
    monkeypatch.setattr(undoing, "MOST_AT_ONCE", 1)
    assert way_back(done, by=acme.agent, now=now) == []


def test_where_to_go_on_is_a_page_of_ours(case, acme, visit):
    visit.as_(acme.agent)
    editing.edit(case, reference="Segunda", by=acme.agent, now=timezone.now())
    answer = visit.post(acme.url("deeds/undoing/"), {"deed": last_event(case).pk, "next": "https://evil.example/"})
    assert answer["Location"] == acme.url("deeds/")


@pytest.mark.parametrize("deed", ["", "x", "1-", "9" * 30, "0", "-".join(["1"] * 11)])
def test_what_names_no_deed_is_not_found(deed, acme, visit):
    assert visit.as_(acme.agent).post(acme.url("deeds/undoing/"), {"deed": deed}).status_code == 404


def test_another_organizations_deed_is_not_found(case, acme, other, visit):
    editing.edit(case, reference="Segunda", by=acme.agent, now=timezone.now())
    answer = visit.as_(other.admin).post(other.url("deeds/undoing/"), {"deed": last_event(case).pk})
    assert answer.status_code == 404


def test_the_page_shows_what_i_did_and_what_of_it_was_undone(case, acme, visit):
    editing.edit(case, reference="Segunda", by=acme.agent, now=timezone.now())
    visit.as_(acme.agent)
    page = visit.get(acme.url("deeds/"))
    assert "Segunda" in page.text
    undo(last_event(case), by=acme.agent, now=timezone.now())
    assert visit.get(acme.url("deeds/")).status_code == 200
    assert "Segunda" not in visit.as_(acme.supervisor).get(acme.url("deeds/")).text
