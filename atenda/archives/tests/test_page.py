"""The settings page: an administrator has the archive made, and takes it away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connection

from atenda.archives.form import MANIFEST
from atenda.exporting import beside, making
from atenda.exporting.models import Export, Stage, What
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def same() -> Iterator[Any]:
        yield connection

    monkeypatch.setattr(beside, "second_connection", same)


def test_an_administrator_has_it_made_and_takes_it(acme: Cast, visit: Visit) -> None:
    make.case()
    key = str(uuid4())
    for _ in range(2):  # the same form twice
        visit.as_(acme.admin).post(acme.url("settings/archive/"), {"key": key})
    export = Export.objects.get()
    assert export.what == What.ARCHIVE
    making.make(export)
    export.refresh_from_db()
    assert export.stage == Stage.READY
    answer = visit.post(acme.url(f"exports/{export.pk}/file/"))
    with ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert MANIFEST in archive.namelist()
    assert answer.headers["Content-Type"] == "application/zip"


def test_nobody_else_does(acme: Cast, visit: Visit) -> None:
    for person in (acme.supervisor, acme.agent, acme.observer):
        assert visit.as_(person).post(acme.url("settings/archive/"), {"key": str(uuid4())}).status_code == 403
        assert "settings/archive" not in visit.get(acme.url("exports/")).content.decode()
