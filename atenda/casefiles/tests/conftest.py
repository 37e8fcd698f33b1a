"""Files of a test go into a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.FILES_ROOT = str(tmp_path / "files")  # type: ignore[attr-defined]
    return tmp_path / "files"
