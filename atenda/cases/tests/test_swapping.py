"""A replacement is carried out in batches: whatever happens in between, each case once."""

from datetime import timedelta

import pytest

from atenda.cases import picklists, swapping
from atenda.cases.jobs import replace as replace_job
from atenda.cases.models import Case, Lifecycle, Replacement
from atenda.cases.reconciling import reconcile
from atenda.cases.replacing import replace
from atenda.cases.successors import BeingReplaced
from atenda.cases.tests.replaced import SOON, carry_out, value
from atenda.history.chain import verify
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW


def test_it_goes_on_where_a_killed_worker_stopped(acme, monkeypatch):
    monkeypatch.setattr(swapping, "BATCH", 2)
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    for _ in range(5):
        make.case(category=old)
    begun = replace(old, to=new, by=acme.admin, now=NOW)
    assert swapping.advance(begun, now=SOON)
    events = Event.objects.count()

    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(swapping, "record_many", killed)
        with pytest.raises(KeyboardInterrupt):
            swapping.advance(begun, now=SOON)
    kept = Replacement.objects.get()
    assert (kept.done, kept.finished_at, Event.objects.count()) == (2, None, events)
    assert Case.objects.filter(category=old).count() == 3

    replace_job(acme.organization.pk, begun.pk)
    kept.refresh_from_db()
    assert (kept.done, kept.cases, kept.finished_at is None) == (5, 5, False)
    assert Case.objects.filter(category=new).count() == 5
    assert Event.objects.filter(kind="case.value_replaced").count() == 5
    assert (list(verify()), reconcile()) == ([], [])


def test_run_twice_nothing_happens_twice(acme):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    case = make.case(category=old)
    begun = replace(old, to=new, by=acme.admin, now=NOW)
    carry_out(begun)
    seen = last_seq(case)
    carry_out(begun)
    replace_job(acme.organization.pk, begun.pk)

    assert last_seq(case) == seen
    assert Replacement.objects.get().done == 1


def test_what_stands_still_is_woken_and_stragglers_are_fetched(acme, monkeypatch):
    woken = []
    monkeypatch.setattr(swapping, "wake", lambda replacement: woken.append(replacement.pk))
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    begun = replace(old, to=new, by=acme.admin, now=NOW)
    swapping.sweep(NOW + timedelta(seconds=10))
    assert woken == []
    swapping.sweep(NOW + timedelta(minutes=2))
    assert woken == [begun.pk]
    carry_out(begun, now=SOON)
    late = make.case()
    Case.objects.filter(pk=late.pk).update(category=old)  # a form that was being saved when the value was retired
    swapping.sweep(SOON + timedelta(minutes=1))
    assert woken == [begun.pk] * 2
    carry_out(begun, now=SOON + timedelta(minutes=1))
    late.refresh_from_db()
    assert (late.category, Replacement.objects.get().finished_at) == (new, SOON)
    swapping.sweep(SOON + timedelta(minutes=6))
    assert woken == [begun.pk] * 2


def test_a_value_brought_back_keeps_its_new_cases(acme):
    old, new = acme.category("Queja"), value("categories", "Reclamación")
    begun = replace(old, to=new, by=acme.admin, now=NOW)
    for deed in (picklists.restore, picklists.retire):
        with pytest.raises(BeingReplaced):
            deed(new if deed is picklists.retire else old, by=acme.admin, now=NOW)
    with pytest.raises(BeingReplaced):
        replace(new, to=acme.category("Incidencia"), by=acme.admin, now=NOW)
    carry_out(begun)
    old.refresh_from_db()
    picklists.restore(old, by=acme.admin, now=SOON)
    case = make.case(category=old)
    carry_out(begun)
    case.refresh_from_db()
    assert case.category == old


def test_the_life_cycle_of_a_state_waits_until_it_has_been_replaced(acme):
    old = acme.state("En espera")
    new = value("states", "Parado", lifecycle=Lifecycle.WAITING)
    make.case(state=old)
    replace(old, to=new, by=acme.admin, now=NOW)
    with pytest.raises(BeingReplaced):
        picklists.change(new, lifecycle=Lifecycle.CLOSED, by=acme.admin, now=NOW)
