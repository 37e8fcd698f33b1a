"""A whole desk whose mail server is killed, whose database is ended, and which is brought the same mail by every door:
what was answered is stored, and once (I1, I2, 6.03, 6.04, 6.19, 6.20)."""

from __future__ import annotations

import base64
import json
import os
import signal
import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from atenda.intake.tests.posting import mail
from atenda.server.child import command
from atenda.server.ports import this_or_a_free_one
from atenda.testing.desk import Desk
from tests.journeys.wire import is_open

ACME = ["--slug", "acme", "--language", "es", "--preset", "b2bgo", "--admin-name", "Ana", "--email", "ana@acme.example"]
SOAK = os.environ.get("ATENDA_SOAK") == "1"
MAILS, ROUNDS = (1000, 20) if SOAK else (25, 1)
KILLS = 20 if SOAK else 3
AGAIN = 20 if SOAK else 1
FOUND = """
import sys
import django; django.setup()
from urllib.parse import urlsplit
from django.utils import timezone
from atenda.mailboxes.hooks import add_hook, address_of
from atenda.mailboxes.models import Mailbox, MailboxAddress
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.staff.models import Agent
with inside(Organization.objects.get(slug="acme")):
    box = Mailbox.objects.create(name="Soporte", language="es", created_at=timezone.now())
    MailboxAddress.objects.create(mailbox=box, address="soporte@acme.example", is_main=True)
    print(address_of(add_hook(box, provider="postmark", by=Agent.objects.get(), now=timezone.now())))
"""
BRING = """
import sys
import django; django.setup()
from django.utils import timezone
from atenda.intake.accepting import accept
from atenda.intake.tests.posting import mail
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
with inside(Organization.objects.get(slug="acme")):
    for number in range(int(sys.argv[1])):
        accept(mail(number=number), mailbox=Mailbox.objects.get(), door="imap", now=timezone.now())
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data", more={"ATENDA_MAIL_PORT": str(this_or_a_free_one("127.0.0.1", 0))})
    desk.start()
    founded = desk.run("init", "--name", "Acme", *ACME, "--password-stdin", typed="camelia-7-ponte\n")
    assert founded.returncode == 0, founded.stderr
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.stop()


@pytest.fixture
def hook(desk: Desk) -> str:
    return program(desk, FOUND).strip()


@pytest.mark.soak
def test_a_mail_that_was_answered_is_stored_and_one_that_is_repeated_is_stored_once(desk: Desk, hook: str) -> None:
    desk.wait_until(lambda: answers(desk))
    for number in range(KILLS):
        answered = threading.Thread(target=insist, args=(desk, number))
        answered.start()
        victim = desk.part("mail-in" if number % 3 else "database")
        if victim is not None:
            victim.kill()
        answered.join(90)
        assert not answered.is_alive()
    assert kept(desk) == KILLS


@pytest.mark.soak
def test_a_door_killed_between_storing_and_answering_has_the_mail_once(desk: Desk, hook: str) -> None:
    """Whoever sent it heard nothing, and sends it again to the next that answers."""
    desk.wait_until(lambda: answers(desk))
    for number in range(AGAIN):
        hung_up = pytest.raises((smtplib.SMTPServerDisconnected, OSError))
        with doomed(desk, "mail-in", crash_at="mail-in stored") as port, hung_up:
            send(port, 2 * number)
        with doomed(desk, "web", crash_at="mail-in answering") as port:
            assert posted(port, hook, 2 * number + 1) is None
        assert kept(desk) == 2 * number + 2  # all were stored, and nobody was told
        insist(desk, 2 * number)
        post(desk, hook, 2 * number + 1)
        assert kept(desk) == 2 * number + 2
    desk.wait_until(lambda: waiting(desk) == 0)
    said = desk.run("doctor", "--ledger").stdout
    assert said
    assert [line for line in said.splitlines() if line.startswith("- acme:")] == []


@pytest.mark.soak
def test_the_same_mails_by_every_door_at_once_are_stored_once(desk: Desk, hook: str) -> None:
    def by_smtp() -> None:
        for number in range(MAILS):
            insist(desk, number)

    def by_hook() -> None:
        for number in range(MAILS):
            post(desk, hook, number)

    def by_hand() -> None:
        program(desk, BRING, str(MAILS))

    desk.wait_until(lambda: answers(desk))
    for _round in range(ROUNDS):
        doors = [by_smtp, by_hook, by_hand]
        at_once = [threading.Thread(target=door) for door in doors]
        for one in at_once:
            one.start()
        for one in at_once:
            one.join()
        assert kept(desk) == MAILS


@pytest.mark.soak
def test_a_mail_is_taken_from_a_pipe_and_the_program_says_what_became_of_it(desk: Desk, hook: str) -> None:
    def pipe(raw: bytes, *words: str) -> int:
        command = [sys.executable, "-m", "atenda.cli", "mail-in", *words]
        return subprocess.run(command, env=desk.variables, input=raw, capture_output=True, check=False).returncode

    assert pipe(b"From rosa Mon Nov  2\n" + mail(), "--deliver", "soporte@acme.example", "--sender", "r@c.example") == 0
    assert pipe(mail(), "--deliver", "soporte@acme.example") == 0
    assert kept(desk) == 1
    assert pipe(mail(number=2), "--deliver", "nadie@acme.example") == 67
    assert pipe(mail(number=2), "--deliver", "soporte@acme.example", "--deliver", "nadie@acme.example") == 67
    assert kept(desk) == 2
    assert pipe(b"a" * 35_000_001, "--deliver", "soporte@acme.example") == 65
    desk.stop()
    assert pipe(mail(number=3), "--deliver", "soporte@acme.example") == 75


@pytest.mark.slow
def test_a_port_that_is_taken_rests_the_mail_server_alone(tmp_path: Path) -> None:
    wished = this_or_a_free_one("127.0.0.1", 0)
    first = Desk(tmp_path / "one", more={"ATENDA_MAIL_PORT": str(wished)})
    first.start()
    try:
        first.wait_until(lambda: answers(first))
        second = Desk(tmp_path / "two", more={"ATENDA_MAIL_PORT": str(wished)})
        done = second.run("serve")
        assert done.returncode == 1
        assert "set ATENDA_MAIL_PORT to another port" in done.stderr
    finally:
        first.stop()


def program(desk: Desk, words: str, *values: str) -> str:
    variables = {**desk.variables, "DJANGO_SETTINGS_MODULE": "atenda.settings"}
    done = subprocess.run(
        [sys.executable, "-c", words, *values], env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def doomed(desk: Desk, part: str, *, crash_at: str) -> Iterator[int]:
    """Another of these parts beside the desk's, on a port of its own; it, or its child, ends itself at this step."""
    port = this_or_a_free_one("127.0.0.1", 0)
    variables = {**desk.variables, "ATENDA_TEST": "1", "CRASH_AT": crash_at}
    variables["PORT" if part == "web" else "ATENDA_MAIL_PORT"] = str(port)
    process = subprocess.Popen(
        command(part), env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        desk.wait_until(lambda: is_open(port))
        yield port
        if part == "mail-in":
            assert process.wait(20) == 137
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def mail_port(desk: Desk) -> int:
    return int(desk.more["ATENDA_MAIL_PORT"])


def answers(desk: Desk) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", mail_port(desk), timeout=5) as line:
            return line.noop()[0] == 250
    except OSError:
        return False


def send(port: int, number: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
        line.sendmail("rosa@cliente.example", ["soporte@acme.example"], mail(number=number))


def insist(desk: Desk, number: int) -> None:
    """As any mail server does: again, until it is taken. What is refused for good is a failure of the test."""

    def taken() -> bool:
        try:
            send(mail_port(desk), number)
        except smtplib.SMTPRecipientsRefused as refused:
            return again([code for code, _words in refused.recipients.values()])
        except smtplib.SMTPResponseException as refused:
            return again([refused.smtp_code])
        except OSError:
            return False
        return True

    desk.wait_until(taken)


def again(codes: list[int]) -> bool:
    assert max(codes) < 500
    return False


def post(desk: Desk, hook: str, number: int) -> None:
    """As a provider does: again, until it is taken."""
    desk.wait_until(lambda: posted(desk.port, hook, number) == 200)


def posted(port: int, hook: str, number: int) -> int | None:
    """What is answered; None where nothing is."""
    parts = urlsplit(hook)
    assert parts.username
    proof = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {proof}"}
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("POST", parts.path, json.dumps({"RawEmail": mail(number=number).decode()}), headers)
        return line.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        line.close()


def waiting(desk: Desk) -> int:
    with desk.database() as connection:
        found = connection.execute("SELECT count(*) FROM intake_rawmail WHERE \"end\" = 'received'").fetchone()
    assert found is not None
    return int(found[0])


def kept(desk: Desk) -> int:
    with desk.database() as connection:
        found = connection.execute("SELECT count(*), count(DISTINCT (mailbox_id, same)) FROM intake_rawmail").fetchone()
    assert found is not None
    assert found[0] == found[1]
    return int(found[0])
