"""Deeds on many cases (U25): done by the verbs of one, told case by case, taken back for a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.editing import edit
from atenda.cases.lifecycle import close
from atenda.cases.models import Case, FieldRule
from atenda.history.models import Event
from atenda.organizations.revisions import touch
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.worklists.bulk import running
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.foretelling import foretell
from atenda.worklists.bulk.refusals import NoWayBack, TooLate
from atenda.worklists.jobs import forget
from atenda.worklists.models import BulkDeed, BulkRow, Outcome, Stage
from atenda.worklists.question import Question, read_question


def begin(by: Agent, *cases: Case, all_of: Question | None = None, **asked: Any) -> BulkDeed:
    chosen = Chosen(all_of or Question(), tuple(case.folio for case in cases), all_of_it=all_of is not None)
    return running.begin(asked, chosen, key=uuid4(), by=by, now=NOW)


def done(by: Agent, *cases: Case, all_of: Question | None = None, **asked: Any) -> BulkDeed:
    bulk = begin(by, *cases, all_of=all_of, **asked)
    running.carry_on(bulk, until_done=True)
    return bulk


def outcomes(bulk: BulkDeed) -> dict[int, tuple[str, str]]:
    rows = BulkRow.objects.filter(bulk=bulk).values_list("folio", "outcome", "reason")
    return {folio: (outcome, reason) for folio, outcome, reason in rows}


def test_a_field_is_set_on_all_of_them_by_the_person_who_asked(acme: Cast) -> None:
    high = acme.priority("Alta")
    first, second, so_already = make.case(), make.case(), make.case(priority=high)
    bulk = done(acme.agent, first, second, so_already, deed="priority", to=high.pk)
    assert outcomes(bulk) == {
        first.folio: (Outcome.CHANGED, ""),
        second.folio: (Outcome.CHANGED, ""),
        so_already.folio: (Outcome.UNCHANGED, ""),
    }
    assert set(Case.objects.values_list("priority", flat=True)) == {high.pk}
    assert (bulk.stage, bulk.figures) == (Stage.DONE, {"changed": 2, "unchanged": 1})
    row = BulkRow.objects.get(bulk=bulk, folio=first.folio)
    event = Event.objects.get(pk=row.event_ids[0])
    assert (event.kind, event.actor, event.case) == ("case.edited", acme.agent, first)


def test_everything_the_question_lets_through_is_meant_and_nothing_else(acme: Cast) -> None:
    high, closed = acme.priority("Alta"), make.case("Pechado")
    close(closed, by=acme.agent, now=NOW)
    meant = [make.case(category=acme.category("Queja")) for _ in range(60)]
    other = make.case(category=acme.category("Consulta"))
    question = read_question({"category": str(acme.category("Queja").pk)})
    bulk = done(acme.agent, all_of=question, deed="priority", to=high.pk)
    assert bulk.figures == {"changed": 60}
    assert set(outcomes(bulk)) == {case.folio for case in meant}
    assert not Case.objects.filter(pk__in=[closed.pk, other.pk], priority=high).exists()


def test_each_case_is_changed_or_refused_for_a_reason_of_its_own(acme: Cast) -> None:
    free, hidden, binned = make.case(), make.case(responsible=acme.colleague), make.case()
    bulk = begin(acme.agent, free, hidden, binned, deed="responsible", to=acme.colleague.pk)
    Role.objects.filter(kind=RoleKind.AGENT).update(sees=Sees.OWN)
    Case.objects.filter(pk=binned.pk).update(binned_at=NOW)
    running.carry_on(bulk, until_done=True)
    assert outcomes(bulk) == {
        free.folio: (Outcome.CHANGED, ""),
        hidden.folio: (Outcome.REFUSED, "OutOfSight"),
        binned.folio: (Outcome.REFUSED, "OutOfSight"),
    }


def test_rights_taken_away_meanwhile_refuse_the_rest(acme: Cast) -> None:
    case = make.case()
    bulk = begin(acme.agent, case, deed="priority", to=acme.priority("Alta").pk)
    Role.objects.filter(kind=RoleKind.AGENT).update(abilities=["cases.many"])
    running.carry_on(bulk, until_done=True)
    assert outcomes(bulk) == {case.folio: (Outcome.REFUSED, "NotAllowed")}


def test_a_killed_worker_goes_on_where_it_was_and_does_nothing_twice(
    acme: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [make.case() for _ in range(5)]
    bulk = begin(acme.agent, *cases, deed="priority", to=acme.priority("Alta").pk)
    settle, settled = running._settle, []

    def dies_at_the_third(row: BulkRow, waits: Outcome) -> None:
        settle(row, waits)
        settled.append(row.folio)
        if len(settled) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(running, "_settle", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        running.carry_on(bulk)
    monkeypatch.setattr(running, "_settle", settle)
    assert sorted(outcome for outcome, _ in outcomes(bulk).values()) == ["changed"] * 2 + ["waiting"] * 3
    running.carry_on(bulk)
    assert bulk.figures == {"changed": 5}
    assert Event.objects.filter(kind="case.edited").count() == 5


def test_stopped_half_way_the_rest_stays_and_what_is_done_can_be_undone(acme: Cast) -> None:
    high = acme.priority("Alta")
    bulk = begin(acme.agent, *(make.case() for _ in range(25)), deed="priority", to=high.pk)
    running.advance(bulk, now=NOW)
    running.stop(bulk, now=NOW)
    running.carry_on(bulk)
    assert (bulk.stage, bulk.figures) == (Stage.STOPPED, {"changed": 20, "waiting": 5})
    running.undo_all(bulk, by=acme.agent, now=NOW)
    running.carry_on(bulk, until_done=True)
    assert bulk.figures == {"undone": 20, "waiting": 5}
    assert not Case.objects.filter(priority=high).exists()


def test_stopped_in_the_middle_of_a_batch_no_further_case_is_done(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that undoing right after leaves none behind that was done later."""
    bulk = begin(acme.agent, *(make.case() for _ in range(3)), deed="priority", to=acme.priority("Alta").pk)
    really = running.do

    def do_and_stop(*of: Any, **said: Any) -> None:
        really(*of, **said)
        running.stop(BulkDeed.objects.get(pk=bulk.pk), now=NOW)

    monkeypatch.setattr(running, "do", do_and_stop)
    running.advance(bulk, now=NOW)
    assert (bulk.stage, bulk.figures) == (Stage.STOPPED, {"changed": 1, "waiting": 2})
    running.undo_all(bulk, by=acme.agent, now=NOW)
    running.carry_on(bulk, until_done=True)
    assert (bulk.stage, bulk.figures) == (Stage.UNDONE, {"undone": 1, "waiting": 2})


