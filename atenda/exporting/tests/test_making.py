"""The job: made once and whole, told, cancelled, begun anew when it was killed, two at a time, gone after a week."""

from __future__ import annotations

import errno
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from atenda.access.abilities import Ability, Sees
from atenda.exporting import beside, events, making, places, sweeping, writing
from atenda.exporting.asking import ask, cancel
from atenda.exporting.beside import Stopped
from atenda.exporting.models import Export, Form, Stage, Trouble, What
from atenda.exporting.permissions import may_take
from atenda.exporting.refusals import TooManyExports
from atenda.exporting.taking import Gone, take
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.notices import bell
from atenda.staff.membership import deactivate
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

ASKED = {"view": "all", "order": "folio", "columns": ["folio", "reference"]}


class Killed(BaseException):
    """The worker is gone: nothing after it runs."""


def an_export(cast: Cast, what: What = What.CASES, form: Form = Form.CSV, **values: Any) -> Export:
    given = {"title": "Todos", "key": uuid4(), "by": cast.supervisor, "now": timezone.now(), **values}
    return ask(what, form, ASKED if what == What.CASES else {}, **given)


def made(export: Export) -> Export:
    making.make(export)
    export.refresh_from_db()
    return export


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'exports'")
        return int(cursor.fetchone()[0])


def test_it_is_made_told_and_written_down(acme: Cast, folder: Path) -> None:
    make.case()
    make.case("Outro")
    export = made(an_export(acme))
    assert (export.stage, export.rows, export.of) == (Stage.READY, 2, 2)
    path = take(export, by=acme.supervisor, now=timezone.now())
    assert path.read_bytes().count(b"\r\n") == 3
    assert export.size == path.stat().st_size
    assert on_disk(folder) == [f"{acme.organization.pk}/{export.file}"]
    line = bell.lines(acme.supervisor)[0][0]
    assert (line.heading, "Todos" in line.sentences[0], line.is_new) == ("", True, True)
    told = Event.objects.filter(subject_type="exporting.export", subject_id=export.pk).order_by("seq")
    assert [event.kind for event in told] == [events.MADE.name, events.TAKEN.name]
    assert [event.actor for event in told] == [acme.supervisor] * 2
    assert told[0].payloads.get().after["rows"] == 2
    assert list(verify()) == []


def test_the_same_form_makes_one_file_and_one_job(acme: Cast, django_capture_on_commit_callbacks: Any) -> None:
    key = uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        first, second = an_export(acme, key=key), an_export(acme, key=key)
    assert (first.pk, jobs()) == (second.pk, 1)
    made(first)
    assert made(first).attempt == 1  # run twice, made once


