"""When a backup is made by itself, and what is said of its age."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from atenda.organizations.models import Organization
from atenda.server.backups import nightly
from atenda.server.models import Backup
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit

NIGHT, DAY = datetime(2026, 11, 22, 2, tzinfo=UTC), datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def backup(at: datetime, problem: str = "", *, whole: bool = True) -> Backup:
    return Backup.objects.create(
        begun_at=at, ended_at=at, taken_at=at if whole else None, place="/srv/copies", problem=problem
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "age", "due"),
    [(NIGHT, None, True), (DAY, None, True), (NIGHT, 19, False), (NIGHT, 23, True), (DAY, 23, False), (DAY, 37, True)],
)
def test_at_night_or_when_it_is_late(now: datetime, age: int | None, due: bool) -> None:
    if age is not None:
        backup(now - age * HOUR)
    assert nightly.is_due(now) is due


@pytest.mark.django_db
def test_where_it_fails_it_is_not_tried_every_few_minutes() -> None:
    backup(DAY - HOUR, "The disk is full.", whole=False)
    assert not nightly.is_due(DAY)
    assert nightly.is_due(DAY + 3 * HOUR)


def test_the_doctor_says_what_is_wrong_with_backups(acme: Cast, tmp_path: Path) -> None:
    now, expected = timezone.now(), replace(settings.ENV, backup_to=tmp_path)
    assert list(nightly.findings(expected)) == list(nightly.findings(settings.ENV)) == []
    Organization.objects.update(created_at=now - timedelta(days=8))
    assert "give ATENDA_BACKUP_TO a folder" in next(nightly.findings(settings.ENV))
    assert "The last whole backup does not exist" in next(nightly.findings(expected))
    backup(now - 2 * HOUR)
    assert list(nightly.findings(expected)) == list(nightly.findings(settings.ENV)) == []
    Backup.objects.update(taken_at=now - timedelta(hours=40))
    backup(now, "The disk of /srv/copies is full: no backup was made.", whole=False)
    said = list(nightly.findings(expected))
    assert said[0] == "The last backup: The disk of /srv/copies is full: no backup was made."
    assert said[1].startswith("The last whole backup is of ")


def test_the_page_of_health_says_how_old_it_is(acme: Cast, visit: Visit) -> None:
    admin, badge = visit.as_(acme.admin), "badge-state"
    assert "hace 2 h" not in admin.get(acme.url("settings/health/")).content.decode()
    backup(timezone.now() - 2 * HOUR)
    well = admin.get(acme.url("settings/health/")).content.decode()
    assert "hace 2 h" in well
    backup(timezone.now() - HOUR, "2 files are missing or damaged")
    assert admin.get(acme.url("settings/health/")).content.decode().count(badge) == well.count(badge) + 1


def test_it_is_made_in_a_process_of_its_own_that_ends_with_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off in the middle, as when the worker is told to stop, it leaves no process."""
    pid = tmp_path / "pid"
    monkeypatch.setattr(nightly, "command", lambda *words: ["sh", "-c", f"echo $$ > {pid}; exec sleep 60", *words])

    async def cut_off() -> None:
        making = asyncio.create_task(nightly.make_one(replace(settings.ENV, backup_to=tmp_path)))
        while not pid.exists() or not pid.read_text().strip():
            await asyncio.sleep(0.01)
        making.cancel()
        with pytest.raises(asyncio.CancelledError):
            await making
        for _ in range(500):
            if not os.path.exists(f"/proc/{pid.read_text().strip()}"):  # noqa: PTH110
                return
            await asyncio.sleep(0.01)
        pytest.fail("it lives on")

    with ThreadPoolExecutor(1) as apart:  # a browser of other tests has a loop of its own in this thread
        apart.submit(asyncio.run, cut_off()).result()
