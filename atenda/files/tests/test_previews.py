"""Pictures of files, drawn in a child that knows nothing and may be killed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from atenda.cases.models import Case
from atenda.files import drawing, limits, looking, previewing, storage
from atenda.files.models import Content, Preview
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.testing.sample.papers import a_page

GPS = b"Pontevedra 42.43 N"


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case()


def picture(kind: str, size: tuple[int, int] = (2400, 1200)) -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = GPS.decode()
    exif[0x0112] = 6  # held upright
    options = {"exif": exif} if kind in ("JPEG", "WEBP") else {}
    Image.new("RGB", size, "teal").save(made, kind, **options)
    return made.getvalue()


def drawn(case: Case, content: bytes, name: str = "foto") -> Content:
    file = make.file(case, content, name)
    looking.look(file.content_id)
    found: Content = Content.objects.get(pk=file.content_id)
    return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_drawn_small_and_large(acme: Cast, case: Case, kind: str) -> None:
    content = drawn(case, picture(kind))
    assert (content.preview, content.pages) == (Preview.READY, 1)
    sizes = [max(Image.open(storage.page_of(content, page)).size) for page in (0, 1)]
    assert sizes == [drawing.SMALL, drawing.LARGE]


def test_what_a_camera_says_of_place_and_owner_is_not_in_the_preview(acme: Cast, case: Case) -> None:
    content = drawn(case, picture("JPEG"))
    page = storage.page_of(content, 1)
    assert GPS in storage.path_of(content).read_bytes()
    assert GPS not in page.read_bytes()
    width, height = Image.open(page).size
    assert height > width


def test_a_document_is_drawn_page_by_page_up_to_a_limit(acme: Cast, case: Case) -> None:
    content = drawn(case, a_page(*["Albará 2026-117"] * 3))
    assert (content.preview, content.pages) == (Preview.READY, 3)
    long = drawn(case, a_page(*["x"] * (limits.MOST_PAGES + 5)))
    assert long.pages == limits.MOST_PAGES


def test_previews_are_shown_to_whoever_sees_the_case(acme: Cast, other: Cast, case: Case) -> None:
    file = make.file(case, picture("PNG"), "foto.png")
    address = acme.url(f"cases/1/files/{file.pk}/preview/0/")
    visit = Visit().as_(acme.observer)
    assert visit.get(address).status_code == 404
    looking.look(file.content_id)
    looking.look(file.content_id)
    answer = visit.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert visit.get(acme.url(f"cases/1/files/{file.pk}/preview/2/")).status_code == 404
    assert Visit().as_(other.admin).get(address).status_code == 404
    assert "preview/0/" in visit.get(acme.url("cases/1/")).content.decode()


def test_a_child_that_takes_too_long_is_killed(acme: Cast, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DRAWING_SECONDS", 0.01)
    assert drawn(case, picture("PNG")).preview == Preview.FAILED


def test_the_child_knows_no_secret(acme: Cast, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """3.33: it gets an environment of its own, without the database's address or the key."""
    spy = tmp_path / "spy.py"
    spy.write_text("import os, sys\nopen(sys.argv[3] + '.env', 'w').write(repr(sorted(os.environ)))\nprint(0)\n")
    monkeypatch.setattr(drawing, "__file__", str(spy))
    seen: list[str] = []
    run = previewing.subprocess.run

    def spied(words: list[str], **options: object) -> object:
        done = run(words, **options)  # type: ignore[call-overload]
        seen.append(Path(f"{words[5]}.env").read_text())
        return done

    monkeypatch.setattr(previewing.subprocess, "run", spied)
    drawn(case, picture("PNG"))
    assert "ATENDA" not in seen[0]
    assert "DATABASE" not in seen[0]
