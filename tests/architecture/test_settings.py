"""Settings that must hold, read from what runs (hardening 13.01–13.04). Those of a whole running desk are in
`tests/journeys/test_running.py`; what the application role may do is in `atenda/server/tests/test_roles.py`."""

import os
import subprocess
import sys
from importlib.metadata import version

import pytest
from django.conf import settings
from django.db import connection

from atenda.server.cluster_settings import configuration
from atenda.server.environment import environment
from atenda.server.faults import Misconfigured
from atenda.testing.database import CLUSTER

HTTPS = {"ATENDA_PUBLIC_URL": "https://desk.example", "ATENDA_DATABASE_URL": "postgresql://app@/x"}


def shown(variables: dict[str, str], *names: str) -> list[str]:
    """Settings as a process sees them that is started with these variables."""
    plain = {name: value for name, value in os.environ.items() if name != "ATENDA_TEST"}
    asked = "; ".join(f"print(repr(settings.{name}))" for name in names)
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); from django.conf import settings; {asked}"],
        env={**plain, "DJANGO_SETTINGS_MODULE": "atenda.settings", **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_embedded_database_may_lose_nothing() -> None:
    """13.01: what the file says that `atenda serve` starts it with."""
    text = configuration(CLUSTER.socket, 18)
    for line in ("fsync = 'on'", "full_page_writes = 'on'", "synchronous_commit = 'on'", "listen_addresses = ''"):
        assert line in text.splitlines()


@pytest.mark.django_db
def test_data_pages_carry_checksums() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_checksums")
        assert cursor.fetchone() == ("on",)


@pytest.mark.parametrize(("process", "longest"), [("web", "15s"), ("stream", "15s"), ("worker", "300s")])
def test_no_statement_runs_for_ever(process: str, longest: str) -> None:
    options = environment({**HTTPS, "ATENDA_PROCESS": process}).application_database["OPTIONS"]["options"]
    for setting in (f"statement_timeout={longest}", "lock_timeout=5s", "idle_in_transaction_session_timeout=30s"):
        assert f"-c {setting}" in options


def test_django_is_set_as_decided() -> None:
    """13.03, as far as it does not depend on the address."""
    assert settings.DEBUG is False
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 1000
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 1_000_000
    assert settings.FILE_UPLOAD_HANDLERS == ["atenda.server.uploads.FileDoor"]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert not connection.settings_dict["ATOMIC_REQUESTS"]


def test_behind_https_cookies_are_bound_to_the_host() -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    exact = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SECURE_HSTS_SECONDS >= 31536000", "SECURE_PROXY_SSL_HEADER")
    assert shown(HTTPS, *names, *exact) == [
        *("'__Host-atenda-session'", "'__Host-atenda-csrf'", "True", "True"),
        *("['desk.example']", "['https://desk.example']", "True", "None"),
    ]


def test_a_proxy_is_believed_only_when_it_was_declared() -> None:
    assert shown({**HTTPS, "ATENDA_TRUSTED_PROXIES": "10.0.0.0/8"}, "SECURE_PROXY_SSL_HEADER") == [
        "('HTTP_X_FORWARDED_PROTO', 'https')"
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"ATENDA_BIND": "0.0.0.0"},
        {"ATENDA_BIND": "8.8.8.8"},
        {"ATENDA_PUBLIC_URL": "http://desk.example"},
        {"ATENDA_PUBLIC_URL": "https://desk.example/path"},
    ],
)
def test_a_public_address_without_https_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(Misconfigured):
        environment(given)


def test_django_is_at_the_patch_level_that_closed_the_known_holes() -> None:
    """13.04"""
    assert tuple(int(part) for part in version("django").split(".")) >= (5, 2, 11)
