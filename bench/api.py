"""How many cases a second come in through the API, one organization, eight at once: `python -m bench --api 2000`.

The limits of the API are lifted. Processor time is told too: it says the same on a busy machine.
"""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psutil
from django.conf import settings
from django.db import connections
from django.utils import timezone

from atenda.api.models import Scope
from atenda.api.tokens import make
from atenda.customers.models import Contact
from atenda.organizations.entering import inside
from bench import network, timing
from bench.visits import look_around

AT_ONCE, WARM = 8, 200


class Program:
    """Opens cases one after the other, on a connection kept alive."""

    def __init__(self, port: int, token: str, contacts: list[int]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept-Language": "es"}
        self.contacts = contacts
        self.waits: list[float] = []

    def open_case(self, number: int) -> None:
        said = {
            "contact": self.contacts[number % len(self.contacts)],
            "reference": f"Pedido {number}: la caja ha llegado rota",
            "description": "El cliente pide otra antes del viernes.",
        }
        began = time.perf_counter()
        self.connection.request("POST", "/api/v1/cases/", json.dumps(said), self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != http.client.CREATED:
            raise SystemExit(f"opening a case was answered {answer.status}: {body[:500]!r}")
        self.waits.append((time.perf_counter() - began) * 1000)


def measure(cases: int) -> None:
    there = look_around()
    port = settings.ENV.port
    with inside(there.organization):
        agent = there.people["all"]
        token = make(agent, name="bench", scopes=list(Scope), by=agent, now=timezone.now())[1]
        contacts = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:500])
    connections.close_all()
    os.environ["ATENDA_API_LIMITS"] = "lifted"
    with network.served("web", f"http://127.0.0.1:{port}/ready") as web:
        programs = [Program(port, token, contacts) for _each in range(AT_ONCE)]
        together([program.open_case for program in programs], WARM)
        for program in programs:
            program.waits.clear()
        before, began = spent(web), time.perf_counter()
        together([program.open_case for program in programs], cases)
        took, after = time.perf_counter() - began, spent(web)
        memory = network.memory(web)
    waits = timing.of([wait for program in programs for wait in program.waits])
    print(f"{cases / took:.0f} cases a second, {AT_ONCE} at once: p50 {waits.p50:.0f} ms, p95 {waits.p95:.0f} ms")
    pages, database = ((late - early) * 1000 / cases for late, early in zip(after, before, strict=True))
    print(f"processor time of a case: {pages:.1f} ms in the web processes, {database:.1f} ms in the database")
    print(f"memory of the web workers: {', '.join(f'{each:.0f} MB' for each in memory)}")


def together(deeds: list[Callable[[int], None]], times: int) -> None:
    """Each deed over and over in a thread of its own, so many times in all."""
    numbers = count()

    def work(deed: Callable[[int], None]) -> None:
        while (number := next(numbers)) < times:
            deed(number)

    with ThreadPoolExecutor(len(deeds)) as threads:
        list(threads.map(work, deeds))  # which raises what a deed raised


def spent(web: psutil.Process) -> tuple[float, float]:
    """Seconds of processor time so far: of the web processes, and of the database's."""
    lock = settings.ENV.data / "postgres" / "postmaster.pid"
    database = psutil.Process(int(lock.read_text().split()[0])).children(recursive=True)
    return seconds(with_children(web)), seconds(database)


def with_children(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def seconds(processes: list[psutil.Process]) -> float:
    """Of processor time that these have used."""
    times = [process.cpu_times() for process in processes if process.is_running()]
    return sum(each.user + each.system for each in times)
