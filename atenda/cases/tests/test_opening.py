from datetime import timedelta
from uuid import uuid4

import pytest

from atenda.cases import events
from atenda.cases.counts import counts_by_state
from atenda.cases.models import Case, CaseAssignee
from atenda.cases.opening import open_case
from atenda.cases.refusals import NoCustomer, NotAtWork, RetiredValue
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW


def test_a_case_gets_the_next_folio_and_the_initial_state_and_priority(acme):
    first, second = make.case(), make.case()

    assert (first.folio, second.folio) == (1, 2)
    assert (str(first.state), str(first.priority)) == ("Abierto", "Normal")
    assert (first.created_at, first.updated_at, first.closed_at) == (NOW, NOW, None)


def test_opening_is_recorded_with_everything_the_case_began_with(acme):
    case = make.case("Faltan palés", category=acme.category("Queja"), responsible=acme.agent, by=acme.supervisor)
    event = Event.objects.get(case=case)

    assert (event.kind, event.actor, event.seq) == (events.OPENED.name, acme.supervisor, 1)
    assert event.payloads.get().after == {
        "folio": 1,
        "reference": "Faltan palés",
        "state": [case.state_id, "Abierto"],
        "priority": [case.priority_id, "Normal"],
        "category": [case.category_id, "Queja"],
        "contact": [acme.customer.pk, "Uxía Cliente"],
        "responsible": [acme.agent.pk, "Xoán Axente"],
        "assignees": [[acme.agent.pk, "Xoán Axente"]],
    }


def test_the_responsible_stands_first_among_those_assigned(acme):
    case = make.case(responsible=acme.agent, assignees=[acme.colleague, acme.agent])

    assert case.assignee_ids == [acme.agent.pk, acme.colleague.pk]
    links = CaseAssignee.objects.filter(case=case).order_by("agent_id").values_list("agent_id", "folio", "pending")
    assert list(links) == [(acme.agent.pk, 1, True), (acme.colleague.pk, 1, True)]


def test_without_a_responsible_the_first_assigned_becomes_it(acme):
    assert make.case(assignees=[acme.colleague]).responsible == acme.colleague


def test_the_same_submission_twice_opens_one_case(acme):
    submission = uuid4()
    first, second = make.case(submission=submission), make.case(submission=submission)

    assert first == second
    assert Case.objects.count() == 1


def test_a_case_may_begin_closed(acme):
    case = make.case(state=acme.state("Cerrado"))

    assert (case.closed_at, case.resolution_time) == (NOW, timedelta(0))
    assert counts_by_state()[case.state_id] == 1


def test_a_case_without_a_customer_is_refused(acme):
    with pytest.raises(NoCustomer):
        open_case(reference="De nadie", by=acme.agent, now=NOW)
    assert Case.objects.count() == 0


def test_retired_values_and_people_who_left_are_refused_and_no_folio_is_lost(acme):
    category = acme.category("Queja")
    category.retired_at = NOW
    category.save(update_fields=["retired_at"])
    acme.colleague.deactivated_at = NOW
    acme.colleague.save(update_fields=["deactivated_at"])

    with pytest.raises(RetiredValue):
        make.case(category=category)
    with pytest.raises(NotAtWork):
        make.case(responsible=acme.colleague)
    assert make.case().folio == 1


def test_folios_of_two_organizations_do_not_know_of_each_other(acme, other):
    from atenda.organizations.entering import inside

    make.case()
    with inside(other.organization):
        assert make.case().folio == 1
    assert make.case().folio == 2
