"""How soon other programs hear: `python -m bench.hooks [--data FOLDER] [--events 50] [--seconds 30] [--share 20]`.

So many events a second on two hundred cases, each told to so many of twenty endpoints on loopback that answer after
20 ms; then the same while one of the endpoints takes lines and never answers; then nobody is told, which shows what the
telling costs a deed. The courier runs in a process of its own, as in the worker; the receivers in another.

The receivers keep what they took: after each way «lost» are the deliveries of endpoints that answer which none of them
saw, «doubled» those that came again, and «out of order» those of a case that came after a later one of the same case.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import quantiles
from time import monotonic, sleep
from typing import Any

from bench import ground

ENDPOINTS = 20
CASES = 200
EDITS = 50
LATENCY = 0.02
SETTLING = 300.0  # seconds at most for what is left after the last deed

COURIER = """
import django; django.setup()
import signal, threading
from atenda.webhooks.courier import run
is_over = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: is_over.set())
run(is_over)
"""


def main() -> None:
    if sys.argv[1:2] == ["--receive"]:
        asyncio.run(receive())
        return
    asked = _asked()
    ground.settle(asked.data)
    os.environ["ATENDA_WEBHOOKS_PRIVATE"] = "127.0.0.0/8"
    with ground.database():
        receivers = subprocess.Popen(
            [sys.executable, "-m", "bench.hooks", "--receive"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        courier = subprocess.Popen([sys.executable, "-c", COURIER])
        try:
            assert receivers.stdout is not None
            ports = [int(port) for port in receivers.stdout.readline().split()]
            _measure(asked, ports, receivers)
        finally:
            for process in (courier, receivers):
                process.terminate()
                process.wait()


def _measure(asked: argparse.Namespace, ports: list[int], receivers: subprocess.Popen[str]) -> None:
    """Each way of telling in an organization of its own, so that nothing of the one before is left."""
    answering, dead = ports[:ENDPOINTS], ports[ENDPOINTS]
    ways = {
        "all answer": answering,
        "one never answers": [*answering[1:], dead],
        "all answer, again": answering,
        "nobody is told": [],
    }
    print(
        "| | events a second | an edit | first try p50 | p95 | p99 | delivered | lost | doubled | out of order |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    for number, (name, chosen) in enumerate(ways.items()):
        took, deeds = _deeds(f"told{number}", chosen, asked)
        waits, delivered = _first_tries(f"told{number}", dead)
        took_ids, doubled, disordered = (int(each) for each in _asked_of(receivers).split())
        lost = _told_to_all(f"told{number}", dead) - took_ids
        told = "| | | " if not waits else "| {:.2f} s | {:.2f} s | {:.2f} s".format(*_p(waits))
        pace = f"{deeds / took[1]:.0f} | {took[0]:.1f} ms"
        print(f"| {name} | {pace} {told} | {delivered} | {lost} | {doubled} | {disordered} |", flush=True)


def _deeds(slug: str, ports: list[int], asked: argparse.Namespace) -> tuple[tuple[float, float], int]:
    """Milliseconds of one edit as people do it; then events at an even pace: seconds of all, and how many."""
    from django.utils import timezone  # noqa: PLC0415  the settings are read by now

    from atenda.cases.editing import edit  # noqa: PLC0415
    from atenda.cases.events import EDITED, REOPENED  # noqa: PLC0415
    from atenda.cases.models import Case  # noqa: PLC0415
    from atenda.history.deeds import one_deed  # noqa: PLC0415
    from atenda.history.recording_many import record_many  # noqa: PLC0415
    from atenda.organizations.entering import inside  # noqa: PLC0415
    from atenda.testing import make  # noqa: PLC0415
    from atenda.testing.cast import make_cast  # noqa: PLC0415
    from atenda.webhooks.managing import add_endpoint  # noqa: PLC0415

    cast = make_cast(f"{slug}-{int(monotonic())}")
    slug_of[slug] = cast.organization
    with inside(cast.organization):
        cases = [make.case(str(number), by=cast.agent, now=timezone.now()) for number in range(CASES)]
        for place, port in enumerate(ports):
            kinds = [EDITED.name, *([REOPENED.name] if place >= ENDPOINTS - asked.share else [])]
            add_endpoint(url=f"http://127.0.0.1:{port}/in", kinds=kinds, by=cast.admin, now=timezone.now())
        at = monotonic()
        for number in range(EDITS):
            edit(cases[number], reference=f"{number}!", by=cast.agent, now=timezone.now())
        took = (monotonic() - at) / EDITS * 1000
        _wait_for_all(ports)
        began, batches = monotonic(), asked.seconds * 5
        for number in range(batches):
            if (wait := began + number / 5 - monotonic()) > 0:
                sleep(wait)
            few = [cases[(number * asked.events // 5 + more) % CASES].pk for more in range(asked.events // 5)]
            with one_deed():
                record_many(Case, REOPENED, dict.fromkeys(few, (None, {"n": number})), by=cast.agent)
        elapsed = monotonic() - began
        _wait_for_all(ports)
    return (took, elapsed), batches * (asked.events // 5)


def _asked_of(receivers: subprocess.Popen[str]) -> str:
    """What the receivers took since they were last asked: how many, how many again, how many out of order."""
    assert receivers.stdin is not None
    assert receivers.stdout is not None
    receivers.stdin.write("so far?\n")
    receivers.stdin.flush()
    return receivers.stdout.readline()


def _told_to_all(slug: str, dead: int) -> int:
    """Every delivery there is to endpoints that answer."""
    from atenda.organizations.entering import inside  # noqa: PLC0415
    from atenda.webhooks.models import Delivery  # noqa: PLC0415

    with inside(slug_of[slug]):  # type: ignore[arg-type]
        return Delivery.objects.exclude(endpoint__url__contains=f":{dead}/").count()


def _wait_for_all(ports: list[int]) -> None:
    until = monotonic() + SETTLING
    while monotonic() < until and _untried(ports):
        sleep(0.5)


slug_of: dict[str, object] = {}


def _untried(ports: list[int]) -> bool:
    """Whether anything is left that was not brought yet, but for the last endpoint, which may be the dead one."""
    from atenda.webhooks.models import Delivery, Owed  # noqa: PLC0415

    last = f":{ports[-1]}/" if ports else "-"
    return bool(
        Owed.objects.exists() or Delivery.objects.filter(state="waiting").exclude(endpoint__url__contains=last).exists()
    )


def _first_tries(slug: str, dead: int) -> tuple[list[float], int]:
    """Seconds from each deed to its first try, of endpoints that answer."""
    from django.db.models import F  # noqa: PLC0415

    from atenda.organizations.entering import inside  # noqa: PLC0415
    from atenda.webhooks.models import Delivery  # noqa: PLC0415

    with inside(slug_of[slug]):  # type: ignore[arg-type]
        told = Delivery.objects.filter(kind="case.reopened").exclude(endpoint__url__contains=f":{dead}/")
        pairs = told.filter(tried_at__isnull=False).values_list(F("tried_at"), F("event__at"))
        waits = [(tried - at).total_seconds() for tried, at in pairs]
        return waits, told.filter(state="delivered").count()


def _p(waits: list[float]) -> tuple[float, float, float]:
    cut = quantiles(waits, n=100)
    return cut[49], cut[94], cut[98]


class Taken:
    """What came, by endpoint and webhook-id, and the latest event of each case."""

    def __init__(self) -> None:
        self._begin()

    def note(self, port: int, message_id: bytes, data: dict[str, Any]) -> None:
        if (port, message_id) in self.ids:
            self.doubled += 1
            return
        self.ids.add((port, message_id))
        of = (port, data["case"]["id"])
        self.disordered += data["event"] < self.latest.get(of, 0)
        self.latest[of] = max(data["event"], self.latest.get(of, 0))

    def say(self) -> str:
        said = f"{len(self.ids)} {self.doubled} {self.disordered}"
        self._begin()
        return said

    def _begin(self) -> None:
        self.ids: set[tuple[int, bytes]] = set()
        self.latest: dict[tuple[int, int], int] = {}
        self.doubled = self.disordered = 0


async def receive() -> None:
    """Twenty that answer after a moment, and one that never does; their ports in one line."""

    taken = Taken()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
                said = {name.strip().lower(): value.strip() for name, _colon, value in lines}
                body = await reader.readexactly(int(said[b"content-length"]))
                taken.note(port, said[b"webhook-id"], json.loads(body)["data"])
                await asyncio.sleep(LATENCY)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def never(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(ENDPOINTS)]
    servers.append(await asyncio.start_server(never, "127.0.0.1", 0))
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(taken.say(), flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ground.CHECKOUT / "var" / "bench-hooks")
    parser.add_argument("--events", type=int, default=50, help="events a second")
    parser.add_argument("--share", type=int, default=ENDPOINTS, help="endpoints that are told of each event")
    parser.add_argument("--seconds", type=int, default=30)
    return parser.parse_args()


if __name__ == "__main__":
    main()
