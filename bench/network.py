"""Measured from outside: `atenda web`, `stream` and `worker` as they are served, over loopback."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import psutil

from bench import timing
from bench.visits import Visit

PATIENCE = 30
ASSET = re.compile(rb"""(?:href|src)="(/static/[^"]+\.(?:css|js|woff2|svg|png|ico))\"""")
IMPORTED = re.compile(rb"""(?:@import|from|import)\s*(?:url\()?\s*["']([^"']+\.(?:css|js))["']""")
USED = re.compile(rb"""url\(["']?([^"')]+\.woff2[^"')]*)""")


class Browser:
    """One connection kept alive, signed in."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Cookie": cookie, "Accept-Encoding": "gzip, br", "Accept-Language": "es"}

    def get(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, form: dict[str, Any], token: str) -> tuple[int, bytes, dict[str, str]]:
        body = urlencode({**form, "csrfmiddlewaretoken": token})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None, more: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        self.connection.request(method, quote(path, safe="/?&=%@+"), body, {**self.headers, **more})
        answer = self.connection.getresponse()
        content = answer.read()
        return answer.status, content, {name.lower(): value for name, value in answer.getheaders()}


@contextmanager
def served(name: str, ready: str | None = None) -> Iterator[psutil.Process]:
    """One of Atenda's processes, while the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "atenda.cli", name],
        env={**os.environ, "ATENDA_PROCESS": name},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if ready:
            _wait(ready)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def measure(visit: Visit, browser: Browser, times: int, token: str) -> dict[str, Any]:
    def ask(i: int) -> None:
        path = visit.address(i)
        status, content, _ = browser.post(path, visit.form(i), token) if visit.form else browser.get(path)
        if status != (302 if visit.form else 200):
            raise SystemExit(f"{visit.name}: {path} answered {status} over HTTP: {content[:500]!r}")

    warm = timing.AS_FOR_HOURS if visit.is_headline else timing.WARM
    took = timing.repeat(ask, times, warm=warm).words()
    return {"p50": took["p50"], "p95": took["p95"]}


def a_second(port: int, cookie: str, path: str, *, at_once: int = 8, seconds: float = 8) -> dict[str, Any]:
    """How many of one page are answered in a second, to so many browsers at once, and how long each waits."""
    samples: list[list[float]] = [[] for _ in range(at_once)]
    until = time.perf_counter() + seconds

    def stay(mine: list[float]) -> None:
        browser = Browser(port, cookie)
        while time.perf_counter() < until:
            began = time.perf_counter()
            if browser.get(path)[0] != 200:
                raise RuntimeError("refused")
            mine.append((time.perf_counter() - began) * 1000)

    began = time.perf_counter()
    threads = [threading.Thread(target=stay, args=(mine,)) for mine in samples]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [sample for mine in samples for sample in mine]
    return {"a_second": round(len(every) / (time.perf_counter() - began), 1), **timing.of(every).words()}


def memory(process: psutil.Process) -> list[float]:
    """Megabytes of the process that serves (its workers, where it has some), largest first."""
    workers = process.children(recursive=True) or [process]
    return sorted((round(each.memory_info().rss / 1e6, 1) for each in workers), reverse=True)


def weight(browser: Browser, path: str) -> dict[str, Any]:
    """Bytes over the wire: the page, and everything a first visit fetches with it."""
    _, page, headers = browser.get(path)
    sizes = {path: len(page)}
    plain = gzip.decompress(page) if headers.get("content-encoding") == "gzip" else page
    waiting = [(address.decode(), plain) for address in ASSET.findall(plain)]
    while waiting:
        address, _ = waiting.pop()
        if address in sizes:
            continue
        _, content, headers = browser.get(address)
        sizes[address] = len(content)
        if address.endswith((".css", ".js")):
            text = _plain(browser, address)
            for found in (*IMPORTED.findall(text), *USED.findall(text)):
                joined = urljoin(address, found.decode().split("?")[0])
                if joined.startswith("/static/"):
                    waiting.append((joined, b""))
    return {
        "page": sizes[path],
        "page_uncompressed": len(plain),
        "first_visit": sum(sizes.values()),
        "files": dict(sorted(sizes.items(), key=lambda item: -item[1])[:12]),
    }


def second_start(data: Path, port: int) -> dict[str, float]:
    """Seconds from `make run`'s command to its first page: the first time, with the sample loaded, and the second."""
    shutil.rmtree(data, ignore_errors=True)
    return {"first": _start(data, port), "second": _start(data, port)}


def _start(data: Path, port: int) -> float:
    environment = {
        **os.environ,
        "ATENDA_DATA": str(data),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "atenda.settings",
    }
    for name in ("ATENDA_PROCESS", "ATENDA_STREAM_PORT"):
        environment.pop(name, None)
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "atenda.cli", "serve", "--demo-if-empty"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/accounts/login/", patience=180)
        return round(time.perf_counter() - began, 2)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def _wait(address: str, patience: float = PATIENCE) -> None:
    parts = urlsplit(address)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        try:
            connection.request("GET", parts.path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    raise SystemExit(f"{address} does not answer.")


def _plain(browser: Browser, address: str) -> bytes:
    headers = browser.headers
    browser.headers = {**headers, "Accept-Encoding": "identity"}
    try:
        return browser.get(address)[1]
    finally:
        browser.headers = headers