def test_a_killed_worker_leaves_nothing_that_is_given_to_anybody(
    acme: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make.case(f"Caso {number}")
    export = an_export(acme)
    monkeypatch.setattr(writing, "BATCH", 1)
    said = beside.Beside.report

    def killed(self: Any, done: int, of: int) -> None:
        said(self, done, of)
        if done == 3:
            raise Killed

    monkeypatch.setattr(beside.Beside, "report", killed)
    with pytest.raises(Killed):
        making.make(export)
    export.refresh_from_db()
    assert (export.stage, export.file) == (Stage.RUNNING, "")
    assert all(".part/" in name for name in on_disk(folder))
    with pytest.raises(Gone):
        take(export, by=acme.supervisor, now=timezone.now())

    monkeypatch.setattr(beside.Beside, "report", said)
    assert (made(export).stage, export.attempt, export.rows) == (Stage.READY, 2, 5)
    assert on_disk(folder) == [f"{acme.organization.pk}/{export.file}"]


def test_what_is_lost_again_and_again_is_given_up(acme: Cast) -> None:
    export = an_export(acme)
    Export.objects.filter(pk=export.pk).update(stage=Stage.RUNNING, attempt=making.MOST_ATTEMPTS)
    assert (made(export).stage, export.trouble) == (Stage.FAILED, Trouble.BROKE)


def test_cancelled_while_it_is_made_it_stops_and_leaves_nothing(
    acme: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """7.24"""
    for number in range(3):
        make.case(f"Caso {number}")
    export = an_export(acme)
    monkeypatch.setattr(writing, "BATCH", 1)
    monkeypatch.setattr(beside, "PAUSE", 0)
    said, rows = beside.Beside.report, []

    def cancelled(self: Any, done: int, of: int) -> None:
        rows.append(done)
        if done == 2:
            cancel(Export.objects.get(pk=export.pk), by=acme.supervisor, now=timezone.now())
        said(self, done, of)

    monkeypatch.setattr(beside.Beside, "report", cancelled)
    assert made(export).stage == Stage.CANCELLED
    assert (rows, on_disk(folder)) == ([0, 1, 2], [])
    assert bell.unread(acme.supervisor) == 0
    assert not cancel(export, by=acme.supervisor, now=timezone.now())


def test_cancelled_at_the_very_end_it_is_not_ready(acme: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make.case()
    export = an_export(acme)
    put = places.put_in_place

    def meanwhile(made_: Export) -> Path:
        Export.objects.filter(pk=export.pk).update(stage=Stage.CANCELLED)
        return put(made_)

    monkeypatch.setattr(places, "put_in_place", meanwhile)
    assert (made(export).stage, on_disk(folder)) == (Stage.CANCELLED, [])


def test_two_are_made_at_once_and_the_third_waits(acme: Cast) -> None:
    """7.24"""
    running = [an_export(acme) for _ in range(2)]
    Export.objects.update(stage=Stage.RUNNING)
    third = made(an_export(acme))
    assert (third.stage, third.attempt) == (Stage.WAITING, 0)
    Export.objects.filter(pk=running[0].pk).update(stage=Stage.CANCELLED)
    assert made(third).stage == Stage.READY


def test_the_next_is_woken_when_one_is_done(acme: Cast) -> None:
    first, _second = an_export(acme), an_export(acme)
    making.make(first)
    assert jobs() == 1


def test_what_was_forsaken_is_woken_by_the_sweep(acme: Cast) -> None:
    an_export(acme)
    Export.objects.update(stage=Stage.RUNNING, attempt=1)
    sweeping.begin_anew()
    assert jobs() == 1


def test_a_full_disk_is_said_in_words(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(export: Export) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(places, "put_in_place", full)
    export = made(an_export(acme))
    assert (export.stage, export.trouble) == (Stage.FAILED, Trouble.NO_ROOM)
    assert bell.unread(acme.supervisor) == 1


def test_whoever_may_not_any_more_gets_nothing_made(acme: Cast, folder: Path) -> None:
    export = an_export(acme)
    acme.supervisor.role.abilities.remove(Ability.EXPORT)
    acme.supervisor.role.save()
    assert (made(export).trouble, on_disk(folder)) == (Trouble.NOT_ALLOWED, [])


def test_only_what_is_seen_when_it_is_made_is_in_it(acme: Cast) -> None:
    make.case("Miña", responsible=acme.agent, by=acme.agent)
    make.case("Doutra", responsible=acme.colleague, by=acme.colleague)
    acme.agent.role.abilities.append(Ability.EXPORT)
    acme.agent.role.sees = Sees.OWN
    acme.agent.role.save()
    export = made(an_export(acme, by=acme.agent))
    text = take(export, by=acme.agent, now=timezone.now()).read_text()
    assert ("Miña" in text, "Doutra" in text, export.rows) == (True, False, 1)


def test_it_is_given_to_nobody_else_and_to_nobody_who_sees_less_now(acme: Cast) -> None:
    export = made(an_export(acme))
    assert may_take(acme.supervisor, export)
    assert not may_take(acme.admin, export)
    acme.supervisor.role.sees = Sees.OWN
    assert not may_take(acme.supervisor, export)
    acme.supervisor.role.sees = Sees.TEAMS
    assert not may_take(acme.supervisor, export)
    acme.supervisor.role.sees = Sees.ALL
    acme.supervisor.role.abilities.remove(Ability.EXPORT)
    assert not may_take(acme.supervisor, export)


def test_whoever_left_is_given_nothing(acme: Cast) -> None:
    export = made(an_export(acme))
    deactivate(acme.supervisor, heir=None, by=acme.admin, now=NOW)
    acme.supervisor.refresh_from_db()
    assert not may_take(acme.supervisor, export)


def test_customers_need_the_sight_of_customers(acme: Cast) -> None:
    export = made(an_export(acme, What.CONTACTS))
    assert export.rows == 1
    acme.supervisor.role.abilities.remove(Ability.SEE_CUSTOMERS)
    assert not may_take(acme.supervisor, export)


def test_a_week_later_the_file_is_gone_and_the_line_is_not(acme: Cast, folder: Path) -> None:
    export = made(an_export(acme))
    assert sweeping.expire(timezone.now() + timedelta(days=6, hours=23)) == 0
    later = timezone.now() + timedelta(days=7, minutes=1)
    with pytest.raises(Gone):
        take(export, by=acme.supervisor, now=later)
    assert sweeping.expire(later) == 1
    export.refresh_from_db()
    assert (export.stage, on_disk(folder)) == (Stage.EXPIRED, [])


def test_strays_go_and_what_is_under_way_stays(acme: Cast, folder: Path) -> None:
    export = made(an_export(acme))
    waiting = an_export(acme)
    mine = folder / str(acme.organization.pk)
    for name in ("999999.1.csv", f"{waiting.pk}.1.csv"):
        (mine / name).write_bytes(b"")
    sweeping.expire(timezone.now() + timedelta(hours=2))
    assert on_disk(mine) == sorted([export.file, f"{waiting.pk}.1.csv"])


def test_stopped_is_raised_where_somebody_else_took_over(acme: Cast) -> None:
    export = an_export(acme)
    Export.objects.update(stage=Stage.RUNNING, attempt=2)
    export.attempt = 1
    with pytest.raises(Stopped):
        beside.Beside(connection, export).report(0, 1)


def test_nobody_has_more_than_some_made_at_once(acme: Cast) -> None:
    key = uuid4()
    for _each in range(9):
        an_export(acme)
    an_export(acme, key=key)
    assert an_export(acme, key=key).stage == Stage.WAITING  # the same form sent again
    with pytest.raises(TooManyExports):
        an_export(acme)
    assert an_export(acme, by=acme.admin).stage == Stage.WAITING
    cancel(Export.objects.filter(by=acme.supervisor)[0], by=acme.supervisor, now=NOW)
    assert an_export(acme).stage == Stage.WAITING


def test_of_one_persons_files_the_newest_stay(acme: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST_KEPT", 2)
    other = made(an_export(acme, by=acme.admin))
    mine = [made(an_export(acme)) for _each in range(4)]
    stages = [Export.objects.get(pk=export.pk).stage for export in mine]
    assert stages == [Stage.EXPIRED, Stage.EXPIRED, Stage.READY, Stage.READY]
    assert len(on_disk(folder)) == 3
    assert take(other, by=acme.admin, now=timezone.now()).is_file()
