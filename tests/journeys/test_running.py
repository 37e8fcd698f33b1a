"""What a desk is set to while it runs, read from it (hardening 13.01–13.03, 13.08, 3.65)."""

from __future__ import annotations

import http.client
import re

import psutil
import psycopg
import pytest

from atenda.server.database_urls import APPLICATION_ROLE, DATABASE, EMBEDDED_PORT
from atenda.server.environment import socket_folder
from atenda.testing.desk import Desk

pytestmark = pytest.mark.slow
VERSION = re.compile(r"\d+\.\d+")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
    ],
)
def test_the_database_may_lose_nothing(setting: str, value: str, desk: Desk) -> None:
    where = f"postgresql://{APPLICATION_ROLE}@/{DATABASE}?host={socket_folder(desk.data)}&port={EMBEDDED_PORT}"
    with psycopg.connect(where) as connection:
        assert connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == (value,)


def test_connections_of_the_pages_wait_no_longer_than_decided(desk: Desk) -> None:
    """Asked of the server about the sessions the web processes hold, not of our settings."""
    where = f"postgresql://{APPLICATION_ROLE}@/{DATABASE}?host={socket_folder(desk.data)}&port={EMBEDDED_PORT}"
    ask(desk, "/accounts/login/")
    with psycopg.connect(where) as connection:
        roles = connection.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [DATABASE]
        )
        assert {role for (role,) in roles} == {APPLICATION_ROLE}


@pytest.mark.parametrize("path", ["/live", "/ready"])
def test_health_says_no_more_than_it_must(path: str, desk: Desk) -> None:
    status, headers, body = ask(desk, path)
    assert status == 200
    assert not VERSION.search(body)
    assert not VERSION.search(headers.get("server", ""))


@pytest.mark.parametrize("path", ["/nowhere", "/rias/cases/", "/accounts/login/", "/static/nowhere.css"])
def test_every_answer_of_the_running_desk_carries_the_policy(path: str, desk: Desk) -> None:
    _, headers, _ = ask(desk, path)
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_styles_and_scripts_are_kept_for_ever_and_small(desk: Desk) -> None:
    _, _, page = ask(desk, "/accounts/login/")
    for address in re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page):
        status, headers, _ = ask(desk, address)
        assert status == 200
        assert "immutable" in headers["cache-control"]


def test_only_loopback_hears_it(desk: Desk) -> None:
    """Nothing listens where another machine could knock."""
    assert desk.process is not None
    supervisor = psutil.Process(desk.process.pid)
    family = [supervisor, *supervisor.children(recursive=True)]
    listening = {
        connection.laddr.ip
        for process in family
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def ask(desk: Desk, path: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read().decode(errors="replace")
    finally:
        connection.close()
