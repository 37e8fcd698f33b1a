"""Files of exports in a folder of the test; what is told beside the transaction is told in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from atenda.exporting import beside


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def same() -> Iterator[Any]:
        yield connection

    monkeypatch.setattr(beside, "second_connection", same)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files" / "exports"
