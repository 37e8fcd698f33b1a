"""What agents feel while forty people sign in at once (7.08): `python -m bench --sign-ins 40`.

Twenty agents ask for a page a second each. First they are alone; then forty people sign in with their passwords at the
same moment, and whoever is told that too many do tries again when told to.
"""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from itertools import cycle, islice
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connections

from atenda.access.models import Identity
from bench import inside, network, timing
from bench.filling import BIG
from bench.visits import look_around

AGENTS, PAUSE = 20, 1.0  # seconds between two pages of one agent
PASSWORD = "bench-not-secret"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Agents:
    """People at work, each with a browser, for as long as the block lasts; how long they waited, and when."""

    def __init__(self, port: int, cookie: str, paths: list[str]) -> None:
        self.port, self.cookie, self.paths = port, cookie, paths
        self.waits: list[tuple[float, float]] = []
        self._over = threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._work, args=(number,)) for number in range(AGENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def waited(self, since: float, until: float) -> list[float]:
        """Milliseconds of the pages that were being answered then."""
        return [(end - begin) * 1000 for begin, end in self.waits if begin < until and end > since]

    def _work(self, number: int) -> None:
        browser = network.Browser(self.port, self.cookie)
        turn = number
        self._over.wait(number * PAUSE / AGENTS)
        while not self._over.is_set():
            began = time.perf_counter()
            status, _, _ = browser.get(self.paths[turn % len(self.paths)])
            if status != 200:
                raise RuntimeError(f"an agent was answered {status}")
            self.waits.append((began, time.perf_counter()))
            turn += 1
            self._over.wait(PAUSE)


class Newcomer:
    """Somebody who signs in: how long it took, and how often they were asked to try again."""

    def __init__(self, port: int, email: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.email = email
        self.busy, self.milliseconds = 0, 0.0
        self.cookie, self.token = "", ""

    def open_page(self) -> None:
        self.connection.request("GET", "/accounts/login/")
        answer = self.connection.getresponse()
        found = TOKEN.search(answer.read())
        assert found, answer.status
        jar = SimpleCookie(answer.headers.get("Set-Cookie", ""))
        self.cookie = "; ".join(f"{name}={one.value}" for name, one in jar.items())
        self.token = found.group(1).decode()

    def sign_in(self, together: threading.Barrier) -> None:
        together.wait()
        began = time.perf_counter()
        form = urlencode({"login": self.email, "password": PASSWORD, "csrfmiddlewaretoken": self.token})
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        while True:
            self.connection.request("POST", "/accounts/login/", form, headers)
            answer = self.connection.getresponse()
            answer.read()
            if answer.status != 503:
                break
            self.busy += 1
            time.sleep(float(answer.headers["Retry-After"]))
        if answer.status != 302:
            raise RuntimeError(f"{self.email} was answered {answer.status}")
        self.milliseconds = (time.perf_counter() - began) * 1000


def measure(people: int) -> None:
    """The waits of the agents alone, and while so many sign in."""
    there = look_around()
    base, port = f"/{there.organization.slug}", settings.ENV.port
    paths = [f"{base}/cases/", *(f"{base}/cases/{number}/" for number in range(1, 200, 7))]
    emails = _with_passwords(people)
    there.people["all"].identity.refresh_from_db()  # a new password ends the sessions of the old one
    cookie = inside.Visitor(there.people["all"]).cookie
    connections.close_all()
    with network.served("web", f"http://127.0.0.1:{port}/ready"):
        agents, newcomers = Agents(port, cookie, paths), [Newcomer(port, email) for email in emails]
        for newcomer in newcomers:
            newcomer.open_page()
        with agents.at_work():
            time.sleep(5)  # everything warm
            began = time.perf_counter()
            time.sleep(15)
            quiet = time.perf_counter()
            _all_at_once(newcomers)
            done = time.perf_counter()
    alone, among = timing.of(agents.waited(began, quiet)), timing.of(agents.waited(quiet, done))
    took = timing.of([newcomer.milliseconds for newcomer in newcomers])
    print(f"agents alone: p50 {alone.p50:.0f} ms, p95 {alone.p95:.0f} ms, of {len(agents.waited(began, quiet))} pages")
    print(f"while {people} sign in: p50 {among.p50:.0f} ms, p95 {among.p95:.0f} ms, slowest")
    print(f"  {max(agents.waited(quiet, done)):.0f} ms, of {len(agents.waited(quiet, done))} pages")
    print(f"signing in: p50 {took.p50 / 1000:.1f} s, p95 {took.p95 / 1000:.1f} s, all in after {done - quiet:.1f} s;")
    print(f"  asked to try again: {sum(newcomer.busy for newcomer in newcomers)} times")


def _with_passwords(people: int) -> list[str]:
    """The e-mails of so many agents who may sign in; some do from several browsers where there are too few."""
    identities = Identity.objects.filter(email__endswith=f"@{BIG}.example").order_by("pk")[:people]
    emails = {identity.pk: identity.email for identity in identities}
    Identity.objects.filter(pk__in=emails).update(password=make_password(PASSWORD))
    return list(islice(cycle(emails.values()), people))


def _all_at_once(newcomers: list[Newcomer]) -> None:
    together = threading.Barrier(len(newcomers))
    threads = [threading.Thread(target=newcomer.sign_in, args=(together,)) for newcomer in newcomers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
