"""A file that nobody asked for is not kept; one that was asked for is heard within limits."""

import io
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: object) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)  # type: ignore[attr-defined]
    settings.FILES_ROOT = str(tmp_path / "files")  # type: ignore[attr-defined]
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_file_is_neither_kept_nor_read_to_its_end(temporary: Path) -> None:
    big = SimpleUploadedFile("zeros", b"\0" * 5_000_000)
    request = RequestFactory().post("/accounts/login/", {"before": "read", "file": big})
    body: io.BytesIO = request.META["wsgi.input"]
    assert request.POST["before"] == "read"
    assert not request.FILES
    assert list(temporary.iterdir()) == []
    assert len(body.read()) > 4_000_000


def test_fields_are_read_as_ever(temporary: Path) -> None:
    request = RequestFactory().post("/accounts/login/", {"one": "1", "two": ["2", "3"]})
    assert (request.POST["one"], request.POST.getlist("two")) == ("1", ["2", "3"])
