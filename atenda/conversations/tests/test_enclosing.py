"""The files a mail to the customer carries: as they are, under their names, and none that belongs elsewhere (U22)."""

from __future__ import annotations

import os
from datetime import timedelta
from email.message import Message as Mime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from atenda.cases.models import Case
from atenda.conversations import enclosing
from atenda.conversations.answered import answered_in
from atenda.conversations.enclosing import Infected, StillChecked, TooMuchForAMail, waits_in
from atenda.conversations.models import Direction, Message
from atenda.conversations.replying import Readers, reply
from atenda.files import storage
from atenda.files.attaching import put_down, remove
from atenda.files.models import Attachment, Content, Scan, Upload
from atenda.files.refusals import PartOfAMail
from atenda.history.models import Event, EventPayload
from atenda.history.undoing import undo
from atenda.notices.delivery import deliver
from atenda.notices.envelope import as_bytes
from atenda.notices.models import Mail, MailServer, MailState
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

LATER = NOW + timedelta(seconds=11)
UXIA, BREIXO = "uxia@cliente.example", "breixo@cliente.example"
ODD = "Orzamento núm. 7 — «peza» ñ, á.pdf"
PICTURE = b"\x89PNG\r\n\x1a\n and some more"
LONG = "Relación de pezas e accesorios da cámara frigorífica da confraría, revisada en novembro 2026.txt"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case(by=acme.agent)


def waiting(case: Case, cast: Cast, content: bytes = b"Ola", name: str = "nota.txt") -> Upload:
    return put_down(make.received(content, name), by=cast.agent, now=NOW, submission=waits_in(case))


def written(case: Case, cast: Cast, *files: Upload, to: str = UXIA, cc: tuple[str, ...] = ()) -> Message:
    readers = Readers(to=[("Uxía", to)], cc=[("", each) for each in cc])
    return reply(
        case,
        readers=readers,
        subject="Re: Factura",
        text="Vai aquí.",
        answered=answered_in(case),
        files=files,
        by=cast.agent,
        now=NOW,
    )


def parts_of(mail: Mime) -> list[tuple[str, str, bytes]]:
    found = [part for part in mail.walk() if part.get_content_disposition() == "attachment"]
    return [(part.get_filename() or "", part.get_content_type(), part.get_payload(decode=True)) for part in found]  # type: ignore[misc]


def test_files_arrive_as_they_are_under_their_names_and_a_repeat_is_the_same(
    case: Case, acme: Cast, postbox: Postbox
) -> None:
    pdf, noise = b"%PDF-1.7 \xff\x00\r\n.\r\n", os.urandom(200_000)
    files = [
        waiting(case, acme, pdf, ODD),
        waiting(case, acme, noise, "ruído.bin"),
        waiting(case, acme, "ñ\n.\n".encode(), LONG),
        waiting(case, acme, b"From: a@b.example\nSubject: x\n\nOla", "correo.eml"),
    ]
    written(case, acme, *files, cc=(BREIXO,))
    deliver(now=LATER)
    [first], [second] = postbox.handed_to(UXIA), postbox.handed_to(BREIXO)
    got = parts_of(first)
    assert [(name, content) for name, _kind, content in got] == [
        (ODD, pdf),
        ("ruído.bin", noise),
        (LONG, "ñ\n.\n".encode()),
        ("correo.eml", b"From: a@b.example\nSubject: x\n\nOla"),
    ]
    assert got[0][1] == "application/pdf"
    assert parts_of(second) == got
    mail, server = Mail.objects.get(address=UXIA, written__isnull=False), MailServer.objects.get()
    assert as_bytes(mail, server, now=NOW) == as_bytes(mail, server, now=NOW)
    assert first.get_body(("plain",)).get_content().startswith("Vai aquí.")  # type: ignore[attr-defined]
    assert all(len(line) <= 998 and line.isascii() for line in bytes(first).split(b"\n"))


def test_they_stand_on_the_message_and_in_the_case_and_what_waited_is_gone(
    case: Case, acme: Cast, visit: Visit
) -> None:
    message = written(case, acme, waiting(case, acme, name="orzamento.txt"))
    [file] = Attachment.objects.all()
    assert (file.message, file.note, file.added_by, file.name) == (message, None, acme.agent, "orzamento.txt")
    assert not Upload.objects.exists()
    assert EventPayload.objects.get(event__kind="message.sent").after["files"] == ["orzamento.txt"]
    assert not Event.objects.filter(kind="file.added").exists()
    page = visit.as_(acme.agent).get(acme.url(f"cases/{case.folio}/")).content.decode()
    mail = page.partition("timeline__item--message-out")[2].partition("</li></ul>")[0]
    assert "orzamento.txt" in mail


