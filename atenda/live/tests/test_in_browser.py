"""A real browser, the real page, the stream on its own port: what one does, another sees without reloading."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from playwright.sync_api import APIResponse, Browser, Error, Page, Route

from atenda.access import sessions
from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.live import announce
from atenda.live.tests.conftest import sign_in, wait_until
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    """Pages and stream, each a process of its own."""
    pages, events = _free_port(), _free_port()
    variables = {**os.environ, "PORT": str(pages), "ATENDA_STREAM_PORT": str(events), "ATENDA_LOG_LEVEL": "ERROR"}
    with _running("web", variables, pages), _running("stream", variables, events):
        yield f"http://127.0.0.1:{pages}"
    announce.close()


def test_what_one_does_another_sees_within_two_seconds(address: str, acme: Cast, chromium: Browser) -> None:
    with closing(chromium.new_context()) as context:
        context.add_cookies([_cookie(acme.colleague, address)])
        page = context.new_page()
        refusals: list[str] = []
        page.on("console", lambda message: refusals.append(message.text) if message.type == "error" else None)

        with page.expect_request(lambda request: "/events" in request.url):
            page.goto(f"{address}/acme/cases/")
        page.wait_for_timeout(800)
        make.case(reference="Motor que ronca", by=acme.agent)
        page.get_by_text("Motor que ronca").wait_for(timeout=2000)

        sessions.end_all(acme.colleague.identity.pk)
        page.get_by_role("dialog").wait_for(timeout=3000)
        assert [text for text in refusals if "/events" in text] == []


def test_news_that_comes_while_a_page_fetches_the_news_before_is_not_lost(
    address: str, acme: Cast, chromium: Browser
) -> None:
    case = make.case(reference="Motor que ronca", by=acme.agent)
    with _fetching_news(address, acme, chromium, case) as (page, route, old):
        edit(Case.objects.get(pk=case.pk), by=acme.agent, now=NOW, reference="Motor que cala")  # after it was read
        page.wait_for_timeout(1500)  # the news of it is there
        route.fulfill(response=old)
        page.get_by_text("Motor que cala").first.wait_for(timeout=3000)


def test_what_one_unfolds_while_news_is_being_fetched_stays_and_the_news_comes_too(
    address: str, acme: Cast, chromium: Browser
) -> None:
    case = make.case(reference="Motor que ronca", by=acme.agent)
    for number in range(60):
        note(case, body=f"Nota número {number}.", by=acme.agent, now=NOW)
    with _fetching_news(address, acme, chromium, case) as (page, route, old):
        page.locator(".timeline__older a").click()
        page.get_by_text("Nota número 0.").wait_for(timeout=3000)
        with suppress(Error):  # the page gave it up
            route.fulfill(response=old)
        page.get_by_text("Motor que asubía").first.wait_for(timeout=3000)
        assert page.get_by_text("Nota número 0.").count() == 1


@contextmanager
def _fetching_news(
    address: str, acme: Cast, chromium: Browser, case: Case
) -> Iterator[tuple[Page, Route, APIResponse]]:
    """The page of a case that a colleague renames while somebody looks at it; what answers the news is held back."""
    held: list[tuple[Route, APIResponse]] = []
    with closing(chromium.new_context()) as context:
        context.add_cookies([_cookie(acme.colleague, address)])
        page = context.new_page()
        with page.expect_request(lambda request: "/events" in request.url):
            page.goto(f"{address}/acme/cases/1/")
        page.wait_for_timeout(800)
        page.route("**/acme/cases/1/?show=*", lambda route: held.append((route, route.fetch())), times=1)
        edit(Case.objects.get(pk=case.pk), by=acme.agent, now=NOW, reference="Motor que asubía")
        for _moment in range(40):
            if held:
                break
            page.wait_for_timeout(100)
        ((route, old),) = held
        yield page, route, old


def _cookie(agent: Agent, address: str) -> dict[str, str]:
    return {"name": settings.SESSION_COOKIE_NAME, "value": sign_in(agent), "url": address}


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def _running(name: str, variables: dict[str, str], port: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "atenda.cli", name], env=variables)
    try:
        assert wait_until(lambda: _is_ready(port), within=20)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
