"""Files through the API."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from atenda.files.models import Attachment, Scan
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


def test_a_file_goes_up_and_comes_down_again(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent)
    added = program.ask("POST", f"cases/{case.folio}/files/?name=lote.txt", b"Lote 17")
    assert added.status_code == 201, added.content
    said = added.json()
    assert (said["name"], said["size"], said["added_by"]["id"]) == ("lote.txt", 7, acme.agent.pk)
    down = program.ask("GET", said["content"].removeprefix("/api/v1/"))
    assert (down.getvalue(), "attachment" in down["Content-Disposition"]) == (b"Lote 17", True)  # type: ignore[attr-defined]
    part = program.ask("GET", said["content"].removeprefix("/api/v1/"), Range="bytes=0-3")
    assert (part.status_code, part.getvalue()) == (206, b"Lote")  # type: ignore[attr-defined]
    assert program.ask("GET", f"cases/{case.folio}/files/").json()["items"] == [said]
    head = program.ask("HEAD", said["content"].removeprefix("/api/v1/"))
    assert (head.status_code, head.content) == (200, b"")


def test_a_form_with_a_file_is_taken_too(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent)
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n and more")})
    added = program.ask("POST", f"cases/{case.folio}/files/", body, Content_Type=MULTIPART_CONTENT)
    assert (added.status_code, added.json()["kind"]) == (201, "image/png")


def test_the_same_key_adds_a_file_once(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent)
    address = f"cases/{case.folio}/files/?name=lote.txt"
    first = program.ask("POST", address, b"Lote 17", Idempotency_Key="k")
    assert program.ask("POST", address, b"Lote 17", Idempotency_Key="k").content == first.content
    other = program.ask("POST", address, b"Lote 18", Idempotency_Key="k")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "body", "kind", "status"),
    [
        ("?name=baleiro.txt", b"", "text/plain", 422),
        ("?name=virus.exe", b"MZ" + b"\0" * 200, "application/octet-stream", 422),
        ("", b"sen nome", "text/plain", 422),
        ("", b"no multipart", "multipart/form-data; boundary=x", 422),
        ("", b"no multipart", "multipart/form-data", 400),
    ],
)
def test_what_is_no_file_is_refused(
    program: Program, acme: Cast, query: str, body: bytes, kind: str, status: int
) -> None:
    case = make.case(by=acme.agent)
    answer = program.ask("POST", f"cases/{case.folio}/files/{query}", body, Content_Type=kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert not Attachment.objects.exists()


def test_a_note_takes_the_files_sent_for_it(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent)
    sent = program.ask("POST", f"cases/{case.folio}/notes/files/?name=lote.txt", b"Lote 17").json()
    note = program.ask("POST", f"cases/{case.folio}/notes/", {"body": "Mira", "files": [sent["id"]]}).json()
    assert Attachment.objects.get().note_id == note["id"]
    again = program.ask("POST", f"cases/{case.folio}/notes/", {"body": "Mira", "files": [sent["id"]]})
    assert again.status_code == 422


def test_what_may_hold_a_virus_is_given_to_nobody(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent)
    file = make.file(case, b"Lote 17", "lote.txt", by=acme.agent)
    file.content.scan = Scan.INFECTED
    file.content.save(update_fields=["scan"])
    assert program.ask("GET", f"cases/{case.folio}/files/{file.pk}/content/").status_code == 404


def test_a_file_is_judged_removed_and_brought_back(acme: Cast) -> None:
    case, program = make.case(by=acme.agent), program_of(acme.supervisor)
    file = make.file(case, b"Lote 17", "lote.txt", by=acme.agent)
    address = f"cases/{case.folio}/files/{file.pk}/"
    assert program.ask("PUT", f"{address}review/", {"review": "rejected"}).status_code == 422
    judged = program.ask("PUT", f"{address}review/", {"review": "rejected", "reason": "Non se le"})
    assert (judged.json()["review"], judged.json()["reason"]) == ("rejected", "Non se le")
    assert program.ask("DELETE", address).status_code == 204
    assert program.ask("GET", address).status_code == 404
    assert program.ask("POST", f"{address}restoration/").json()["id"] == file.pk
