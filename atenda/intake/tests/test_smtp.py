"""Our own mail server: what it takes, what it refuses and with which words (2.11, 2.12, 6.04, 6.07, 7.15)."""

from __future__ import annotations

import errno
import smtplib
from pathlib import Path

import pytest
from django.db import OperationalError

from atenda.intake import keeping
from atenda.intake.doors import handing
from atenda.intake.doors.answers import AWAY, FULL, TOO_LARGE, answer_to
from atenda.intake.refusals import MailTooLarge
from atenda.intake.tests.listening import listening
from atenda.intake.tests.posting import bytes_of, mail, mailbox, stored
from atenda.organizations.entering import inside
from atenda.server import holding
from atenda.testing.cast import NOW, make_cast


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.FILES_ROOT = str(tmp_path / "files")
    (tmp_path / "arriving").mkdir()
    return tmp_path / "arriving"


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_stored_byte_for_byte_before_it_is_answered(folder) -> None:
    acme, other = make_cast("acme"), make_cast("other")
    mailbox(acme, "soporte@acme.example", "ayuda@acme.example")
    mailbox(acme, "ventas@acme.example")
    mailbox(acme, "antes@acme.example", retired_at=NOW)
    mailbox(other, "info@other.example")
    with listening(folder) as here, smtplib.SMTP("127.0.0.1", here.port, "mx.cliente.example") as client:
        code, offered = client.ehlo()
        assert code == 250
        assert offered.decode().split("\n")[1:] == ["SIZE 35000000", "8BITMIME", "SMTPUTF8", "PIPELINING", "HELP"]

        raw = mail("Primera", "..dos puntos\r\n.\r\nñandú\r\n")
        assert client.sendmail("rosa@cliente.example", ["soporte@acme.example"], raw, ["BODY=8BITMIME"]) == {}
        (one,) = stored(acme)
        assert bytes_of(one) == raw
        assert (one.envelope_from, one.envelope_to, one.door) == (
            "rosa@cliente.example", ["soporte@acme.example"], "smtp",
        )  # fmt: skip
        assert one.origin == {
            "peer": "127.0.0.1",
            "helo": "mx.cliente.example",
            "is_trusted": True,
            "is_encrypted": False,
            "protocol": "SMTP",
        }
        assert one.end == "received"

        # the same again, as after an answer that was lost
        client.sendmail("rosa@cliente.example", ["soporte@acme.example"], raw, ["BODY=8BITMIME"])
        assert len(stored(acme)) == 1

        # three mailboxes of two organizations, one of them by two of its addresses
        to = ["AYUDA@Acme.Example", "soporte+caso.12@acme.example", "ventas@acme.example", "info@other.example"]
        assert client.sendmail("<>", to, mail("Segunda", number=2)) == {}
        assert [(one.envelope_from, one.envelope_to) for one in stored(acme)[1:]] == [("", to[:2]), ("", to[2:3])]
        assert [one.envelope_to for one in stored(other)] == [to[3:]]

        # what is not here and what is retired is refused at once; the others get theirs
        client.mail("rosa@cliente.example")
        assert client.rcpt("nadie@acme.example") == (550, b"5.1.1 No such mailbox here")
        assert client.rcpt("victima@lejos.example")[0] == 550  # no relay
        assert client.rcpt("antes@acme.example") == (550, b"5.2.1 This mailbox takes nothing any more")
        assert client.rcpt("soporte@acme.example")[0] == 250
        assert client.data(mail("Tercera", number=3)) == (250, b"2.0.0 Stored")
        assert len(stored(acme)) == 4

        # in the characters of the world
        client.sendmail("rós@ñ.example", ["soporte@acme.example"], mail(number=4), ["SMTPUTF8", "BODY=8BITMIME"])
        assert stored(acme)[-1].envelope_from == "rós@ñ.example"

    with listening(folder) as here, smtplib.LMTP("127.0.0.1", here.lmtp_port) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("rosa@cliente.example")
        client.rcpt("soporte@acme.example")
        client.rcpt("info@other.example")
        code, words = client.data(mail("Por LMTP", number=5))
        assert (code, words) == (250, b"2.0.0 Stored")
        assert client.getreply() == (250, b"2.0.0 Stored")  # one for each recipient
        assert (len(stored(acme)), len(stored(other))) == (6, 2)
        assert stored(other)[-1].origin["protocol"] == "LMTP"


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_stored_is_never_said_to_be(folder, monkeypatch) -> None:
    acme = make_cast("acme")
    mailbox(acme, "soporte@acme.example")
    with listening(folder) as here:
        line = here.line().to("soporte@acme.example")
        with monkeypatch.context() as patch:
            patch.setattr(keeping, "keep", failing(OSError(errno.ENOSPC, "No space left on device")))
            assert line.say(mail() + b".")[:9] == "452 4.3.1"
        line.to("soporte@acme.example")
        with monkeypatch.context() as patch:
            patch.setattr(handing, "accept", failing(OperationalError("the connection is lost")))
            assert line.say(mail() + b".")[:9] == "451 4.3.0"
        with monkeypatch.context() as patch:
            patch.setattr(handing, "lookup", failing(OperationalError("the connection is lost")))
            line.say(b"MAIL FROM:<rosa@cliente.example>")
            assert line.say(b"RCPT TO:<soporte@acme.example>")[:9] == "451 4.3.0"
            line.say(b"RSET")
        line.to("soporte@acme.example")
        with monkeypatch.context() as patch:
            patch.setattr(handing, "accept", failing(ValueError("a fault of ours")))
            assert line.say(mail() + b".")[:9] == "451 4.3.0"
        assert stored(acme) == []

        with inside(acme.organization):
            holding.begin(backup_at=NOW, now=NOW)
        line.say(b"MAIL FROM:<rosa@cliente.example>")
        assert line.say(b"RCPT TO:<soporte@acme.example>")[:9] == "451 4.3.2"
        holding.let_go(acme.organization, now=NOW)
        assert line.say(b"RCPT TO:<soporte@acme.example>")[:3] == "250"
        line.say(b"DATA")
        assert line.say(mail() + b".") == "250 2.0.0 Stored"
        assert len(stored(acme)) == 1
        line.close()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_too_large_is_refused_before_and_after_it_is_sent(folder, monkeypatch) -> None:
    acme = make_cast("acme")
    mailbox(acme, "soporte@acme.example")
    with listening(folder) as here:
        line = here.line()
        line.say(b"EHLO mx.cliente.example")
        assert line.say(b"MAIL FROM:<rosa@cliente.example> SIZE=35000001")[:3] == "552"
        assert line.say(b"MAIL FROM:<rosa@cliente.example> SIZE=35000000")[:3] == "250"
        line.say(b"RSET")
        line.to("soporte@acme.example")
        header = mail(body="")
        row = b"a" * 98 + b"\r\n"
        many = (35_000_000 - len(header)) // 100
        line.socket.sendall(header + row * many)  # as large as may be, and it is taken
        assert line.say(b".") == "250 2.0.0 Stored"
        assert stored(acme)[0].size == len(header) + 100 * many
        line.to("soporte@acme.example")
        line.socket.sendall(header + row * (many + 1))
        assert line.say(b".")[:9] == "552 5.3.4"
        assert line.say(b"NOOP")[:3] == "250"  # and the line is whole
        assert len(stored(acme)) == 1
        line.close()
    assert list(folder.iterdir()) == []


def test_each_fault_has_its_answer() -> None:
    assert answer_to(MailTooLarge()) is TOO_LARGE
    assert answer_to(OSError(errno.EDQUOT, "")) is answer_to(OSError(errno.EROFS, "")) is FULL
    assert answer_to(OSError(errno.EIO, "")) is answer_to(OperationalError()) is answer_to(ValueError()) is AWAY


def failing(error: Exception):
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
