"""Two workers at once: one notice, one closing, one question."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from atenda.autoclosing import closing
from atenda.autoclosing.policy import set_policy
from atenda.autoclosing.tests.test_closing import wrote
from atenda.cases.lifecycle import move
from atenda.cases.models import Case, Lifecycle, State
from atenda.history.models import Event
from atenda.notices.models import Mail
from atenda.organizations.entering import inside
from atenda.satisfaction.asking import ask_due
from atenda.satisfaction.policy import set_policy as set_satisfaction
from atenda.testing import make
from atenda.testing.cast import Cast, make_cast


def at_once(acme: Cast, work: Callable[[datetime], object], now: datetime) -> None:
    ready, failed = threading.Barrier(4), []

    def run() -> None:
        try:
            with inside(acme.organization):
                ready.wait(10)
                work(now)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert failed == []


@pytest.mark.django_db(transaction=True)
def test_four_workers_do_it_once() -> None:
    acme, now = make_cast("acme"), timezone.now()
    began = now - timedelta(days=30)
    with inside(acme.organization):
        waiting = State.objects.filter(lifecycle=Lifecycle.WAITING).first()
        set_policy(is_on=True, states=[waiting.pk], days=7, notice_days=3, reason=None, by=acme.admin)
        set_satisfaction(is_on=True, hours=0, by=acme.admin, now=began)
        for number in range(5):
            case = make.case(f"Caso {number}", by=acme.agent)
            wrote(case, acme, at=began)
            move(case, to=waiting, by=acme.agent, now=began)
    at_once(acme, closing.sweep, began + timedelta(days=8))
    with inside(acme.organization):
        assert Mail.objects.filter(kind="closing").count() == 5
        Mail.objects.filter(kind="closing").update(state="sent", sent_at=began + timedelta(days=8))
    at_once(acme, closing.sweep, began + timedelta(days=12))
    with inside(acme.organization):
        assert Case.objects.filter(closed_at=None).count() == 0
        assert Event.objects.filter(kind="case.closed").count() == 5
        assert Event.objects.filter(kind="case.closed_by_itself").count() == 5
        set_satisfaction(days_between=0, by=acme.admin, now=now)
    at_once(acme, ask_due, began + timedelta(days=12, hours=1))
    with inside(acme.organization):
        assert Mail.objects.filter(kind="rating").count() == 5
