"""Measured in this process: every middleware and the view, as the web server calls them, and the same SQL bare."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.messages.storage.session import SessionStorage
from django.db import connection
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone

from atenda.access.sessions import SessionStore
from atenda.figures.flows import seen_by
from atenda.figures.periods import read_period
from atenda.figures.reckoning import reckon
from atenda.organizations.entering import inside
from atenda.staff.models import Agent
from atenda.worklists.paging import tab_counts
from atenda.wsgi import application
from bench import timing
from bench.visits import Ground, Visit

NEWS = SessionStorage.session_key
BACKEND = "atenda.access.passwords.PasswordBackend"


class Refused(SystemExit):
    """A page answered with something else than the page."""


class Visitor:
    """Somebody signed in, whose requests go straight to the application."""

    def __init__(self, agent: Agent) -> None:
        client = Client()
        client.force_login(agent.identity, backend=BACKEND)
        self.token = _csrf_token()
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={self.token}"
        self.application = application

    def get(self, path: str) -> tuple[int, bytes]:
        return self._ask("GET", path, b"")

    def post(self, path: str, form: dict[str, Any]) -> tuple[int, bytes]:
        return self._ask("POST", path, urlencode({**form, "csrfmiddlewaretoken": self.token}).encode())

    def hear(self) -> None:
        """What the next page would say of what was done: a browser goes there, and it is said once. Unheard, it piles
        up in the session, and each deed takes longer than the one before."""
        session = SessionStore(self.session)
        if session.pop(NEWS, None) is not None:
            session.save()

    def _ask(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        path, _, query = path.partition("?")
        status: list[str] = []
        answer = self.application(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "QUERY_STRING": quote(query, safe="=&%@+"),
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": "127.0.0.1",
                "HTTP_COOKIE": self.cookie,
                "HTTP_ACCEPT_LANGUAGE": "es",
                "REMOTE_ADDR": "127.0.0.1",
                "wsgi.input": BytesIO(body),
                "wsgi.errors": sys.stderr,
                "wsgi.url_scheme": "http",
            },
            lambda line, *_: status.append(line),  # type: ignore[arg-type]
        )
        content = b"".join(answer)
        answer.close()
        return int(status[0].split()[0]), content


def _csrf_token() -> str:
    request = RequestFactory().get("/")
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def measure(visit: Visit, visitor: Visitor, times: int) -> dict[str, Any]:
    """The visit's timing, how many statements it makes, and their time without anything around them."""
    with noting() as statements:
        ask(visit, visitor, 0)
    warm = timing.AS_FOR_HOURS if visit.is_headline else timing.WARM
    between = visitor.hear if visit.form else lambda: None
    took = timing.repeat(lambda i: ask(visit, visitor, i), times, backends=backends(), warm=warm, between=between)
    bare = None if visit.form else timing.repeat(lambda i: _run(statements), times)
    return {"inside": took.words(), "statements": len(statements), "sql": bare and bare.words()}


def ask(visit: Visit, visitor: Visitor, i: int) -> None:
    path = visit.address(i)
    status, content = visitor.post(path, visit.form(i)) if visit.form else visitor.get(path)
    if status != (302 if visit.form else 200):
        raise Refused(f"{visit.name}: {path} answered {status}: {content[:2000]!r}")


def tabs(ground: Ground, times: int) -> dict[str, dict[str, Any]]:
    """The counts of the tabs alone, for those who see all and those who see less."""
    found = {}
    for name, agent in ground.people.items():
        with inside(ground.organization):
            found[name] = timing.repeat(lambda i, agent=agent: tab_counts(agent), times).words()  # type: ignore[misc]
    return found


def bars(ground: Ground, times: int) -> dict[str, dict[str, Any]]:
    """The three figures of the analysis bar alone, of thirty days, for each of them."""
    found = {}
    for name, agent in ground.people.items():
        with inside(ground.organization):

            def count(_i: int, agent: Agent = agent) -> None:
                now = timezone.now()
                period = read_period("30d", asked_at=now, zone=ZoneInfo(ground.organization.time_zone))
                assert period is not None
                reckon(seen_by(agent), period, now=now)

            found[name] = timing.repeat(count, times).words()
    return found


@contextmanager
def noting() -> Iterator[list[tuple[str, Any]]]:
    """The statements made in the block."""
    statements: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def backends() -> list[int]:
    """The database's processes that answer this one: a request takes any of the pool."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [row[0] for row in cursor.fetchall()]


def _run(statements: list[tuple[str, Any]]) -> None:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
