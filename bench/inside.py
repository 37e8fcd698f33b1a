"""Measured in this process: the whole middleware and view through Django's test client, and the same SQL bare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from atenda.cases.worklists import tab_counts
from atenda.organizations.entering import inside
from atenda.staff.models import Agent
from bench import timing
from bench.visits import Ground, Visit

BACKEND = "atenda.access.passwords.PasswordBackend"
MANY_STATEMENTS = 25


class Refused(SystemExit):
    """A page answered with something else than the page."""


def signed_in(agent: Agent) -> Client:
    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="es")
    client.force_login(agent.identity, backend=BACKEND)
    return client


def measure(visit: Visit, client: Client, times: int) -> dict[str, Any]:
    """The visit's timing, how many statements it makes, and their time without anything around them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    with noting() as statements:
        ask(visit, client, 0)
    took = timing.repeat(lambda i: ask(visit, client, i), times, backend=backend)
    bare = None if visit.form else timing.repeat(lambda i: _run(statements), times)
    return {"inside": took.words(), "statements": len(statements), "sql": bare and bare.words()}


def ask(visit: Visit, client: Client, i: int) -> bytes:
    path = visit.address(i)
    answer = client.post(path, visit.form(i)) if visit.form else client.get(path)
    expected = 302 if visit.form else 200
    if answer.status_code != expected:
        raise Refused(f"{visit.name}: {path} answered {answer.status_code}: {answer.content[:2000]!r}")
    return bytes(answer.content)


def tabs(ground: Ground, times: int) -> dict[str, dict[str, Any]]:
    """The counts of the tabs alone, for those who see all and those who see less."""
    found = {}
    for name, agent in ground.people.items():
        with inside(ground.organization):
            found[name] = timing.repeat(lambda i, agent=agent: tab_counts(agent), times).words()  # type: ignore[misc]
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


def _run(statements: list[tuple[str, Any]]) -> None:
    with connection.connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
