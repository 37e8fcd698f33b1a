"""Health through the API: the same as the page says, for administrators; a failed job of one's own tried again."""

from __future__ import annotations

from atenda.notices.tests.test_health import a_failed_job
from atenda.testing.cast import Cast
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