def test_what_was_stopped_goes_on_with_the_rest_and_is_undone_as_one(acme: Cast) -> None:
    high = acme.priority("Alta")
    bulk = begin(acme.agent, *(make.case() for _ in range(25)), deed="priority", to=high.pk)
    running.advance(bulk, now=NOW)
    running.stop(bulk, now=NOW)
    running.resume(bulk, now=NOW + timedelta(hours=1))
    running.carry_on(bulk, until_done=True)
    assert (bulk.stage, bulk.figures) == (Stage.DONE, {"changed": 25})
    running.undo_all(bulk, by=acme.agent, now=bulk.ended_at)
    running.carry_on(bulk, until_done=True)
    assert bulk.figures == {"undone": 25}


def test_neither_what_is_done_nor_what_was_stopped_yesterday_goes_on(acme: Cast) -> None:
    finished = done(acme.agent, make.case(), deed="priority", to=acme.priority("Alta").pk)
    stopped = begin(acme.agent, make.case(), deed="priority", to=acme.priority("Alta").pk)
    running.stop(stopped, now=NOW)
    with pytest.raises(TooLate):
        running.resume(finished, now=NOW)
    with pytest.raises(TooLate):
        running.resume(stopped, now=NOW + timedelta(hours=24, seconds=1))
    assert stopped.stage == Stage.STOPPED


def test_what_is_foretold_of_people_and_customers_is_what_happens(acme: Cast) -> None:
    """Of cases that have the same of a field, and yet one person more, or another company."""
    first, helper = acme.agent, acme.colleague
    deeds: list[dict[str, Any]] = [
        {"deed": "assignees", "how": "set", "ids": [helper.pk]},
        {"deed": "customer", "to": f"contact:{acme.customer.pk}"},
    ]
    FieldRule.objects.create(field="customer", mass_editable=True)
    touch()
    make.case(responsible=first, assignees=[helper], contact=acme.customer, account=None)
    make.case(responsible=first, assignees=[helper, acme.supervisor], contact=acme.customer, account=acme.account)
    for asked in deeds:
        cases = tuple(Case.objects.values_list("folio", flat=True))
        foretold = foretell(lambda asked=asked: asked, Chosen(Question(), cases), by=first, now=NOW)
        figures = done(first, *Case.objects.all(), **asked).figures
        assert (foretold.changed, foretold.unchanged) == (figures.get("changed", 0), figures.get("unchanged", 0))
        assert figures == {"changed": 1, "unchanged": 1}