def test_too_much_for_a_mail_is_refused_and_nothing_of_it_is_lost(
    case: Case, acme: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosing, "LARGEST_MAIL", 9)
    files = [waiting(case, acme, b"12345", "a.txt"), waiting(case, acme, b"67890", "b.txt")]
    with pytest.raises(TooMuchForAMail):
        written(case, acme, *files)
    asked = {"to": UXIA, "subject": "Re: Factura", "body": "Vai aquí.", "last": "0"}
    answer = visit.as_(acme.agent).post(
        acme.url(f"cases/{case.folio}/replies/"), {**asked, "files": [file.pk for file in files]}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "20 MB" in page
    assert "Vai aquí." in page
    assert all(f'value="{file.pk}"' in page for file in files)
    assert not Message.objects.exists()


@pytest.mark.parametrize(("scan", "refusal"), [(Scan.WAITING, StillChecked), (Scan.INFECTED, Infected)])
def test_what_is_held_back_goes_to_nobody(case: Case, acme: Cast, scan: Scan, refusal: type[Exception]) -> None:
    upload = waiting(case, acme)
    Content.objects.update(scan=scan)
    upload.content.refresh_from_db()
    with pytest.raises(refusal, match=r"nota\.txt"):
        written(case, acme, upload)
    assert not Mail.objects.filter(written__isnull=False).exists()


def test_files_of_a_note_a_colleague_or_another_case_are_not_sent(case: Case, acme: Cast, visit: Visit) -> None:
    """U22, 3.31"""
    of_a_note = put_down(make.received(b"interno"), by=acme.agent, now=NOW, case=case)
    of_a_colleague = put_down(make.received(b"alleo"), by=acme.supervisor, now=NOW, submission=waits_in(case))
    of_another = waiting(make.case(by=acme.agent), acme, b"outro")
    asked = {"to": UXIA, "subject": "Re: Factura", "body": "Vai aquí.", "last": "0"}
    address = acme.url(f"cases/{case.folio}/replies/")
    form = visit.as_(acme.agent).get(address).content.decode()
    for file in (of_a_note, of_a_colleague, of_another):
        assert f'value="{file.pk}"' not in form
        assert visit.post(address, {**asked, "files": file.pk}).status_code == 422
    assert not Message.objects.exists()
    assert Upload.objects.count() == 3


def test_a_file_that_comes_with_the_form_waits_while_the_form_is_refused(case: Case, acme: Cast, visit: Visit) -> None:
    address = acme.url(f"cases/{case.folio}/replies/")
    asked = {"to": "", "subject": "Re: Factura", "body": "Vai aquí.", "last": "0"}
    refused = visit.as_(acme.agent).post(address, {**asked, "file": SimpleUploadedFile("a.txt", b"Ola")})
    [upload] = Upload.objects.all()
    assert refused.status_code == 422
    assert f'value="{upload.pk}"' in refused.content.decode()
    assert visit.post(address, {**asked, "to": UXIA, "files": upload.pk}).status_code == 302
    assert Attachment.objects.get().message == Message.objects.get(direction=Direction.OUT)


def test_a_file_of_a_mail_that_has_not_left_is_not_removed(case: Case, acme: Cast, postbox: Postbox) -> None:
    message = written(case, acme, waiting(case, acme))
    file = Attachment.objects.get()
    with pytest.raises(PartOfAMail):
        remove(file, by=acme.agent, now=NOW)
    undo(Event.objects.get(kind="message.sent", subject_id=message.pk), by=acme.agent, now=NOW)
    remove(file, by=acme.agent, now=NOW)
    deliver(now=LATER)
    assert postbox.handed_to(UXIA) == []


def test_a_mail_whose_file_is_lost_does_not_go_without_it_and_says_so(case: Case, acme: Cast, postbox: Postbox) -> None:
    message = written(case, acme, waiting(case, acme, name="perdido.txt"))
    storage.path_of(Content.objects.get()).unlink()
    deliver(now=LATER)
    message.refresh_from_db()
    assert postbox.handed_to(UXIA) == []
    assert Mail.objects.get(written=message).state == MailState.FAILED
    assert "perdido.txt" in message.failure


def test_pictures_in_the_words_are_ones_own_and_go_with_them_alone(case: Case, acme: Cast, visit: Visit) -> None:
    """B10"""
    address = acme.url(f"cases/{case.folio}/replies/pictures/")
    agent = visit.as_(acme.agent)
    answer = agent.post(address, {"file": SimpleUploadedFile("x.png", PICTURE)}, headers={"accept": "application/json"})
    [shown] = answer.json()["files"]
    assert agent.post(address, {"file": SimpleUploadedFile("x.txt", b"Ola")}).status_code == 422
    assert agent.get(f"{address}{shown['id']}/")["Content-Type"] == "image/png"
    assert visit.as_(acme.supervisor).get(f"{address}{shown['id']}/").status_code == 404
    html = f'<div>Mire: <img src="{address}{shown["id"]}/"><img src="{address}999/"></div>'
    said = {"to": UXIA, "subject": "Re: Factura", "body": "Mire:", "html": html, "last": "0"}
    form = visit.as_(acme.supervisor)
    assert form.post(acme.url(f"cases/{case.folio}/replies/"), said).status_code == 302
    assert "<img" not in Message.objects.latest("pk").html
    last = {**said, "last": Message.objects.latest("pk").pk}
    assert visit.as_(acme.agent).post(acme.url(f"cases/{case.folio}/replies/"), last).status_code == 302
    message = Message.objects.latest("pk")
    [file] = Attachment.objects.filter(message=message)
    assert message.html == f'<div>Mire: <img src="cid:{file.cid}" alt="x.png"></div>'
    assert message.text == "Mire: [x.png]"
    page = visit.get(acme.url(f"cases/{case.folio}/")).content.decode()
    assert '<img src="/mail-pictures/' in page or 'loading="lazy"' in page.partition("words-with-form")[2]
