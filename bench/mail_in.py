"""How soon our own mail server answers: `python -m bench --mail 1000 [--rate 16.7]`.

So many mails of 2 to 60 KB, each its own, at the given rate and not sooner, on twenty lines kept open, to `atenda
mail-in` in a process of its own. Each wait is from the moment a mail was due until its 250: what a slow server keeps
back counts as well. Then as fast as eight lines go.
"""

from __future__ import annotations

import os
import random
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from queue import Queue
from secrets import token_hex

import psutil
from django.utils import timezone

from atenda.intake.models import RawMail
from atenda.mailboxes.models import Mailbox, MailboxAddress
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.organizations.revisions import touch
from bench import ground
from bench.visits import BIG

LINES, FLAT_OUT = 20, 8
ADDRESS = "bench@mail-in.example"


def measure(mails: int, rate: float) -> None:
    organization = Organization.objects.get(slug=BIG)
    with inside(organization):
        ensure_mailbox()
        before = RawMail.objects.count()
    port = ground.free_port()
    given = {"ATENDA_MAIL_PORT": str(port), "ATENDA_PROCESS": "mail-in", "ATENDA_SUPERVISED": "1"}
    began = time.perf_counter()
    server = subprocess.Popen([sys.executable, "-m", "atenda.cli", "mail-in"], env={**os.environ, **given})
    try:
        _wait_for(port)
        print(f"mail-in answers {time.perf_counter() - began:.1f} s after it was started")
        send(port, LINES, 20, 20.0)  # warm
        tell(f"{rate:g} mails/s", send(port, LINES, mails, rate))
        tell("flat out", send(port, FLAT_OUT, mails, 1e9))
        watched = psutil.Process(server.pid)
        used = sum(watched.cpu_times()[:2]) / (2 * mails + 20)
        print(f"{used * 1000:.1f} ms of processor a mail, {watched.memory_info().rss / 1e6:.0f} MB resident")
    finally:
        server.terminate()
        server.wait()
    with inside(organization):
        print(f"lost: {2 * mails + 20 - (RawMail.objects.count() - before)}")


def ensure_mailbox() -> None:
    if not MailboxAddress.objects.filter(address=ADDRESS).exists():
        box = Mailbox.objects.create(name=ADDRESS, language="es", created_at=timezone.now())
        MailboxAddress.objects.create(mailbox=box, address=ADDRESS, is_main=True)
        touch()


def send(
    port: int, lines: int, mails: int, rate: float, written: Callable[[], tuple[str, bytes]] | None = None
) -> tuple[list[float], float]:
    """The waits in ms, and how many were answered a second. What is written is a sender and a mail."""
    due: Queue[tuple[float, str, bytes] | None] = Queue()
    waits: list[float] = []
    senders = [threading.Thread(target=_line, args=(port, due, waits)) for _ in range(lines)]
    for sender in senders:
        sender.start()
    began = time.perf_counter()
    for number in range(mails):
        given = (written or _mail)()
        moment = began + number / rate
        time.sleep(max(0.0, moment - time.perf_counter()))
        due.put((moment if rate < 1e6 else 0.0, *given))
    for _ in senders:
        due.put(None)
    for sender in senders:
        sender.join()
    return sorted(waits), mails / (time.perf_counter() - began)


def _line(port: int, due: Queue[tuple[float, str, bytes] | None], waits: list[float]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as line:
        while (given := due.get()) is not None:
            moment, sender, raw = given
            began = moment or time.perf_counter()
            line.sendmail(sender, [ADDRESS], raw)
            waits.append((time.perf_counter() - began) * 1000)


def _mail() -> tuple[str, bytes]:
    key = token_hex(8)
    header = f"From: Rosa <rosa@cliente.example>\r\nTo: {ADDRESS}\r\nMessage-ID: <{key}@cliente.example>\r\n"
    words = "La caja ha llegado rota y falta la mitad de las piezas, otra vez. Saludos.\r\n"
    many = random.choice((30, 30, 60, 200, 800))
    return "rosa@cliente.example", f"{header}Subject: Pedido {key}\r\n\r\n{words * many}".encode()


def tell(name: str, measured: tuple[list[float], float]) -> None:
    waits, speed = measured
    p50, p95, p99 = (waits[min(len(waits) - 1, int(len(waits) * part))] for part in (0.5, 0.95, 0.99))
    print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, {speed:.1f} mails/s")


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("mail-in does not answer")
