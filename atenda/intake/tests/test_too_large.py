"""Whoever wrote too large a mail hears of it once, and no machine does (7.15, 2.1)."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from time import process_time

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.intake.blocking import block
from atenda.intake.header_only import accept_header
from atenda.intake.models import Door, End, RawMail, Why
from atenda.intake.tests.mails import SUPPORT, a_mailbox
from atenda.intake.too_large import tell_sender
from atenda.mailboxes.models import Mailbox
from atenda.notices.changes import TOO_LARGE
from atenda.notices.models import Audience, Mail, MailState
from atenda.testing.cast import NOW, Cast


@pytest.fixture
def support(acme: Cast, tmp_path: Path, settings) -> Mailbox:
    settings.FILES_ROOT = str(tmp_path)
    return a_mailbox(language="gl")


def held(mailbox: Mailbox, *headers: str, number: int = 1, sender: str = "Uxía <Uxia@cliente.example>") -> RawMail:
    said = [
        f"From: {sender}",
        f"To: {SUPPORT}",
        "Subject: CANARY planos",
        f"Date: {format_datetime(NOW)}",
        f"Message-ID: <{number}@cliente.example>",
        *headers,
    ]
    header = ("\r\n".join(said) + "\r\n\r\n").encode()
    mail, _is_new = accept_header(header, why=Why.TOO_LARGE, size=90_000_000, mailbox=mailbox, door=Door.IMAP, now=NOW)
    return mail


def told() -> list[Mail]:
    return list(Mail.objects.filter(kind=TOO_LARGE).order_by("pk"))


def test_its_sender_hears_once_in_words_that_repeat_none_of_theirs(support: Mailbox) -> None:
    mail = held(support)
    assert tell_sender(mail.pk, now=NOW)
    assert not tell_sender(mail.pk, now=NOW)
    (answer,) = told()
    assert (answer.address, answer.audience, answer.state) == (
        "uxia@cliente.example", Audience.CUSTOMER, MailState.WAITING,
    )  # fmt: skip
    assert (answer.subject, answer.language) == ("O seu correo era demasiado grande", "gl")
    assert SUPPORT in answer.text
    assert "35 MB" in answer.text
    assert "CANARY" not in answer.subject + answer.text + answer.html


def test_that_it_is_told_is_work_of_the_transaction_that_holds_it(support: Mailbox) -> None:
    mail = held(support)
    asked = ProcrastinateJob.objects.filter(task_name="atenda.intake.jobs.tell_too_large")
    assert [one.args for one in asked] == [{"organization_id": mail.organization_id, "mail_id": mail.pk}]
    held(support)  # by another way once more: known
    assert asked.count() == 1


def test_an_address_hears_of_it_once_a_day(support: Mailbox) -> None:
    for number in range(1, 4):
        tell_sender(held(support, number=number).pk, now=NOW)
    assert len(told()) == 1
    tomorrow = NOW + timedelta(hours=25)
    assert tell_sender(held(support, number=4).pk, now=tomorrow)


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "List-Id: <novas.cliente.example>",
        "Precedence: bulk",
        "Return-Path: <>",
        "X-Auto-Response-Suppress: All",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    ],
)
def test_no_machine_is_answered(support: Mailbox, header: str) -> None:
    assert not tell_sender(held(support, header).pk, now=NOW)
    assert told() == []


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@cliente.example", "no-reply@cliente.example", SUPPORT, "uxia@spam.example", "nobody", ""]
)
def test_some_are_never_answered(acme: Cast, support: Mailbox, sender: str) -> None:
    block("@spam.example", by=acme.admin, now=NOW)
    assert not tell_sender(held(support, sender=sender).pk, now=NOW)
    assert told() == []


def test_a_forged_sender_hears_nothing(support: Mailbox) -> None:
    forged = "Authentication-Results: mx.acme.example; dmarc=fail header.from=cliente.example"
    said = f"{forged}\r\nReceived: from x.evil.example (x.evil.example [203.0.113.9]) by mx.acme.example; {NOW}\r\n"
    header = said.encode() + f"From: uxia@cliente.example\r\nDate: {format_datetime(NOW)}\r\n\r\n".encode()
    mail, _ = accept_header(header, why=Why.TOO_LARGE, size=90_000_000, mailbox=support, door=Door.IMAP, now=NOW)
    assert not tell_sender(mail.pk, now=NOW)


def test_mails_of_long_ago_and_of_a_retired_mailbox_are_not_answered(support: Mailbox) -> None:
    assert not tell_sender(held(support).pk, now=NOW + timedelta(days=4))
    Mailbox.objects.update(retired_at=NOW)
    assert not tell_sender(held(support, number=2).pk, now=NOW)
    assert told() == []


def test_what_could_not_be_had_for_another_reason_is_nobodys_fault(support: Mailbox) -> None:
    mail, _ = accept_header(
        b"From: a@cliente.example\r\n\r\n", why=Why.UNREADABLE, size=1, mailbox=support, door=Door.IMAP, now=NOW
    )
    assert not ProcrastinateJob.objects.filter(task_name="atenda.intake.jobs.tell_too_large").exists()
    assert not tell_sender(mail.pk, now=NOW)


@pytest.mark.parametrize("filling", ['"', ".", "a,", "(", "=?utf-8?q?a?= ", "<"])
def test_a_header_that_takes_long_to_read_keeps_nobody_from_fetching(support: Mailbox, filling: str) -> None:
    header = f"From: {filling * (900_000 // len(filling))}\r\nSubject: {filling * 20_000}\r\n\r\n".encode()
    began = process_time()
    mail, is_new = accept_header(header, why=Why.TOO_LARGE, size=9, mailbox=support, door=Door.IMAP, now=NOW)
    assert process_time() - began < 3
    assert (is_new, mail.end) == (True, End.HELD)


def test_what_no_row_takes_of_a_header_stops_no_folder(support: Mailbox) -> None:
    header = b"From: a\0b <c\0d@e.example>\r\nSubject: =?utf-8?q?x=00=ED=A0=80?=\0 \xff\r\n\r\n"
    mail, _is_new = accept_header(header, why=Why.UNREADABLE, size=9, mailbox=support, door=Door.IMAP, now=NOW)
    mail.refresh_from_db()
    assert "\0" not in mail.sender + mail.sender_name + mail.subject
    assert mail.end == End.HELD
