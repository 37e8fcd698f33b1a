"""Files on the pages: sent, listed, looked at, downloaded, taken away and brought back."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from atenda.cases.models import Case
from atenda.conversations.models import Note
from atenda.files.models import Attachment, Review, Upload
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


def sent(name: str = "nota.txt", content: bytes = b"Ola") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case()


def test_a_file_is_sent_listed_and_downloaded(acme: Cast, visit: Visit, case: Case, folder: Path) -> None:
    visit.as_(acme.agent)
    answer = visit.post(acme.url("cases/1/files/"), {"file": [sent(), sent("outra.txt", b"Outra")]})
    assert (answer.status_code, answer["Location"]) == (302, acme.url("cases/1/"))
    page = visit.get(acme.url("cases/1/")).content.decode()
    assert "nota.txt" in page
    assert "outra.txt" in page
    first = Attachment.objects.order_by("pk").first()
    content = visit.get(acme.url(f"cases/1/files/{first.pk}/content/"))
    assert read(content) == b"Ola"
    assert list((folder / "incoming").iterdir()) == []


def test_a_script_is_told_what_was_kept_and_the_same_sending_is_kept_once(acme: Cast, visit: Visit, case: Case) -> None:
    visit.as_(acme.agent)
    key = str(uuid4())
    for _ in range(2):
        answer = visit.post(
            acme.url("cases/1/files/"), {"file": sent(), "key": key}, headers={"accept": "application/json"}
        )
        assert answer.status_code == 201
        assert answer.json() == {"files": [{"id": Attachment.objects.get().pk, "name": "nota.txt"}]}


def test_what_is_sent_without_a_file_is_refused_in_words(acme: Cast, visit: Visit, case: Case) -> None:
    answer = visit.as_(acme.agent).post(acme.url("cases/1/files/"))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_note_is_saved_with_what_waited_for_it_and_what_came_with_it(acme: Cast, visit: Visit, case: Case) -> None:
    visit.as_(acme.agent)
    kept = visit.post(acme.url("cases/1/uploads/"), {"file": sent("foto.txt")}).json()["files"][0]
    assert "foto.txt" in visit.get(acme.url("cases/1/")).content.decode()
    assert not Attachment.objects.exists()
    form = {"body": "Vai a foto", "files": [kept["id"]], "file": sent("outra.txt", b"Outra")}
    assert visit.post(acme.url("cases/1/notes/"), form).status_code == 302
    assert not Upload.objects.exists()
    note = Note.objects.get()
    assert list(Attachment.objects.order_by("pk").values_list("name", "note_id")) == [
        ("foto.txt", note.pk),
        ("outra.txt", note.pk),
    ]
    timeline = visit.get(acme.url("cases/1/timeline/")).content.decode()
    assert "foto.txt" in timeline


def test_a_refused_note_keeps_the_files_sent_with_it(acme: Cast, visit: Visit, case: Case) -> None:
    answer = visit.as_(acme.agent).post(acme.url("cases/1/notes/"), {"body": "", "file": sent()})
    assert answer.status_code == 422
    assert "nota.txt" in answer.content.decode()
    assert Upload.objects.get().name == "nota.txt"


def test_a_case_is_created_with_the_files_of_its_form(acme: Cast, visit: Visit) -> None:
    """S0.10: sent before, or with the form itself; sent twice it is still one case with its files once."""
    visit.as_(acme.agent)
    form = {"customer": f"contact:{acme.customer.pk}", "reference": "Rota", "submission": uuid4()}
    page = visit.get(acme.url("cases/new/")).content.decode()
    assert "data-uploads-to" in page
    address = acme.url(f"cases/new/uploads/{form['submission']}/")
    kept = visit.post(address, {"file": sent("foto.txt")}).json()["files"][0]["id"]
    refused = visit.post(acme.url("cases/new/"), {**form, "reference": "", "files": [kept]})
    assert refused.status_code == 422
    assert "foto.txt" in refused.content.decode()
    state = {"state": acme.state("Abierto").pk, "priority": acme.priority("Normal").pk}
    for _ in range(2):
        answer = visit.post(acme.url("cases/new/"), {**form, **state, "files": [kept], "file": sent("b.txt", b"b")})
        assert answer["Location"] == acme.url("cases/1/"), answer.content
    assert list(Attachment.objects.order_by("pk").values_list("name", flat=True)) == ["foto.txt", "b.txt"]


def test_removing_can_be_undone(acme: Cast, visit: Visit, case: Case) -> None:
    file = make.file(case, by=acme.agent)
    visit.as_(acme.agent)
    answer = visit.post(acme.url(f"cases/1/files/{file.pk}/removal/"), headers={"hx-request": "true"})
    assert answer.status_code == 204
    way_back = json.loads(answer["HX-Trigger"])["atenda:toast"]["undo"]
    assert visit.get(acme.url(f"cases/1/files/{file.pk}/content/")).status_code == 404
    assert "nota.txt" in visit.get(acme.url("cases/1/files/?show=bin")).content.decode()
    assert visit.post(way_back["address"], {"deed": way_back["deed"]}).status_code == 302
    assert read(visit.get(acme.url(f"cases/1/files/{file.pk}/content/"))) == b"Ola"


def test_others_files_are_removed_only_with_the_permission(acme: Cast, visit: Visit, case: Case) -> None:
    file = make.file(case, by=acme.colleague)
    address = acme.url(f"cases/1/files/{file.pk}/removal/")
    assert visit.as_(acme.agent).post(address).status_code == 403
    assert visit.as_(acme.supervisor).post(address).status_code == 302


def test_a_document_is_rejected_with_a_reason(acme: Cast, visit: Visit, case: Case) -> None:
    file = make.file(case)
    address = acme.url(f"cases/1/files/{file.pk}/review/")
    visit.as_(acme.supervisor)
    assert visit.post(address, {"review": "rejected", "reason": " "}).status_code == 422
    assert visit.post(address, {"review": "rejected", "reason": "Non se le"}).status_code == 302
    file.refresh_from_db()
    assert (file.review, file.reason, file.reviewed_by) == (Review.REJECTED, "Non se le", acme.supervisor)
    page = visit.get(acme.url("cases/1/files/?review=rejected")).content.decode()
    assert "Non se le" in page
    assert visit.as_(acme.agent).get(address).status_code == 403


def test_all_files_come_as_one_archive_each_under_its_own_name(acme: Cast, visit: Visit, case: Case) -> None:
    make.file(case, b"un", "a.txt")
    make.file(case, b"dous", "a.txt")
    make.file(case, b"tres", "../../b.txt")
    answer = visit.as_(acme.observer).get(acme.url("cases/1/files.zip"))
    with ZipFile(io.BytesIO(read(answer))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a.txt": b"un",
            "a (2).txt": b"dous",
            "b.txt": b"tres",
        }
        assert archive.testzip() is None


def test_text_is_shown_as_words_and_not_as_a_page(acme: Cast, visit: Visit, case: Case) -> None:
    file = make.file(case, b"hello <b>you</b> & <i>me</i>", "a.txt")
    page = visit.as_(acme.observer).get(acme.url(f"cases/1/files/{file.pk}/")).content.decode()
    assert "hello &lt;b&gt;you&lt;/b&gt;" in page


def test_an_observer_reads_and_adds_nothing(acme: Cast, visit: Visit, case: Case) -> None:
    make.file(case)
    visit.as_(acme.observer)
    page = visit.get(acme.url("cases/1/")).content.decode()
    assert "nota.txt" in page
    assert "data-uploads-to" not in page
    assert visit.post(acme.url("cases/1/files/"), {"file": sent()}).status_code == 403
    assert visit.post(acme.url("cases/1/uploads/"), {"file": sent()}).status_code == 403


def test_a_part_of_a_sound_can_be_asked_for(acme: Cast, visit: Visit, case: Case) -> None:
    file = make.file(case, b"RIFF....WAVE0123456789", "voz.wav")
    address = acme.url(f"cases/1/files/{file.pk}/content/")
    visit.as_(acme.agent)
    part = visit.get(address, headers={"range": "bytes=12-15"})
    assert (part.status_code, read(part), part["Content-Range"]) == (206, b"0123", "bytes 12-15/22")
    assert read(visit.get(address, headers={"range": "bytes=-3"})) == b"789"
    assert visit.get(address, headers={"range": "bytes=99-"}).status_code == 416
    assert visit.get(address, headers={"range": "bytes=a-"}).status_code == 200
    assert visit.get(address)["Content-Type"] == "audio/wav"
