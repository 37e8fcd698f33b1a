"""The deadline of a case is a field like the others, and a moment of whoever reads it (B68)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from atenda.cases.editing import Conflict, edit, save_form
from atenda.cases.field_rules import MissingFields, Rule
from atenda.cases.forms import StandingForm
from atenda.cases.models import Case
from atenda.cases.tests.sending import opening, standing
from atenda.cases.tests.test_field_rules import ask
from atenda.conversations.timeline import timeline
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.history.telling import value_in_words
from atenda.history.undoing import undo
from atenda.notices.policy import change_policy, telling
from atenda.notices.public_fields import facts_of
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(hours=3)
NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_it_is_typed_by_the_clock_on_the_wall_and_kept_as_a_moment(acme, visit):
    visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme, due_at="2026-11-05T13:00"))
    case = Case.objects.get()
    assert case.due_at == NOON
    assert Event.objects.get(case=case, seq=1).payloads.get().after["due_at"] == "2026-11-05T12:00:00+00:00"

    visit.post(acme.url("cases/1/standing/"), standing(case, due_at="2026-11-06T09:30"))
    case.refresh_from_db()
    assert case.due_at == datetime(2026, 11, 6, 8, 30, tzinfo=UTC)
    page = visit.get(acme.url("cases/1/")).content.decode()
    assert "05/11/2026 13:00" in page  # what it was, in the timeline
    assert 'value="2026-11-06T09:30"' in page
    assert "06/11/2026 09:30" in visit.get(acme.url("cases/1/print/")).content.decode()


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # no such hour: half past three
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first one
    ],
)
def test_an_hour_that_clocks_leave_out_or_repeat_is_taken(acme, visit, typed, moment):
    case = make.case()
    visit.as_(acme.agent).post(acme.url("cases/1/standing/"), standing(case, due_at=typed))
    assert Case.objects.get().due_at == moment


def test_the_second_half_past_two_stays_the_second(acme, visit):
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    case = make.case(due_at=second)
    with timezone.override("Europe/Madrid"):
        assert StandingForm.of(case, 1)["due_at"].as_widget().count('value="2026-10-25T02:30"') == 1
    visit.as_(acme.agent).post(acme.url("cases/1/standing/"), standing(case, due_at="2026-10-25T02:30"))
    case.refresh_from_db()
    assert (case.due_at, last_seq(case)) == (second, 1)


@pytest.mark.parametrize("typed", ["tomorrow", "2026-02-30T09:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_what_is_no_day_is_said_beside_the_field(acme, visit, typed):
    case = make.case(due_at=NOON)
    answer = visit.as_(acme.agent).post(acme.url("cases/1/standing/"), standing(case, due_at=typed))
    assert answer.status_code == 422
    assert Case.objects.get().due_at == NOON


def test_a_change_is_told_in_the_readers_clock_and_taken_back(acme):
    case = make.case(due_at=NOON)
    edit(case, due_at=NOON + DAY, by=acme.agent, now=LATER)
    with translation.override("es"), timezone.override("Atlantic/Canary"):
        told = timeline(case, reader=acme.agent, now=LATER).entries[0]
        assert [(each.before, each.after) for each in told.details] == [("05/11/2026 12:00", "06/11/2026 12:00")]
    with timezone.override("Europe/Madrid"):
        assert value_in_words("due_at", "2026-11-05T12:00:00+00:00") == "05/11/2026 13:00"
    undo(Event.objects.get(case=case, seq=2), by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert case.due_at == NOON


def test_two_people_who_set_it_differently_are_shown_both(acme):
    case = make.case()
    save_form(case, values={"due_at": NOON}, seen=1, by=acme.agent, now=LATER)
    with pytest.raises(Conflict) as refused:
        save_form(case, values={"due_at": NOON + DAY}, seen=1, by=acme.colleague, now=LATER)
    assert refused.value.fields["due_at"].after == "2026-11-05T12:00:00+00:00"
    save_form(case, values={"due_at": NOON}, seen=1, by=acme.colleague, now=LATER)  # the same
    assert last_seq(case) == 2


def test_its_rules_hold_like_those_of_any_field(acme, visit):
    ask(acme, due_at=Rule(at_opening=True))
    with pytest.raises(MissingFields):
        make.case()
    answer = visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme))
    assert answer.status_code == 422
    ask(acme, due_at=Rule(editable=False))
    case = make.case(due_at=NOON)
    visit.post(acme.url("cases/1/standing/"), standing(case, due_at="2026-11-09T09:00"))
    assert Case.objects.get().due_at == NOON
    ask(acme, due_at=Rule(shown=False))
    assert "05/11/2026" not in visit.get(acme.url("cases/1/")).content.decode()


def test_a_customer_reads_it_only_where_it_was_made_public(acme):
    case, now = make.case(due_at=NOON), telling()
    assert "due_at" not in [fact.name for fact in facts_of(case)]
    change_policy(switches=now.switches, public_fields=["due_at"], window=60, customer_page=True, by=acme.admin)
    assert [fact.name for fact in facts_of(case)] == ["due_at"]


def test_how_long_there_is_or_how_late_it_is_stands_on_the_page(acme, visit):
    now = timezone.now()
    make.case(due_at=now + timedelta(hours=3, minutes=5))
    late = make.case(due_at=now - timedelta(hours=5, minutes=5))
    visit.as_(acme.agent)
    assert "en 3 h" in visit.get(acme.url("cases/1/")).content.decode()
    assert "5 h de retraso" in visit.get(acme.url(f"cases/{late.folio}/")).content.decode()
