"""Health through the API: the same as the page says, for administrators; a failed job of one's own tried again."""

from __future__ import annotations

from datetime import timedelta

from atenda.notices.models import Mail, MailState
from atenda.notices.tests.test_delivery import a_mail
from atenda.notices.tests.test_health import a_failed_job
from atenda.server import holding
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import program_of


def test_what_failed_is_named_and_tried_again(acme: Cast, other: Cast) -> None:
    program, mine, theirs = program_of(acme.admin), a_failed_job(acme), a_failed_job(other)
    said = program.ask("GET", "health/").json()
    assert [job["id"] for job in said["failed_jobs"]] == [mine]
    assert not said["is_well"]
    assert said["news"] == {"waiting": 0, "oldest": None, "is_late": False}
    assert program.ask("POST", f"health/jobs/{theirs}/retry/").status_code == 404
    assert program.ask("POST", f"health/jobs/{mine}/retry/").status_code == 204
    after = program.ask("GET", "health/").json()
    assert after["failed_jobs"] == []
    assert after["jobs"]["waiting"] == 1
    assert program.ask("POST", f"health/jobs/{mine}/retry/").status_code == 404


def test_nobody_else_sees_it(acme: Cast) -> None:
    for person in (acme.agent, acme.supervisor, acme.observer):
        assert program_of(person).ask("GET", "health/").status_code == 403


def test_a_restored_copy_is_released(acme: Cast) -> None:
    program = program_of(acme.admin)
    assert program.ask("GET", "health/restored-copy/").status_code == 404
    holding.begin(backup_at=NOW, now=NOW)
    a_mail("antes@cliente.example", now=NOW - timedelta(minutes=5))
    held = program.ask("GET", "health/restored-copy/").json()
    assert held["mails"] > 0
    assert program.ask("POST", "health/restored-copy/release/", {}).status_code == 422
    assert holding.is_held()
    assert (
        program.ask("POST", "health/restored-copy/release/", {"drop_before": "2999-01-01T00:00:00Z"}).status_code == 204
    )
    assert not holding.is_held()
    assert not Mail.objects.filter(state=MailState.WAITING).exists()
    assert program.ask("GET", "health/restored-copy/").status_code == 404
