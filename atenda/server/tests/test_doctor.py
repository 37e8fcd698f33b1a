"""Each thing that can be wrong with a set-up has its sentence."""

import os
import pwd
import shutil
import socket
from collections import namedtuple
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from atenda.cases.models import CaseCount
from atenda.server import database_examination, doctor, system_user
from atenda.server.environment import Environment, environment
from atenda.server.ports import this_or_a_free_one
from atenda.testing import make
from atenda.testing.cast import Cast

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def sound(tmp_path: Path) -> Environment:
    """A set-up with nothing wrong, on the tests' database."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    port = this_or_a_free_one("127.0.0.1", 0)
    read = environment({**os.environ, "ATENDA_DATA": str(tmp_path), "PORT": str(port)})
    return replace(read, static_root=tmp_path / "static")


@pytest.fixture(autouse=True)
def safe_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' server risks its data for speed; here it answers as a careful one."""
    answer(monkeypatch, **{f"SHOW {name}": "on" for name in database_examination.MUST_BE_ON})


def answer(monkeypatch: pytest.MonkeyPatch, **answers: Any) -> None:
    """Let the server give these answers to these statements, and its own to all others."""
    ask = database_examination._value
    monkeypatch.setattr(database_examination, "_value", lambda it: answers[it] if it in answers else ask(it))


def only(findings: list[str]) -> str:
    assert len(findings) == 1, findings
    return findings[0]


def test_nothing_is_wrong_with_a_sound_set_up(sound: Environment) -> None:
    assert doctor.examine(sound) == []


def test_a_readable_secret_key(sound: Environment) -> None:
    (sound.data / "secret_key").chmod(0o644)
    assert "chmod 600" in only(doctor.examine(sound))


def test_a_database_that_runs_as_nobody(sound: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sound.data / "postgres"
    folder.mkdir()
    assert doctor.examine(sound) == []
    monkeypatch.setattr(system_user, "stand_in", lambda: folder.stat().st_uid)
    assert f"chown -R atenda-postgres: {folder}" in only(doctor.examine(sound))


def test_the_stand_in_is_the_systems_nobody() -> None:
    assert system_user.stand_in() == pwd.getpwnam("nobody").pw_uid


@pytest.mark.parametrize(("free", "word"), [(100_000_000, "is full"), (900_000_000, "nearly full: 900 MB")])
def test_a_full_disk(sound: Environment, monkeypatch: pytest.MonkeyPatch, free: int, word: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - free, free))
    assert word in only(doctor.examine(sound))


def test_a_taken_port(sound: Environment) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", sound.port))
        other.listen()
        assert f"127.0.0.1:{sound.port} cannot be used" in only(doctor.examine(sound))


def test_uncollected_styles(sound: Environment, tmp_path: Path) -> None:
    assert "make setup" in only(doctor.examine(replace(sound, static_root=tmp_path / "nothing")))


def test_an_old_server(sound: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, **{"SHOW server_version_num": "140011"})
    assert only(doctor.examine(sound)) == "PostgreSQL 14 is too old: Atenda needs 15 or later."


def test_another_encoding(sound: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, **{"SHOW server_encoding": "SQL_ASCII"})
    assert "make it anew in UTF8" in only(doctor.examine(sound))


def test_one_role_for_both_parts(sound: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["owner"], "USER", "atenda_app")
    assert "both serves and migrates" in only(doctor.examine(sound))


@pytest.mark.parametrize("name", sorted(database_examination.MUST_BE_ON))
def test_a_careless_server(sound: Environment, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    answer(monkeypatch, **{f"SHOW {name}": "off"})
    assert f"{name} off" in only(doctor.examine(sound))


def test_missing_migrations(sound: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_examination, "missing_migrations", lambda: ["cases.0002_more"])
    assert only(doctor.examine(sound)) == (
        "1 migrations are missing, the first is cases.0002_more: run `atenda migrate`."
    )


def test_alterable_history(sound: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_examination, "excessive_rights", lambda: ["history_event"])
    assert "History can be altered" in only(doctor.examine(sound))


def test_a_clock_that_is_off(sound: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, **{"SELECT clock_timestamp()": datetime.now(UTC) + timedelta(seconds=90)})
    assert "90 seconds ahead" in only(doctor.examine(sound))


def test_counters_that_are_wrong_are_said_and_mended(sound: Environment, acme: Cast) -> None:
    case = make.case()
    CaseCount.objects.update(n=5)
    assert doctor.examine(sound, reconcile=True) == [
        f"acme: state whose counters are wrong: 1 ({case.state_id})",
        "acme: the counters were wrong and have been counted anew.",
    ]
    assert doctor.examine(sound, reconcile=True) == []
