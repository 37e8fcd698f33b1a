"""/live and /ready, and the lines written to the log."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client

from atenda.access.models import Identity
from atenda.server import health, logs

pytestmark = pytest.mark.django_db


def test_live_needs_no_host_name_and_no_sign_in(client: Client) -> None:
    answer = client.get("/live", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"live")


def test_ready_looks_at_database_migrations_and_storage(client: Client) -> None:
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"database": True, "migrations": True, "storage": True}
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_not_ready_says_which_and_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_can_write", lambda: False)
    answer = client.get("/ready")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert json.loads(answer.content) == {"database": True, "migrations": True, "storage": False}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"password": "hunter2"}, {"password": "…"}),
        ({"Authorization": "Bearer x"}, {"Authorization": "…"}),
        ({"event": "Not Found: /link/" + "k" * 43 + "/"}, {"event": "Not Found: /link/…/"}),
        ({"exception": "a" * 50, "count": 3}, {"exception": "a" * 50, "count": 3}),
    ],
)
def test_no_secret_reaches_the_log(given: dict[str, Any], kept: dict[str, Any]) -> None:
    assert logs.without_secrets(None, "info", given) == kept


@contextmanager
def as_in_production() -> Iterator[logging.Logger]:
    before = logging.root.handlers[:], logging.root.level
    logs.configure({"level": "INFO"})
    try:
        yield logging.getLogger("atenda.test")
    finally:
        logging.root.handlers[:], logging.root.level = before


def test_an_error_of_the_database_is_logged_without_the_values_of_the_row(capsys: pytest.CaptureFixture[str]) -> None:
    email = "uxia@cliente.example"
    Identity.objects.create(email=email)
    with as_in_production() as logger:
        try:
            try:
                with transaction.atomic():
                    Identity.objects.create(email=email, language="gl")
            except IntegrityError as refused:
                raise RuntimeError("what came of it") from refused
        except RuntimeError:
            logger.exception("It failed")
            structlog.get_logger("atenda.test").exception("It failed again")
    for line in capsys.readouterr().err.splitlines():
        told = json.loads(line)["exception"]
        assert 'duplicate key value violates unique constraint "access_identity_email' in told
        assert "RuntimeError: what came of it" in told
        assert "test_health.py" in told
        assert email not in told
        assert "DETAIL" not in told


def test_a_forged_line_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with as_in_production() as logger:
        logger.info("first\nsecond \x1b[31m\u2028 %s", "ñ")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].isascii()
    assert json.loads(lines[0])["event"] == "first\nsecond \x1b[31m\u2028 ñ"
