"""Files that mean harm, through the real door: what is kept, what is served, and with which headers (3.28–3.35)."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from atenda.cases.models import Case
from atenda.files import limits, looking
from atenda.files.models import Attachment, Content, Preview, Upload
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit

SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
JSON = {"accept": "application/json"}


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case()


def send(visit: Visit, acme: Cast, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile("x", content)
    file.name = name
    file._name = name
    return visit.post(acme.url("cases/1/files/"), {"file": file}, headers=JSON)


def png(width: int, height: int) -> bytes:
    """A real picture that says it is very large and is very small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    rows = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    body = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("foto.png", SVG),
        ("paxina.html", b"<!doctype html>" + SCRIPT),
        ("foto.jpg", SCRIPT),
        ("datos.xml", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
        ("nota.txt", b"Ola " * 400 + SCRIPT),
    ],
)
def test_what_a_browser_would_run_only_leaves_as_a_download(
    acme: Cast, visit: Visit, case: Case, name: str, content: bytes
) -> None:
    visit.as_(acme.agent)
    pk = send(visit, acme, name, content).json()["files"][0]["id"]
    answer = visit.get(acme.url(f"cases/1/files/{pk}/content/"))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content) == content
    page = visit.get(acme.url(f"cases/1/files/{pk}/")).content
    assert SCRIPT not in page


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../etc/cron.d/x.txt", "x.txt"),
        ('a"; filename="b.html.txt', "a_; filename=_b.html.txt"),
        ("dúas\r\nSet-Cookie: a=b.txt", "dúas Set-Cookie_ a=b.txt"),
        ("\u202egpj.txt", "gpj.txt"),
        ("\u200b.htaccess", "htaccess"),
    ],
)
def test_a_name_can_only_be_a_name(acme: Cast, case: Case, folder: Path, sent: str, kept: str) -> None:
    """Names the parser of the request does not clean: as they would come by mail."""
    from atenda.files.names import clean

    file = make.file(case, name=clean(sent))
    visit = Visit().as_(acme.agent)
    answer = visit.get(acme.url(f"cases/1/files/{file.pk}/content/"))
    assert "\n" not in answer["Content-Disposition"]
    assert file.name == kept
    assert {len(path.name) for path in folder.rglob("*") if path.is_file()} == {64}


def test_a_path_in_the_form_is_no_path_on_the_disk(acme: Cast, visit: Visit, case: Case, folder: Path) -> None:
    visit.as_(acme.agent)
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../../../tmp/fuxido.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nOla\r\n--x--\r\n"
    )
    visit.generic("POST", acme.url("cases/1/files/"), body, content_type="multipart/form-data; boundary=x")
    assert Attachment.objects.get().name == "fuxido.txt"
    assert not Path("/tmp/fuxido.txt").exists()


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [("baleiro.txt", b"", 422), ("virus.exe", b"MZ\x90\x00", 422), ("foto.jpg", b"\x7fELF\x02\x01", 422)],
)
def test_what_is_refused_says_why(
    acme: Cast, visit: Visit, case: Case, name: str, content: bytes, status: int, folder: Path
) -> None:
    answer = send(visit.as_(acme.agent), acme, name, content)
    assert answer.status_code == status
    assert answer.json()["sentence"]
    assert not Attachment.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_too_large_a_file_is_refused_whole(acme: Cast, visit: Visit, case: Case, folder: Path) -> None:
    answer = send(visit.as_(acme.agent), acme, "grande.bin", bytes(limits.LARGEST_FILE + 1))
    assert answer.status_code == 413
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_nobody_and_strangers_are_not_even_heard(acme: Cast, other: Cast, case: Case, folder: Path) -> None:
    """3.29"""
    for visit in (Visit(), Visit().as_(other.agent), Visit().as_(acme.observer)):
        for path in ("cases/1/files/", "cases/1/uploads/", "cases/1/notes/"):
            answer = visit.post(acme.url(path), {"file": SimpleUploadedFile("a.txt", b"Ola"), "body": "x"})
            assert answer.status_code in {302, 403, 404}
    assert not folder.exists()
    assert not Upload.objects.exists()


def test_a_file_of_another_case_is_not_found_by_its_number(acme: Cast, visit: Visit, case: Case) -> None:
    """3.31"""
    elsewhere = make.file(make.case(), by=acme.agent)
    visit.as_(acme.agent)
    for path in ("", "content/", "preview/0/"):
        assert visit.get(acme.url(f"cases/1/files/{elsewhere.pk}/{path}")).status_code == 404
    for path in ("removal/", "restoration/"):
        assert visit.post(acme.url(f"cases/1/files/{elsewhere.pk}/{path}")).status_code == 404
    assert visit.post(acme.url("cases/1/notes/"), {"body": "x", "files": ["99"]}).status_code == 422
    assert visit.post(acme.url("cases/1/notes/"), {"body": "x", "files": ["a"]}).status_code == 422


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(png(20_000, 20_000), id="400 million pixels"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"x" * 1000, id="no picture"),
        pytest.param(b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj " * 1000, id="no document"),
        pytest.param(b"GIF89a\xff\xff\xff\xff\x00\x00\x00", id="a cut picture"),
    ],
)
def test_a_bomb_or_rubbish_has_no_preview_and_hurts_nobody(acme: Cast, case: Case, content: bytes) -> None:
    make.file(case, content, "foto.png")
    kept = Content.objects.get()
    looking.look(kept.pk)
    kept.refresh_from_db()
    assert (kept.preview, kept.pages) == (Preview.FAILED, 0)


def test_an_archive_is_never_opened(acme: Cast, case: Case) -> None:
    """A zip bomb, or one with paths in it, is bytes like any other: it is not unpacked, listed or measured."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../fuxido.txt", "x")
        archive.writestr("ceros", bytes(20_000_000))
    file = make.file(case, packed.getvalue(), "bomba.zip")
    assert (file.content.kind, file.content.preview) == ("application/zip", Preview.NONE)