def test_undone_it_leaves_alone_what_others_changed_since(acme: Cast) -> None:
    high, low = acme.priority("Alta"), acme.priority("Normal")
    touched, other_field, untouched = (make.case(priority=low) for _ in range(3))
    bulk = done(acme.agent, touched, other_field, untouched, deed="priority", to=high.pk)
    edit(touched, by=acme.colleague, now=NOW, priority=acme.priority("Media"))
    edit(other_field, by=acme.colleague, now=NOW, category=acme.category("Queja"))
    running.undo_all(bulk, by=acme.agent, now=NOW + timedelta(hours=1))
    running.carry_on(bulk, until_done=True)
    assert outcomes(bulk) == {
        touched.folio: (Outcome.KEPT, "ChangedSince"),
        other_field.folio: (Outcome.UNDONE, ""),
        untouched.folio: (Outcome.UNDONE, ""),
    }
    assert [case.priority.labels["es"] for case in Case.objects.order_by("folio")] == ["Media", "Normal", "Normal"]
    assert bulk.stage == Stage.UNDONE


def test_after_a_day_it_is_not_undone(acme: Cast) -> None:
    bulk = done(acme.agent, make.case(), deed="priority", to=acme.priority("Alta").pk)
    with pytest.raises(NoWayBack):
        running.undo_all(bulk, by=acme.agent, now=bulk.ended_at + timedelta(hours=24, seconds=1))


def test_a_deadline_is_set_by_hand_and_taken_away(acme: Cast) -> None:
    monday, friday = NOW + timedelta(days=3), NOW + timedelta(days=7)
    case, so_already = make.case(), make.case(due_at=friday)
    bulk = done(acme.agent, case, so_already, deed="due_at", to=friday.isoformat())
    assert [row[0] for row in outcomes(bulk).values()] == [Outcome.CHANGED, Outcome.UNCHANGED]
    assert set(Case.objects.values_list("due_at", flat=True)) == {friday}
    edit(so_already, by=acme.colleague, now=NOW, due_at=monday)
    running.undo_all(bulk, by=acme.agent, now=NOW)
    running.carry_on(bulk, until_done=True)
    assert [case.due_at for case in Case.objects.order_by("folio")] == [None, monday]
    done(acme.agent, case, so_already, deed="due_at", to=None)
    assert set(Case.objects.values_list("due_at", flat=True)) == {None}


def test_people_are_added_taken_away_and_made_responsible(acme: Cast) -> None:
    case, lonely = make.case(responsible=acme.agent, assignees=[acme.supervisor]), make.case()
    people = [acme.colleague.pk, acme.supervisor.pk]
    done(acme.supervisor, case, lonely, deed="assignees", how="add", ids=people)
    assert Case.objects.get(pk=case.pk).assignee_ids == [acme.agent.pk, acme.supervisor.pk, acme.colleague.pk]
    assert Case.objects.get(pk=lonely.pk).assignee_ids == people
    done(acme.supervisor, case, lonely, deed="assignees", how="remove", ids=people)
    assert Case.objects.get(pk=case.pk).assignee_ids == [acme.agent.pk]
    assert Case.objects.get(pk=lonely.pk).assignee_ids == []
    done(acme.supervisor, case, deed="responsible", to=acme.colleague.pk)
    assert Case.objects.get(pk=case.pk).assignee_ids == [acme.colleague.pk]
    done(acme.supervisor, case, deed="responsible", to=None)
    assert Case.objects.get(pk=case.pk).assignee_ids == []


def test_what_became_of_each_case_is_forgotten_after_ninety_days(acme: Cast, other: Cast) -> None:
    old, recent, under_way = (
        begin(acme.agent, make.case(), deed="priority", to=acme.priority("Alta").pk) for _ in range(3)
    )
    for bulk in (old, recent):
        running.carry_on(bulk, until_done=True)
    long_ago = timezone.now() - timedelta(days=91)
    BulkDeed.objects.filter(pk__in=[old.pk, under_way.pk]).update(begun_at=long_ago)
    BulkDeed.objects.filter(pk=recent.pk).update(begun_at=timezone.now() - timedelta(days=89))
    forget(0)
    left = set(BulkRow.objects.values_list("bulk_id", flat=True))
    assert left == {recent.pk, under_way.pk}
    assert BulkDeed.objects.get(pk=old.pk).figures == {"changed": 1}
