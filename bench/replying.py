"""How many answers to customers are written and leave a second: `python -m bench --replies 500`.

By eight people at once over HTTP, while a worker hands what is written to a mail server that only counts; an answer may
be taken back for some seconds: what leaves is counted from its first mail on. Then inside the view, one after the
other. Processor time is told too: it says the same on a busy machine.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection, connections
from django.db.models import Max

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.notices.models import Mail, MailState
from atenda.organizations.entering import inside
from bench import api, ground, network, timing
from bench.inside import Visitor
from bench.mail_in import ADDRESS, ensure_mailbox
from bench.visits import Ground, look_around

WARM = 40
ALONE = 100  # answers of one person, one after the other
PATIENCE = 120.0  # seconds for the last of them to leave
TO = "destino@cliente.example"


class Counted:
    """The server they leave by: it takes all, and knows when the first and the last came."""

    def __init__(self) -> None:
        self.moments: list[float] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.moments.append(time.perf_counter())
        return "250 taken"


class Writer:
    """Answers one case after the other, on a connection kept alive."""

    def __init__(self, port: int, visitor: Visitor, forms: Iterator[tuple[str, dict[str, str]]]) -> None:
        self.browser = network.Browser(port, visitor.cookie)
        self.visitor, self.forms = visitor, forms
        self.waits: list[float] = []

    def write(self, _number: int) -> None:
        path, form = next(self.forms)
        began = time.perf_counter()
        status, content, _headers = self.browser.post(path, form, self.visitor.token)
        require(status, path, content)
        self.waits.append((time.perf_counter() - began) * 1000)
        self.visitor.hear()
        connection.close()


def measure(replies: int) -> None:
    there = look_around()
    smtp = ground.free_port()
    os.environ["ATENDA_OUTBOUND_PRIVATE"] = "127.0.0.0/8"
    os.environ["ATENDA_SMTP_URL"] = f"smtp+plain://127.0.0.1:{smtp}?from={ADDRESS}"
    with inside(there.organization):
        ensure_mailbox()
        writers = [Visitor(there.people["all"]) for _each in range(api.AT_ONCE)]
        forms = iter(list(_forms(there, 2 * (replies + WARM) + WARM + ALONE + api.AT_ONCE)))
        Mail.objects.filter(state=MailState.WAITING).update(state=MailState.DROPPED)  # what a run before left
    connections.close_all()
    counted = Counted()
    sink = Controller(counted, hostname="127.0.0.1", port=smtp)
    sink.start()
    try:
        _served(writers, forms, replies, counted)
    finally:
        sink.stop()
    _inside(writers[0], forms, replies)


def _forms(there: Ground, many: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Of the newest cases, each its own: what the page would send, which knows the latest message there was."""
    cases = list(
        Case.objects.filter(binned_at=None, merged_into=None).order_by("-pk").values_list("pk", "folio")[:many]
    )
    if len(cases) < many:
        raise SystemExit(f"{many} cases are needed, and there are {len(cases)}")
    latest = dict(
        Message.objects.filter(case__in=[pk for pk, _ in cases]).values_list("case").annotate(latest=Max("pk"))
    )
    words = "Revisamos su pedido y sale mañana por la mañana; le llegará antes del viernes. Un saludo."
    for pk, folio in cases:
        said = {
            "to": TO,
            "subject": f"Su pedido {folio}",
            "body": words,
            "last": str(latest.get(pk, 0)),
            "heard": "language-es",
        }
        yield f"/{there.organization.slug}/cases/{folio}/replies/", said


def _inside(visitor: Visitor, forms: Iterator[tuple[str, dict[str, str]]], replies: int) -> None:
    def write(_number: int) -> None:
        path, form = next(forms)
        status, content = visitor.post(path, form)
        require(status, path, content)

    took = timing.repeat(write, replies, warm=WARM, between=visitor.hear)
    print(f"inside the view: p50 {took.p50:.1f} ms, p95 {took.p95:.1f} ms, {took.cpu:.1f} ms of processor (budget 12)")


def _served(
    visitors: Sequence[Visitor], forms: Iterator[tuple[str, dict[str, str]]], replies: int, counted: Counted
) -> None:
    port = settings.ENV.port
    with network.served("web", f"http://127.0.0.1:{port}/ready") as web, network.served("worker") as worker:
        at_first = api.seconds(api.with_children(worker))
        writers = [Writer(port, visitor, forms) for visitor in visitors]
        alone = _alone(writers[0])
        api.together([writer.write for writer in writers], WARM)
        for writer in writers:
            writer.waits.clear()
        before, began = api.spent(web), time.perf_counter()
        api.together([writer.write for writer in writers], replies)
        took, after = time.perf_counter() - began, api.spent(web)
        _until_left(counted, WARM + ALONE + WARM + replies)
        used = api.seconds(api.with_children(worker)) - at_first
    print(f"over HTTP, one at a time: p50 {alone.p50:.1f}, p95 {alone.p95:.1f} ms (budget 20)")
    waits = timing.of([wait for writer in writers for wait in writer.waits])
    print(f"written: {replies / took:.0f} a second, {api.AT_ONCE} at once: p50 {waits.p50:.0f}, p95 {waits.p95:.0f} ms")
    print(f"processor time of each: {(after[0] - before[0]) * 1000 / replies:.1f} ms in the web processes")
    left, each = counted.moments, used * 1000 / len(counted.moments)
    print(f"left: {(len(left) - 1) / (left[-1] - left[0]):.0f} a second, {each:.1f} ms of the worker's processor each")


def _alone(writer: Writer) -> timing.Timing:
    for number in range(WARM + ALONE):
        if number == WARM:
            writer.waits.clear()
        writer.write(number)
    return timing.of(writer.waits)


def _until_left(counted: Counted, many: int) -> None:
    began = time.perf_counter()
    while len(counted.moments) < many:
        if time.perf_counter() - began > PATIENCE:
            raise SystemExit(f"{many - len(counted.moments)} answers have not left")
        time.sleep(0.1)


def require(status: int, path: str, content: bytes) -> None:
    if status != 302:
        raise SystemExit(f"{path} answered {status}: {content[:1500]!r}")
