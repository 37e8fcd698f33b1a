"""Killed between bringing and writing down: brought again under the same id, and nothing is lost (1.22, L4)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.utils import timezone

from atenda.cases.editing import edit
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW, Cast, make_cast
from atenda.webhooks.courier import Courier
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.models import Delivery, DeliveryState, Owed
from atenda.webhooks.published import KINDS
from atenda.webhooks.spreading import spread
from atenda.webhooks.tests.receiver import OK, Taken, receiving

ROUNDS = """
import django; django.setup()
from django.utils import timezone
from atenda.webhooks.courier import Courier
courier = Courier(start=lambda work: work())
for _ in range(3):
    courier.round(timezone.now())
"""


@pytest.mark.django_db(transaction=True)
def test_killed_between_bringing_and_writing_down_it_is_brought_again_with_the_same_id(settings) -> None:
    settings.WEBHOOKS_PRIVATE = ["127.0.0.0/8"]
    acme = make_cast("acme")
    with receiving() as receiver, inside(acme.organization):
        add_endpoint(url=receiver.url, kinds=list(KINDS), by=acme.admin, now=NOW)
        case = make.case(by=acme.agent)
        edit(case, reference="Outra", by=acme.agent, now=NOW)
        assert go(crash_at="brought") == 137
        assert (len(receiver.taken), Delivery.objects.filter(state=DeliveryState.WAITING).count()) == (2, 2)
        assert go() == 0
        assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}
        assert (len(receiver.taken), len(set(receiver.ids))) == (4, 2)
        assert receiver.ids[:2] == receiver.ids[2:]
        assert [one.body for one in receiver.taken[:2]] == [one.body for one in receiver.taken[2:]]


@pytest.mark.django_db(transaction=True)
def test_a_lower_event_that_is_done_later_is_not_passed_over(settings) -> None:
    """The number of an event is given before its deed is done: what is seen first is not what is numbered first."""
    settings.WEBHOOKS_PRIVATE = ["127.0.0.0/8"]
    acme = make_cast("acme")
    with receiving() as receiver, inside(acme.organization):
        add_endpoint(url=receiver.url, kinds=["case.edited"], by=acme.admin, now=NOW)
        slow, quick = make.case("Lenta", by=acme.agent), make.case("Rápida", by=acme.agent)
        recorded, may_end = threading.Event(), threading.Event()

        def edit_slowly() -> None:
            with inside(acme.organization), transaction.atomic():
                edit(slow, reference="Lenta!", by=acme.agent, now=NOW)
                recorded.set()
                may_end.wait(10)
            connection.close()

        slowly = threading.Thread(target=edit_slowly)
        slowly.start()
        assert recorded.wait(10)
        edit(quick, reference="Rápida!", by=acme.agent, now=NOW)
        courier = Courier(start=lambda work: work())
        courier.round(timezone.now())
        first = [one.said["data"]["case"]["id"] for one in receiver.taken]
        may_end.set()
        slowly.join()
        courier.round(timezone.now())
        events = [one.said["data"]["event"] for one in receiver.taken]
        assert (first, [one.said["data"]["case"]["id"] for one in receiver.taken]) == ([quick.pk], [quick.pk, slow.pk])
        assert events[1] < events[0]


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_did_not_happen_owes_nothing(settings) -> None:
    acme = make_cast("acme")
    with inside(acme.organization):
        add_endpoint(url="https://93.184.215.14/", kinds=list(KINDS), by=acme.admin, now=NOW)
        with transaction.atomic():
            make.case(by=acme.agent)
            assert Owed.objects.count() == 1
            transaction.set_rollback(True)
        assert Owed.objects.count() == 0
        spread(timezone.now())
        assert Delivery.objects.count() == 0


WORKER = """
import django; django.setup()
from atenda.server.worker import work
work()
"""


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_killed_in_the_midst_and_nothing_is_lost_nor_out_of_order(settings) -> None:
    """SIGKILL while deliveries are under way: the next worker goes on; what comes twice has the same webhook-id."""
    settings.WEBHOOKS_PRIVATE = ["127.0.0.0/8"]
    acme = make_cast("acme")
    with receiving() as receiver, inside(acme.organization):
        receiver.answer = slowly
        add_endpoint(url=receiver.url, kinds=["case.opened", "case.edited"], by=acme.admin, now=NOW)
        owe_sixty(acme)
        for _ in range(2):
            already = len(receiver.taken)
            worker = a_worker()
            wait_until(lambda: len(receiver.taken) >= already + 8)  # noqa: B023
            worker.kill()
            assert worker.wait(10) == -signal.SIGKILL
        assert Delivery.objects.filter(state=DeliveryState.WAITING).exists()
        last = a_worker()
        wait_until(lambda: not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists())
        last.terminate()
        assert last.wait(20) == 0
        owed = dict(Delivery.objects.values_list("message_id", "event_id"))
        assert (len(owed), set(receiver.ids)) == (60, set(owed))
        events: dict[int, list[int]] = {}
        said: dict[str, bytes] = {}
        for one in receiver.taken:
            if one.id not in said:
                events.setdefault(one.said["data"]["case"]["id"], []).append(one.said["data"]["event"])
            assert said.setdefault(one.id, one.body) == one.body  # of what comes twice, the very same
        assert all(each == sorted(each) for each in events.values())
        assert len(said) == sum(map(len, events.values())) == 60


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_stopped_ends_what_is_under_way_and_gives_the_rest_back(settings) -> None:
    settings.WEBHOOKS_PRIVATE = ["127.0.0.0/8"]
    acme = make_cast("acme")
    with receiving() as receiver, inside(acme.organization):
        receiver.answer = slowly
        add_endpoint(url=receiver.url, kinds=["case.opened", "case.edited"], by=acme.admin, now=NOW)
        owe_sixty(acme)
        worker = a_worker()
        wait_until(lambda: len(receiver.taken) >= 8)
        worker.terminate()
        assert worker.wait(20) == 0
        done = Delivery.objects.filter(state=DeliveryState.DELIVERED).values_list("message_id", flat=True)
        assert sorted(receiver.ids) == sorted(done)  # each once, each written down
        assert Delivery.objects.filter(state=DeliveryState.WAITING).count() + Owed.objects.count() > 0


def owe_sixty(cast: Cast) -> None:
    """Six cases, each opened and changed nine times, one after another."""
    cases = [make.case(str(number), by=cast.agent) for number in range(6)]
    for turn in range(9):
        for case in cases:
            edit(case, reference=f"{case.folio}.{turn}", by=cast.agent, now=timezone.now())


def slowly(_taken: Taken) -> bytes:
    sleep(0.02)
    return OK


def a_worker() -> subprocess.Popen[bytes]:
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "atenda.settings",
        "ATENDA_WEBHOOKS_PRIVATE": "127.0.0.0/8",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=variables, stderr=subprocess.DEVNULL)


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    until = monotonic() + seconds
    while not is_so():
        assert monotonic() < until, "it never came to it"
        sleep(0.05)


def go(crash_at: str = "") -> int:
    """Rounds in a process of its own, to be killed at a step."""
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "atenda.settings",
        "ATENDA_WEBHOOKS_PRIVATE": "127.0.0.0/8",
        "CRASH_AT": crash_at,
    }
    done = subprocess.run([sys.executable, "-c", ROUNDS], env=variables, capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 137):
        raise AssertionError(done.stderr)
    return done.returncode
