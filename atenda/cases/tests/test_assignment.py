from datetime import timedelta

import pytest

from atenda.cases import events
from atenda.cases.assignment import assign
from atenda.cases.models import CaseAssignee
from atenda.cases.refusals import NotAtWork
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(minutes=5)


def test_assigning_tells_history_who_had_it_and_who_has_it(acme):
    case = make.case(responsible=acme.agent)
    assign(case, responsible=acme.colleague, others=[acme.agent], by=acme.supervisor, now=LATER)
    event = Event.objects.get(case=case, seq=2)
    payload = event.payloads.get()

    assert (event.kind, event.actor) == (events.ASSIGNED.name, acme.supervisor)
    assert payload.before["responsible"] == [acme.agent.pk, "Xoán Axente"]
    assert payload.after == {
        "responsible": [acme.colleague.pk, "Carme Compañeira"],
        "assignees": [[acme.colleague.pk, "Carme Compañeira"], [acme.agent.pk, "Xoán Axente"]],
    }
    assert case.assignee_ids == [acme.colleague.pk, acme.agent.pk]
    assert set(CaseAssignee.objects.values_list("agent_id", flat=True)) == {acme.colleague.pk, acme.agent.pk}


def test_giving_it_to_whoever_has_it_changes_nothing(acme):
    case = make.case(responsible=acme.agent)
    assign(case, responsible=acme.agent, by=acme.supervisor, now=LATER)

    assert Event.objects.filter(case=case).count() == 1


def test_releasing_leaves_nobody(acme):
    case = make.case(responsible=acme.agent, assignees=[acme.colleague])
    assign(case, responsible=None, by=acme.agent, now=LATER)

    assert (case.responsible, case.assignee_ids, CaseAssignee.objects.count()) == (None, [], 0)


def test_who_left_may_stay_but_is_not_added(acme):
    kept, new = make.case(responsible=acme.colleague), make.case()
    acme.colleague.deactivated_at = NOW
    acme.colleague.save(update_fields=["deactivated_at"])

    assign(kept, responsible=acme.agent, others=[acme.colleague], by=acme.supervisor, now=LATER)
    assert kept.assignee_ids == [acme.agent.pk, acme.colleague.pk]
    with pytest.raises(NotAtWork):
        assign(new, responsible=acme.colleague, by=acme.supervisor, now=LATER)
