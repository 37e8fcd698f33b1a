"""A storm of mails at full size: `python -m bench --storm MAILS [--rate 16.7]` (hardening 7.01).

Of every hundred mails thirty were written by machines, five are bounces and five hostile; of the others a third answer
cases that are there. They come to `atenda mail-in` at the given rate, a real worker files them, real pages are asked
for meanwhile, and answers go to a mail server that only counts them. Accepted: from the moment a mail was due until its
250. Taken up: from when it was stored until a worker began with it, which is the moment that its end bears.
"""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db.models import F

from atenda.cases.models import Case
from atenda.intake.models import End, RawMail
from atenda.intake.tests.test_bombs import BOMBS
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.staff.models import Agent
from bench import ground, network
from bench.inside import Visitor
from bench.mail_in import ADDRESS, ensure_mailbox, send, tell
from bench.visits import BIG

LINES = 20
PEOPLE = 3_000  # who write for the first time: one of them alone would be held after twenty new cases
HOSTILE = ("deep HTML", "HTML of links", "encoded words", "twenty thousand parts", "ten thousand recipients")
BOUNCE = """Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Non existe.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.storm.example

Final-Recipient: rfc822; nadie@storm.example
Action: failed
Status: 5.1.1
--b--
"""
MESSAGE_ID = re.compile(rb"^Message-ID:[^\r\n]*", re.IGNORECASE | re.MULTILINE)
A_GLANCE = 0.5  # seconds between two pages of the agent who works meanwhile
PATIENCE = 600.0  # seconds for what is left when the storm is over


class Answers:
    """What leaves for those who wrote: a server that takes all and counts."""

    def __init__(self) -> None:
        self.to: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if message_from_bytes(envelope.content)["Auto-Submitted"] == "auto-replied":
            self.to.update(envelope.rcpt_tos)
        return "250 taken"


def measure(mails: int, rate: float) -> None:
    organization = Organization.objects.get(slug=BIG)
    with inside(organization):
        ensure_mailbox()
        agent = Agent.objects.active().filter(is_integration=False).order_by("pk").first()
        cases = list(
            Case.objects.filter(closed_at=None, binned_at=None, contact__emails__isnull=False)
            .values_list("folio", "contact__emails__address")
            .order_by("-pk")[:500]
        )
        last = RawMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        visitor = Visitor(agent)
    mails_in, smtp = ground.free_port(), ground.free_port()
    os.environ.update(
        {
            "ATENDA_MAIL_PORT": str(mails_in),
            "ATENDA_SUPERVISED": "1",
            "ATENDA_OUTBOUND_PRIVATE": "127.0.0.0/8",
            "ATENDA_SMTP_URL": f"smtp+plain://127.0.0.1:{smtp}?from={ADDRESS}",
        }
    )
    answers = Answers()
    sink = Controller(answers, hostname="127.0.0.1", port=smtp)
    sink.start()
    port = settings.ENV.port
    try:
        with (
            network.served("web", f"http://127.0.0.1:{port}/ready"),
            network.served("worker"),
            network.served("mail-in"),
            _at_work(port, visitor.cookie, organization.slug, cases[0][0]) as pages,
        ):
            time.sleep(5)
            written = _written(cases)
            accepted = send(mails_in, LINES, mails, rate, lambda: next(written))
            with inside(organization):
                left, took = _until_filed(last)
        tell("accepted", accepted)
    finally:
        sink.stop()
    with inside(organization):
        _tell_filed(last, mails, left, took)
    for name, waits in pages.items():
        print(f"{name} meanwhile: {_parts(sorted(waits))}")
    to_machines = sum(many for address, many in answers.to.items() if address.startswith("maquina"))
    most = max(answers.to.values(), default=0)
    print(f"answers: {answers.to.total()}, most to one address {most}, to machines {to_machines}")


