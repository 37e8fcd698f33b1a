"""Undo where moves are barred and fields are ruled: a slip is taken back, a rule is not got round."""

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.cases.editing import edit
from atenda.cases.field_rules import MissingFields, NotEditable, Rule
from atenda.cases.lifecycle import close
from atenda.cases.moving import MoveBarred, bar_moves
from atenda.cases.reconciling import reconcile
from atenda.cases.setting_rules import set_rules
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.testing import make
from atenda.testing.cast import NOW

SOON, LATER = NOW + timedelta(minutes=10), NOW + timedelta(hours=3)


def last(kind):
    return Event.objects.filter(kind=kind).order_by("-pk")[0]


def close_for_good(acme):
    """A closed case, and no way out of that state."""
    case = make.case(state=acme.state("Abierto"))
    closed, opened = acme.state("Cerrado"), acme.state("Abierto")
    bar_moves([(closed.pk, opened.pk)], by=acme.admin, now=NOW)
    close(case, by=acme.agent, now=NOW)
    return case


def test_a_slip_is_taken_back_though_the_way_back_is_barred(acme):
    case = close_for_good(acme)
    undo(last("case.closed"), by=acme.agent, now=SOON)
    case.refresh_from_db()
    assert (case.state, case.closed_at, case.reopen_count) == (acme.state("Abierto"), None, 0)
    assert reconcile() == []


def test_later_a_barred_way_is_barred_for_undo_too(acme):
    case = close_for_good(acme)
    with pytest.raises(MoveBarred):
        undo(last("case.closed"), by=acme.agent, now=LATER)
    case.refresh_from_db()
    assert case.state == acme.state("Cerrado")


def test_what_does_not_change_any_more_is_not_changed_by_undo(acme):
    case = make.case(category=acme.category("Queja"))
    edit(case, category=acme.category("Incidencia"), priority=acme.priority("Alta"), by=acme.agent, now=NOW)
    set_rules({"category": Rule(editable=False)}, by=acme.admin, now=NOW)
    with pytest.raises(NotEditable):
        undo(last("case.edited"), by=acme.agent, now=SOON)
    case.refresh_from_db()
    assert (str(case.category), str(case.priority)) == ("Incidencia", "Alta")  # all of it or nothing


def test_what_must_be_there_by_now_is_not_taken_away_by_undo(acme):
    case = make.case()
    edit(case, category=acme.category("Queja"), by=acme.agent, now=NOW)
    set_rules({"category": Rule(at_opening=True)}, by=acme.admin, now=NOW)
    with pytest.raises(MissingFields):
        undo(last("case.edited"), by=acme.agent, now=SOON)
    case.refresh_from_db()
    assert str(case.category) == "Queja"


def test_a_field_hidden_meanwhile_gets_its_value_back_unseen(acme, visit):
    case = make.case(category=acme.category("Queja"))
    edit(case, category=acme.category("Incidencia"), by=acme.agent, now=NOW)
    set_rules({"category": Rule(shown=False)}, by=acme.admin, now=NOW)
    undo(last("case.edited"), by=acme.agent, now=SOON)
    case.refresh_from_db()
    assert str(case.category) == "Queja"
    assert 'name="category"' not in visit.as_(acme.agent).get(acme.url("cases/1/")).content.decode()


def test_the_page_says_why_it_stays_as_it_is(acme, visit):
    case = make.case(by=acme.agent)
    edit(case, category=acme.category("Queja"), by=acme.agent, now=timezone.now())
    set_rules({"category": Rule(editable=False)}, by=acme.admin, now=NOW)
    event = last("case.edited")
    visitor = visit.as_(acme.agent)
    answer = visitor.post(acme.url("deeds/undoing/"), {"deed": event.pk, "next": acme.url("cases/1/")}, follow=True)
    assert "Estos campos ya no se cambian: Categoría." in answer.content.decode()
