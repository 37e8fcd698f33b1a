from datetime import timedelta

import pytest

from atenda.cases.editing import Conflict, edit, save_form
from atenda.cases.models import Case
from atenda.cases.refusals import NoCustomer
from atenda.history.merging import Change, last_seq, merge
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(minutes=5)


def test_an_edit_records_only_what_changed(acme):
    case = make.case()
    edit(case, reference="No enfría", description="", by=acme.agent, now=LATER)
    payload = Event.objects.get(case=case, seq=2).payloads.get()

    assert (payload.before, payload.after) == ({"reference": "No arranca la cámara"}, {"reference": "No enfría"})
    assert Case.objects.get().updated_at == LATER


def test_saving_what_is_so_already_changes_nothing(acme):
    case = make.case()
    edit(case, reference=case.reference, by=acme.agent, now=LATER)

    assert (last_seq(case), case.updated_at) == (1, NOW)


def test_a_case_cannot_lose_its_customer(acme):
    with pytest.raises(NoCustomer):
        edit(make.case(), contact=None, by=acme.agent, now=LATER)


def test_two_people_who_change_different_fields_are_both_kept(acme):
    case = make.case()
    seen = last_seq(case)
    form = {"reference": case.reference, "priority": case.priority, "description": ""}

    save_form(case, values={**form, "priority": acme.priority("Alta")}, seen=seen, by=acme.agent, now=LATER)
    save_form(case, values={**form, "reference": "No enfría"}, seen=seen, by=acme.colleague, now=LATER)

    kept = Case.objects.get()
    assert (kept.reference, str(kept.priority)) == ("No enfría", "Alta")


def test_two_people_who_change_the_same_field_are_shown_both_values(acme):
    case = make.case()
    seen = last_seq(case)
    save_form(case, values={"reference": "No enfría"}, seen=seen, by=acme.agent, now=LATER)

    with pytest.raises(Conflict) as refused:
        save_form(case, values={"reference": "Hace ruido"}, seen=seen, by=acme.colleague, now=LATER)
    assert refused.value.fields == {"reference": Change("No arranca la cámara", "No enfría", "Xoán Axente")}
    assert Case.objects.get().reference == "No enfría"

    save_form(case, values={"reference": "Hace ruido"}, seen=last_seq(case), by=acme.colleague, now=LATER)
    assert Case.objects.get().reference == "Hace ruido"


def test_people_and_state_are_merged_like_any_field(acme):
    case = make.case(responsible=acme.agent)
    seen = last_seq(case)
    people = {"responsible": acme.agent, "assignees": []}
    save_form(case, values={"responsible": acme.colleague, "assignees": []}, seen=seen, by=acme.supervisor, now=LATER)
    save_form(case, values={**people, "state": acme.state("En progreso")}, seen=seen, by=acme.agent, now=LATER)

    kept = Case.objects.get()
    assert (kept.responsible, str(kept.state)) == (acme.colleague, "En progreso")


def test_merging_as_a_table():
    theirs = {"a": Change("old", "theirs", "Ana")}
    current = {"a": "theirs", "b": "b"}

    assert merge(current=current, theirs=theirs, mine={"a": "old", "b": "b"}).changes == {}
    assert merge(current=current, theirs=theirs, mine={"a": "theirs", "b": "c"}).changes == {"b": "c"}
    assert merge(current=current, theirs=theirs, mine={"a": "mine", "b": "b"}).conflicts == theirs