def _written(cases: list[tuple[int, str]]) -> Iterator[tuple[str, bytes]]:
    """Senders and mails without end, in the proportions of 7.01."""
    bombs = [BOMBS[name]() for name in HOSTILE]
    dice, number, run = random.Random(701), 0, int(time.time())
    while True:
        number += 1
        kind, key = dice.random(), f"{run}-{number}"
        if kind < 0.30:
            yield _mail(f"maquina{number}@robots.example", key, more="Auto-Submitted: auto-generated\r\n")
        elif kind < 0.35:
            yield _bounce(key)
        elif kind < 0.40:
            yield f"mala{number}@storm.example", _another(dice.choice(bombs), key)
        elif kind < 0.60:
            folio, address = dice.choice(cases)
            yield _mail(address, key, subject=f"Re: [{folio}] Pedido")
        else:
            yield _mail(f"persoa{number % PEOPLE}@storm.example", key)


def _mail(sender: str, key: str, *, subject: str = "Pedido incompleto", more: str = "") -> tuple[str, bytes]:
    words = "La caja ha llegado rota y falta la mitad de las piezas, otra vez. Saludos.\r\n"
    header = f"From: Rosa <{sender}>\r\nTo: {ADDRESS}\r\nMessage-ID: <{key}@storm.example>\r\n{more}"
    return sender, f"{header}Subject: {subject}\r\n\r\n{words * random.choice((2, 8, 30, 200))}".encode()


def _another(bomb: bytes, key: str) -> bytes:
    """The same with a name of its own: what has come before is not stored again."""
    named = f"Message-ID: <{key}@storm.example>".encode()
    return MESSAGE_ID.sub(named, bomb, count=1) if MESSAGE_ID.search(bomb) else named + b"\r\n" + bomb


def _bounce(key: str) -> tuple[str, bytes]:
    """Of a mail that we never wrote: nothing is to be marked."""
    header = f"From: MAILER-DAEMON@storm.example\r\nTo: {ADDRESS}\r\nMessage-ID: <{key}@mx.storm.example>\r\n"
    return "", f"{header}{BOUNCE}".replace("\n", "\r\n").replace("\r\r", "\r").encode()


@contextmanager
def _at_work(port: int, cookie: str, slug: str, folio: int) -> Iterator[dict[str, list[float]]]:
    """Somebody who looks at their list and at a case all the while."""
    waits: dict[str, list[float]] = {"list": [], "case": []}
    is_over = threading.Event()

    def work() -> None:
        browser = network.Browser(port, cookie)
        while not is_over.wait(A_GLANCE):
            for name, path in (("list", f"/{slug}/cases/"), ("case", f"/{slug}/cases/{folio}/")):
                began = time.perf_counter()
                if browser.get(path)[0] == 200:
                    waits[name].append((time.perf_counter() - began) * 1000)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield waits
    finally:
        is_over.set()
        worker.join()


def _until_filed(last: int) -> tuple[int, float]:
    """How many waited when the storm was over, and after how many seconds none did."""
    waiting = RawMail.objects.filter(pk__gt=last, end=End.RECEIVED)
    left, began = waiting.count(), time.perf_counter()
    while waiting.exists():
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit(f"{waiting.count()} mails are not filed yet")
        time.sleep(0.2)
    return left, time.perf_counter() - began


def _tell_filed(last: int, mails: int, left: int, took: float) -> None:
    came = RawMail.objects.filter(pk__gt=last)
    waits = came.annotate(waited=F("ended_at") - F("received_at")).values_list("waited", flat=True)
    print(f"taken up after {_parts(sorted(each.total_seconds() * 1000 for each in waits))}")
    print(f"when the storm was over {left} waited; none after {took:.1f} s")
    print(f"ends: {dict(Counter(came.values_list('end', flat=True)))}, lost: {mails - came.count()}")


def _parts(waits: list[float]) -> str:
    p50, p95, p99 = (waits[min(len(waits) - 1, int(len(waits) * part))] for part in (0.5, 0.95, 0.99))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms"
