"""What follows a deed: one job for whatever is owed, and none where nothing is."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.cases.editing import edit
from atenda.customers.tests.twice import merge, noa_twice, person
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.testing import make
from atenda.testing.cast import NOW


@pytest.fixture
def jobs():
    """The events of each job that deeds leave from now on."""
    found = ProcrastinateJob.objects.filter(task_name="atenda.history.jobs.react")
    before = set(found.values_list("pk", flat=True))
    return lambda: [job.args["event_ids"] for job in found.exclude(pk__in=before).order_by("pk")]


def test_a_deed_that_somebody_is_to_hear_of_leaves_one_job_with_what_they_hear(acme, jobs):
    with one_deed() as done:
        ana = person("Ana")
        case = make.case("Un", contact=ana, by=acme.agent)
        edit(case, reference="Dous", by=acme.agent, now=NOW)
    kinds = {event.pk: event.kind for event in done.events}
    assert [[kinds[pk] for pk in ids] for ids in jobs()] == [["case.opened", "case.edited"]]
    assert "contact.created" in kinds.values()


def test_many_cases_that_change_hands_unheard_leave_no_job_however_often_it_is_taken_back(acme, jobs):
    pair = noa_twice(acme)
    for number in range(12):
        make.case(f"Caso {number}", contact=pair[1])
    before = len(jobs())
    event = merge(acme, pair)
    undo(event, by=acme.agent, now=NOW)
    assert Event.objects.filter(kind="case.customer_joined").count() == 24
    assert len(jobs()) == before


def test_what_is_saved_quietly_leaves_no_job(acme, jobs):
    with one_deed() as done:
        done.is_quiet = True
        make.case("Un", by=acme.agent)
    assert jobs() == []
