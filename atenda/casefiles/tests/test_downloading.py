"""Taking a case file away from the pages: who may, what comes, what is written down."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone

from atenda.access.abilities import Sees
from atenda.casefiles.document import as_json
from atenda.casefiles.events import DOWNLOADED
from atenda.casefiles.packing import packed
from atenda.casefiles.tests.opened import file_of, full_case, verdict
from atenda.cases.models import Case
from atenda.conversations.models import Note
from atenda.conversations.noting import note
from atenda.files.attaching import put_down, remove
from atenda.files.models import Attachment, Review, Scan
from atenda.files.reviewing import review
from atenda.history.models import Event
from atenda.importing import undoing
from atenda.importing.tests.doing import imported
from atenda.notices.models import News
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


def taken(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def case(acme: Cast) -> Case:
    return full_case(acme)


def test_the_case_offers_it_and_the_dialog_asks(case: Case, acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    assert acme.url("cases/1/file/") in visit.get(acme.url("cases/1/")).text
    page = visit.get(acme.url("cases/1/file/")).text
    assert ('value="zip"' in page, 'value="pdf"' in page, 'name="notes"' in page) == (True, True, True)
    assert visit.post(acme.url("cases/1/file/"), {"form": "exe"}).status_code == 422
    assert not Event.objects.filter(kind=DOWNLOADED.name).exists()


def test_the_zip_comes_whole_and_verifies(case: Case, acme: Cast, visit: Visit, tmp_path: Path) -> None:
    answer = visit.as_(acme.agent).post(acme.url("cases/1/file/"), {"form": "zip", "notes": "on"})
    path = tmp_path / "expediente.zip"
    path.write_bytes(taken(answer))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "private, no-store")
    assert 'filename="expediente-1.zip"' in answer["Content-Disposition"]
    names = ["LEEME.txt", "case.pdf", "verify.py", "manifest.json", "case.json", "files/albarán.txt"]
    assert ZipFile(path).namelist() == names
    assert verdict(path)[0] == 0
    told = json.loads(ZipFile(path).read("case.json"))
    assert (told["format"], told["case"]["folio"], len(told["events"])) == ("atenda-case-file/1", 1, 4)


def test_the_pdf_comes_alone(case: Case, acme: Cast, visit: Visit) -> None:
    answer = visit.as_(acme.observer).post(acme.url("cases/1/file/"), {"form": "pdf"})
    assert (answer["Content-Type"], taken(answer)[:5]) == ("application/pdf", b"%PDF-")


def test_it_is_written_down_and_is_no_work_on_the_case(case: Case, acme: Cast, visit: Visit) -> None:
    before = Case.objects.values().get()
    news = News.objects.count()
    taken(visit.as_(acme.observer).post(acme.url("cases/1/file/"), {"form": "pdf"}))
    event = Event.objects.get(kind=DOWNLOADED.name)
    assert (event.case_id, event.actor_id, event.seq) == (case.pk, acme.observer.pk, 5)
    assert event.payloads.get().after == {"form": "pdf", "with_notes": False}
    assert (Case.objects.values().get(), News.objects.count()) == (before, news)
    assert "ha descargado el expediente" in visit.get(acme.url("cases/1/")).text


def test_looking_at_the_dialog_writes_nothing(case: Case, acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent).get(acme.url("cases/1/file/"))
    assert not Event.objects.filter(kind=DOWNLOADED.name).exists()


def test_who_does_not_see_the_case_gets_no_file(acme: Cast, other: Cast, visit: Visit) -> None:
    make.case("Allea", responsible=acme.colleague, by=acme.colleague)
    acme.agent.role.sees = Sees.OWN
    acme.agent.role.save()
    for agent in (acme.agent, other.agent):
        answer = visit.as_(agent).post(acme.url("cases/1/file/"), {"form": "zip"})
        assert answer.status_code == 404
    assert not Event.objects.filter(kind=DOWNLOADED.name).exists()


def test_what_may_hold_a_virus_stays_here_and_is_named(case: Case, acme: Cast) -> None:
    file = make.file(case, b"MZ malo", "malo.exe.txt", by=acme.agent)
    type(file.content).objects.filter(pk=file.content_id).update(scan=Scan.INFECTED)
    archive = ZipFile(io.BytesIO(b"".join(packed(file_of(case, acme)))))
    assert "files/malo.exe.txt" not in archive.namelist()
    assert "malo.exe.txt" in archive.read("LEEME.txt").decode()
    assert json.loads(archive.read("case.json"))["files"][1]["absent"] == "may contain a virus"


def test_a_file_missing_on_the_disk_is_named_as_missing(case: Case, acme: Cast, folder: Path) -> None:
    shutil.rmtree(folder)
    archive = ZipFile(io.BytesIO(b"".join(packed(file_of(case, acme)))))
    assert json.loads(archive.read("case.json"))["files"][0]["absent"] == "missing"


def test_files_of_one_name_stand_side_by_side(case: Case, acme: Cast) -> None:
    make.file(case, b"Outro", "../albarán.txt", by=acme.agent)
    names = ZipFile(io.BytesIO(b"".join(packed(file_of(case, acme))))).namelist()
    assert names[-2:] == ["files/albarán.txt", "files/albarán (2).txt"]


def test_files_are_sent_a_piece_at_a_time(case: Case, acme: Cast) -> None:
    make.file(case, b"\x00" * 3_000_000, "grande.bin", by=acme.agent)
    assert max(len(piece) for piece in packed(file_of(case, acme))) < 200_000


def test_the_same_moment_makes_the_same_zip(case: Case, acme: Cast) -> None:
    file = file_of(case, acme)
    first, again = (ZipFile(io.BytesIO(b"".join(packed(file)))) for _ in range(2))
    for name in first.namelist():
        assert first.read(name) == again.read(name), name
    assert b"".join(packed(file)) == b"".join(packed(file))


def test_asking_takes_as_many_questions_for_three_files_as_for_one(case: Case, acme: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as first:
        b"".join(packed(file_of(case, acme)))
    for number in range(3):
        make.file(case, f"Ola {number}".encode(), f"{number}.txt", by=acme.agent, now=timezone.now())
    with CaptureQueriesContext(connection) as then:
        b"".join(packed(file_of(Case.objects.select_related("contact", "account").get(), acme)))
    assert len(then) <= len(first) + 1


def test_without_notes_nothing_is_said_of_their_files(case: Case, acme: Cast) -> None:
    """Neither their names nor why one was rejected: it goes to the customer."""
    kept = put_down(make.received(b"Segredo", "segredo.txt"), by=acme.agent, now=NOW, case=case)
    note(case, body="Mirade isto", by=acme.agent, now=NOW, files=[kept])
    inner = Attachment.objects.exclude(note=None).get()
    review(inner, to=Review.REJECTED, reason="parvada nosa", by=acme.supervisor, now=NOW)
    remove(inner, by=acme.supervisor, now=NOW)
    told = "".join(as_json(file_of(case, acme, with_notes=False)))
    paper = repr(file_of(case, acme, with_notes=False).entries)
    assert "albarán.txt" in told
    for word in ("segredo.txt", "parvada", "Mirade"):
        assert (word in told, word in paper) == (False, False), word
    assert "segredo.txt" in "".join(as_json(file_of(case, acme)))


def test_nobody_reads_an_imported_note_that_was_taken_back(acme: Cast) -> None:
    imported(acme, "id;asunto;contacto\n7;Cae a rede;Brais\n", "cases")
    bringing = imported(acme, "ticket;comment\n7;Palabras retiradas\n", "notes")
    undoing.begin(bringing, by=acme.admin, now=NOW)
    while undoing.advance(bringing, now=NOW):
        pass
    case = Case.objects.get()
    assert Note.objects.get().removed_at is not None
    for with_notes in (True, False):
        assert "Palabras retiradas" not in "".join(as_json(file_of(case, acme, with_notes=with_notes)))
