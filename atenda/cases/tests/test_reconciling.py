"""What `doctor --reconcile` finds."""

from __future__ import annotations

from django.db.models import F

from atenda.cases.lifecycle import close, reopen
from atenda.cases.models import Case, CaseAssignee, CaseCount
from atenda.cases.reconciling import Drift, reconcile
from atenda.organizations.models import Counter
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


def test_what_the_verbs_leave_agrees_with_itself(acme: Cast) -> None:
    first = make.case(responsible=acme.agent, assignees=[acme.colleague])
    make.case()
    close(first, by=acme.agent, now=NOW)
    reopen(first, by=acme.agent, now=NOW)
    assert reconcile() == []


def test_a_wrong_counter_is_found(acme: Cast) -> None:
    case = make.case()
    CaseCount.objects.filter(state=case.state).update(n=F("n") + 1)
    assert reconcile() == [Drift("state whose counters are wrong", 1, (case.state_id,))]


def test_a_lost_link_row_is_found(acme: Cast) -> None:
    case = make.case(responsible=acme.agent, assignees=[acme.colleague])
    CaseAssignee.objects.filter(case=case, agent=acme.colleague).delete()
    assert reconcile() == [Drift("case whose assignees differ from its link rows", 1, (case.folio,))]


def test_a_link_row_that_thinks_its_case_finished_is_found(acme: Cast) -> None:
    case = make.case(responsible=acme.agent)
    CaseAssignee.objects.update(pending=False)
    assert reconcile() == [Drift("link row whose folio, creation or pending differs from its case", 1, (case.folio,))]


def test_a_closing_time_that_the_state_denies_is_found(acme: Cast) -> None:
    case = make.case()
    Case.objects.filter(pk=case.pk).update(closed_at=NOW)
    assert [drift.examples for drift in reconcile()] == [(case.folio,)]


def test_a_folio_that_would_be_given_twice_is_found(acme: Cast) -> None:
    make.case()
    Counter.objects.filter(organization=acme.organization).update(next_folio=1)
    assert reconcile() == [Drift("next folio does not follow the last", 1, (1,))]


def test_many_drifts_are_counted_and_some_named(acme: Cast) -> None:
    folios = [make.case(responsible=acme.agent).folio for _ in range(7)]
    CaseAssignee.objects.update(pending=False)
    (drift,) = reconcile()
    assert (drift.n, drift.examples) == (7, tuple(folios[:5]))
    assert str(drift).endswith("7 (1, 2, 3, 4, 5…)")
