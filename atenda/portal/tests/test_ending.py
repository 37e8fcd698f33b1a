"""A customer closes their case, and opens it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.cases.moving import MoveBarred
from atenda.history.models import Event
from atenda.portal.tests.conftest import Person
from atenda.testing.cast import Cast


def test_solved_and_not_solved_after_all(case: Case, person: Person) -> None:
    done = person.presses("solved")
    assert (done.status_code, done["Location"]) == (302, f"{person.path}?done=closed")
    case.refresh_from_db()
    assert not case.is_pending
    assert "Está cerrado" in person.reads()
    assert person.presses("unsolved")["Location"] == f"{person.path}?done=reopened"
    case.refresh_from_db()
    assert (case.is_pending, case.reopen_count) == (True, 1)
    kinds = list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))
    assert kinds[-4:] == ["case.closed", "customerpage.closed", "case.reopened", "customerpage.reopened"]
    assert set(Event.objects.filter(case=case, kind__startswith="customerpage").values_list("actor", flat=True)) == {
        None
    }


def test_pressed_twice_it_happens_once(case: Case, person: Person) -> None:
    for deed in ("solved", "solved", "unsolved", "unsolved"):
        person.presses(deed)
    assert Event.objects.filter(kind__startswith="customerpage").count() == 2


def test_after_the_days_set_it_is_not_opened_again(acme: Cast, case: Case, person: Person) -> None:
    close(case, by=acme.agent, now=timezone.now() - timedelta(days=31))
    assert "unsolved" not in person.reads()
    assert person.presses("unsolved").status_code == 422
    case.refresh_from_db()
    assert not case.is_pending


def test_what_the_rules_of_cases_bar_is_said_in_plain_words(
    case: Case, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def barred(*args: object) -> None:
        raise MoveBarred

    monkeypatch.setattr("atenda.cases.lifecycle.check_move", barred)
    refused = person.presses("solved")
    assert refused.status_code == 422
    assert "No se puede cerrar desde aquí" in refused.content.decode()


def test_without_a_form_of_ours_nothing_is_pressed(case: Case, person: Person) -> None:
    assert person.browser.post(f"{person.path}solved/").status_code == 422
    case.refresh_from_db()
    assert case.is_pending
