"""The worker is killed at each step of a mail, and begun again: every mail comes to exactly one end, and to the one it
would have come to (6.03, I1–I4, I8)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.files.models import Attachment
from atenda.intake.accepting import accept
from atenda.intake.models import Door, End, RawMail, Why
from atenda.intake.tests.mails import SUPPORT, a_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import inside
from atenda.server.child import command
from atenda.testing import make
from atenda.testing.cast import make_cast

STEPS = ("intake-read", "intake-decide", "intake-file", "intake-filed")
ROUNDS = 20 if os.environ.get("ATENDA_SOAK") else 1
PATIENCE = 240.0  # seconds; only a failing test, or a machine with much else to do, waits that long
# who writes, what its subject is of the case that is there, and what becomes of it
KINDS = {
    "new{}@nova.example": ("Non arrinca {}", End.FILED, Why.OPENED),
    "uxia@cliente.example": ("Re: [{folio}] máis {}", End.FILED, Why.TAGGED),
    "fora{}@nova.example": ("Fóra da oficina {}", End.DROPPED, Why.AUTOMATIC),
    "outro{}@allea.example": ("Re: [{folio}] {}", End.HELD, Why.STRANGER),
}


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_at_each_step_every_mail_comes_to_its_one_end() -> None:
    acme = make_cast("acme")
    with inside(acme.organization):
        mailbox, case = a_mailbox(), make.case(by=acme.agent, now=timezone.now())
        for number in range(ROUNDS):
            for step in STEPS:
                bring(mailbox, case, f"{number}-{step}")
            doomed = [a_worker(crash_at=step) for step in STEPS]
            assert [worker.wait(PATIENCE) for worker in doomed] == [137] * len(STEPS)
            forget_the_dead()
            work_until_all_ended()
            begun_again = RawMail.objects.filter(tries=2).count()
            assert begun_again >= (len(STEPS) - 1) * (number + 1)  # what was filed already is not begun again
            assert what_became(case) == Counter({one: len(STEPS) * (number + 1) for one in KINDS})
            an_hour_passes()
        assert said_by_doctor() == []


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_every_mail_comes_to_its_one_end() -> None:
    acme, dice = make_cast("acme"), random.Random(603)
    with inside(acme.organization):
        mailbox, case = a_mailbox(), make.case(by=acme.agent, now=timezone.now())
        for number in range(ROUNDS):
            for turn in range(6):
                bring(mailbox, case, f"{number}-{turn}")
            before = RawMail.objects.filter(end=End.RECEIVED).count()
            worker = a_worker()
            wait_until(lambda: RawMail.objects.filter(end=End.RECEIVED).count() < before)  # noqa: B023
            sleep(dice.uniform(0, 0.3))
            worker.kill()
            assert worker.wait(10) == -signal.SIGKILL
            forget_the_dead()
            work_until_all_ended()
            assert what_became(case) == Counter(dict.fromkeys(KINDS, 6 * (number + 1)))
            an_hour_passes()
        assert said_by_doctor() == []


def an_hour_passes() -> None:
    """Twenty rounds bring more mails of one sender than one writes in an hour."""
    RawMail.objects.update(received_at=F("received_at") - timedelta(hours=1))


def bring(mailbox: Mailbox, case: Case, name: str) -> None:
    """One mail of each kind, each with a file."""
    for sender, (subject, _end, _why) in KINDS.items():
        mail = EmailMessage()
        mail["From"], mail["To"] = sender.format(f".{name}"), SUPPORT
        mail["Subject"], mail["Message-ID"] = subject.format(name, folio=case.folio), f"<{sender}{name}@x.example>"
        if sender.startswith("fora"):
            mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(f"Boas:\n\nIsto é {name}.\n")
        mail.add_attachment(f"Lote {name} de {sender}\n", filename=f"{name}.txt")
        assert accept(bytes(mail), mailbox=mailbox, door=Door.SMTP, now=timezone.now())[1]


def what_became(case: Case) -> Counter[str]:
    """Of how many of each kind became what should; whatever was done beside that, or twice, is a failure."""
    found: Counter[str] = Counter()
    for raw in RawMail.objects.select_related("message"):
        kind, (_subject, end, why) = next(
            (sender, what) for sender, what in KINDS.items() if raw.sender.startswith(sender.partition("{")[0])
        )
        assert (raw.end, raw.why) == (end, why), (raw.sender, raw.tries, raw.evidence)
        assert (raw.message_id is not None) == (end == End.FILED)
        assert raw.message is None or raw.message.case_id == raw.case_id
        assert why != Why.TAGGED or raw.case_id == case.pk
        found[kind] += 1
    filed = RawMail.objects.filter(end=End.FILED)
    assert Message.objects.count() == filed.count() == Attachment.objects.count()
    assert Attachment.objects.values("content").distinct().count() == filed.count()
    assert Case.objects.count() == 1 + filed.filter(why=Why.OPENED).values("case").distinct().count()
    assert filed.filter(why=Why.OPENED).count() == Case.objects.count() - 1
    return found


def a_worker(crash_at: str = "") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command("worker"),
        env={**os.environ, "CRASH_AT": crash_at},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def forget_the_dead() -> None:
    """As if their silence had lasted: whoever waits for a sign of life need not wait for it here."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    task = app.configure_task("atenda.server.jobs.retry_stalled", queue="upkeep", queueing_lock="retry_stalled")
    with suppress(AlreadyEnqueued):
        task.defer(timestamp=0)


def work_until_all_ended() -> None:
    worker = a_worker()
    try:
        wait_until(lambda: not RawMail.objects.filter(end=End.RECEIVED).exists())
        wait_until(lambda: not jobs_left())
    except AssertionError as error:
        raise AssertionError(jobs_left()) from error
    finally:
        worker.terminate()
        assert worker.wait(60) == 0


def jobs_left() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, task_name, args::text, status, attempts, scheduled_at FROM procrastinate_jobs
               WHERE queue_name = 'intake' AND status <> 'succeeded' ORDER BY id LIMIT 20"""
        )
        return list(cursor.fetchall())


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = monotonic() + seconds
    while not is_so():
        assert monotonic() < until, "it never came to it"
        sleep(0.05)


def said_by_doctor() -> list[str]:
    """Of the mails and the history of the organization, all ledgers looked at."""
    done = subprocess.run(command("doctor", "--ledger"), capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.stdout, done.stderr
    return [line for line in done.stdout.splitlines() if line.startswith("- acme:")]
