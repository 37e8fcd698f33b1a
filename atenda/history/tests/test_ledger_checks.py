"""Every night the whole log is verified, and a cut at its end is seen by the anchor of the night before (3.68)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connections, transaction

from atenda.cases.editing import edit
from atenda.history import ledger_checks
from atenda.history.jobs import verify_ledgers
from atenda.history.ledger_checks import broken_anchors, check, last_check
from atenda.history.models import LedgerCheck
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

LATER = NOW + timedelta(days=1)
real = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@real
def test_a_sound_log_is_anchored_night_after_night(acme: Cast) -> None:
    case = make.case("Unha", by=acme.agent)
    first = check(NOW)
    edit(case, reference="Outra", by=acme.agent, now=NOW)
    then = check(LATER)
    assert (first.breaks, then.breaks, then.events) == (0, 0, first.events + 1)
    assert first.upto < then.upto
    assert bytes(first.head) != bytes(then.head)
    assert bytes(check(LATER).head) == bytes(then.head)  # nothing new
    assert list(broken_anchors()) == []


@real
def test_a_cut_at_the_end_is_seen(acme: Cast) -> None:
    case = make.case("Unha", by=acme.agent)
    edit(case, reference="Outra", by=acme.agent, now=NOW)
    check(NOW)
    as_owner("DELETE FROM history_eventpayload; DELETE FROM history_event WHERE case_id IS NOT NULL AND seq = 2")
    found = check(LATER)
    assert found.breaks == 1
    assert "some were cut off or made anew" in found.first


@real
def test_a_changed_event_is_on_the_page_of_health(acme: Cast, visit: Visit) -> None:
    make.case("Unha", by=acme.agent)
    visit.as_(acme.admin)
    as_owner("UPDATE history_event SET actor_id = NULL WHERE case_id IS NOT NULL")
    verify_ledgers(0)
    assert last_check().breaks == 1
    page = visit.get(acme.url("settings/health/")).text
    assert "its words were changed" in page
    assert "its words were changed" in visit.get(acme.url("settings/audit/")).text


@real
def test_the_doctor_says_it(acme: Cast) -> None:
    from atenda.server.doctor import _breaks

    make.case("Unha", by=acme.agent)
    check(NOW)
    assert list(_breaks()) == []
    as_owner("DELETE FROM history_eventpayload; DELETE FROM history_event WHERE case_id IS NOT NULL")
    assert any("cut off" in finding for finding in _breaks())


@real
def test_what_somebody_is_still_writing_is_anchored_another_night(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make.case("Unha", by=acme.agent)
    waits: list[float] = []
    monkeypatch.setattr(ledger_checks.time, "sleep", waits.append)
    with transaction.atomic(using="owner"):
        as_owner("LOCK TABLE history_event IN ROW EXCLUSIVE MODE")  # as every row written does, and `will_write`
        assert (check(NOW).upto, len(waits)) == (0, 61)
    assert check(LATER).upto > 0
    assert [one.breaks for one in LedgerCheck.objects.all()] == [0, 0]


def test_each_organization_has_its_own(acme: Cast, other: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_checks.time, "sleep", lambda _seconds: None)
    verify_ledgers(0)
    assert LedgerCheck.objects.count() == 1
