"""What strangers try on our own mail server (2.12, 7.15): nothing is hidden in a mail, nobody is relayed for, and
whoever holds a line holds nothing else up."""

from __future__ import annotations

import smtplib
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from atenda.intake.believing import names_to_believe
from atenda.intake.doors import protocol
from atenda.intake.doors.answers import TAKEN, UNKNOWN
from atenda.intake.doors.crowd import Crowd
from atenda.intake.doors.handing import Goal, Recipient
from atenda.intake.models import Door, RawMail
from atenda.intake.tests.listening import listening
from atenda.intake.tests.posting import bytes_of, mail, mailbox, stored
from atenda.mailboxes.models import Mailbox
from atenda.testing.cast import make_cast

HIDDEN = b"MAIL FROM:<jefa@acme.example>\r\nRCPT TO:<soporte@acme.example>\r\nDATA\r\nFrom: jefa\r\n\r\nPaga.\r\n"
# what servers took for the end of the data (CVE-2023-51764 and its kin)
NO_ENDS = (
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r\n.\r",
    b"\r.\r\n",
    b"\n.\r",
    b"\r\n.\0\r\n",
    b"\r\n\x00.\r\n",
)


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.FILES_ROOT = str(tmp_path / "files")
    (tmp_path / "arriving").mkdir()
    return tmp_path / "arriving"


@pytest.fixture
def nobody_is_asked(monkeypatch):
    """Addresses at acme.example are taken without a database, and mails kept in a list."""
    taken: list[bytes] = []

    def look_up(address: str) -> Recipient:
        is_ours = address.endswith("@acme.example")
        return Recipient(address, Goal(1, 1) if is_ours else None, TAKEN if is_ours else UNKNOWN)

    def keep(raw, recipients, *, sender, origin):
        taken.append(raw)
        return {Goal(1, 1): TAKEN}

    monkeypatch.setattr("atenda.intake.doors.smtp.recipient", look_up)
    monkeypatch.setattr("atenda.intake.doors.smtp.hand_in", keep)
    return taken


@pytest.mark.django_db(transaction=True)
def test_no_second_mail_can_be_hidden_in_a_first_one(folder) -> None:
    acme = make_cast("acme")
    mailbox(acme, "soporte@acme.example")
    with listening(folder) as here:
        for number, end in enumerate(NO_ENDS):
            raw = mail(number=number, body="Hola.") + end + HIDDEN
            line = here.line().to("soporte@acme.example")
            assert line.say(raw.replace(b"\r\n.", b"\r\n..") + b".") == "250 2.0.0 Stored", end
            assert line.say(b"NOOP")[:3] == "250"  # and nothing was answered in between
            line.close()
            (*_, last) = stored(acme)
            assert bytes_of(last) == raw
            assert len(stored(acme)) == number + 1
        # the same without doubled dots, as a smuggler sends it
        for number, end in enumerate(NO_ENDS, len(NO_ENDS)):
            line = here.line().to("soporte@acme.example")
            assert line.say(mail(number=number, body="Hola.") + end + HIDDEN + b".") == "250 2.0.0 Stored", end
            assert line.say(b"QUIT")[:3] == "221"
            line.close()
        assert len(stored(acme)) == 2 * len(NO_ENDS)
        assert {one.envelope_from for one in stored(acme)} == {"rosa@cliente.example"}


def test_the_end_is_found_wherever_the_pieces_are_cut(folder, nobody_is_asked) -> None:
    raw = mail(body="uno\r\n..dos\r\n.\r\n...tres\r\n" + "x" * 200_000 + "\r\n.fin\r\n")
    wire = raw.replace(b"\r\n.", b"\r\n..") + b".\r\n"
    with listening(folder) as here:
        for cut in [*range(1, 60), len(wire) - 200_000, *range(len(wire) - 12, len(wire))]:
            line = here.line().to("soporte@acme.example")
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.socket.sendall(wire[:cut])
            line.socket.sendall(wire[cut:] + b"NOOP\r\n")
            assert (line.answer(), line.answer()[:3]) == ("250 2.0.0 Stored", "250")
            line.close()
            assert nobody_is_asked.pop() == raw
        line = here.line().to("soporte@acme.example")
        line.say(b".")
        assert nobody_is_asked.pop() == b""
        line.close()


def test_commands_are_whole_lines_and_few_are_understood(folder, nobody_is_asked) -> None:
    with listening(folder) as here:
        line = here.line()
        assert line.greeting == "220 mx.desk.example Atenda"
        line.socket.sendall(b"EHLO a\nMAIL FROM:<a@b.example>\r\n")
        assert line.answer()[:3] == "500"  # a bare LF is no end of a line
        assert line.say(b"EHLO a\x00b")[:3] == "500"
        assert line.say(b"EHLO \xff\xfe\x80")[:3] == "250"
        for refused in (b"VRFY soporte@acme.example", b"EXPN todos", b"AUTH PLAIN AGFuYQBjbGF2ZQ=="):
            assert line.say(refused)[:1] == "5", refused
        assert line.say(b"STARTTLS")[:3] == "454"  # without a certificate
        for malformed in (b"", b"<", b"<@>", b"<" + b"a" * 400 + b"@b.example>", b"a b c", b"<a@b> X=\xff"):
            assert line.say(b"MAIL FROM:" + malformed)[:2] in {"50", "55"}, malformed
        assert line.say(b"MAIL FROM:<\xff@b.example>")[:3] == "553"
        assert line.say(b"MAIL FROM:<a@b.example> BODY=BINARYMIME")[:3] == "501"
        assert line.say(b"RCPT TO:<soporte@acme.example>")[:3] == "503"
        assert line.say(b"DATA")[:3] == "503"
        assert line.say(b"NOOP " + b"a" * 600)[:3] == "500"
        assert line.say(b"MAIL FROM:<" + b"a" * 300_000 + b"@b.example>")[:3] == "500"
        # a pipeline is answered in order
        line.socket.sendall(
            b"MAIL FROM:<a@b.example>\r\nRCPT TO:<no@lejos.example>\r\nRCPT TO:<si@acme.example>\r\nDATA\r\n"
        )
        assert [line.answer()[:3] for _ in range(4)] == ["250", "550", "250", "354"]
        line.close()  # in the middle of the data
        assert nobody_is_asked == []


def test_nobody_has_more_than_a_share(folder, nobody_is_asked, monkeypatch) -> None:
    strangers = Crowd([], most=4, most_of_one=2)
    with listening(folder, crowd=strangers, trusted=[]) as here:
        first, second = here.line(), here.line()
        third = here.line()
        assert third.greeting[:9] == "421 4.7.0"
        assert third.answer() == ""  # closed
        first.close()
        fourth = eventually(lambda: line if (line := here.line()).greeting[:3] == "220" else None)
        fourth.say(b"EHLO a")
        fourth.say(b"MAIL FROM:<a@b.example>")
        answers = [fourth.say(b"RCPT TO:<no%d@acme2.example>" % number)[:3] for number in range(20)]
        assert answers == ["550"] * 20
        assert fourth.answer()[:3] == "421"  # whoever guesses addresses is sent away
        assert fourth.answer() == ""
        second.close()
    with listening(folder) as here:
        line = here.line()
        line.say(b"EHLO a")
        line.say(b"MAIL FROM:<a@b.example>")
        answers = [line.say(b"RCPT TO:<n%d@acme.example>" % number)[:9] for number in range(101)]
        assert set(answers[:100]) == {"250 OK"}
        assert answers[100] == "452 4.5.3"
        line.close()
        assert line_after([b"FOO"] * 5, here)[-1][:3] == "502"
        monkeypatch.setattr(protocol, "IDLE", 0.2)
        assert here.line().answer() == ""  # whoever says nothing


def test_a_line_is_secret_once_it_asks_for_it_and_nothing_said_before_counts(folder, nobody_is_asked, tmp_path) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    subprocess.run(
        [*make, "-subj", "/CN=mx.desk.example", "-keyout", str(key), "-out", str(certificate)], check=True,
        capture_output=True,
    )  # fmt: skip
    anybody = ssl.create_default_context(cafile=certificate)
    anybody.check_hostname = False
    with listening(folder, certificate=certificate, key=key) as here:
        with smtplib.SMTP("127.0.0.1", here.port) as client:
            client.ehlo()
            assert client.has_extn("starttls")
            client.starttls(context=anybody)
            client.ehlo()
            assert not client.has_extn("starttls")
            assert not client.has_extn("auth")
            client.sendmail("rosa@cliente.example", ["soporte@acme.example"], mail())
        assert nobody_is_asked == [mail()]
        line = here.line()
        line.say(b"EHLO a")
        line.socket.sendall(b"STARTTLS\r\nMAIL FROM:<smuggled@b.example>\r\n")
        assert line.answer()[:3] == "220"
        secret = anybody.wrap_socket(line.socket)
        secret.sendall(b"RCPT TO:<soporte@acme.example>\r\n")
        assert secret.recv(200)[:3] == b"503"  # HELO first: what was said in the clear is forgotten
        secret.close()


def test_what_a_stranger_says_of_the_sender_is_not_believed(acme) -> None:
    box = Mailbox(trusted=["mx.acme.example"])
    brought = {"peer": "203.0.113.9", "is_trusted": False}
    assert names_to_believe(RawMail(mailbox=box, door=Door.SMTP, origin=brought)) == []
    assert names_to_believe(RawMail(mailbox=box, door=Door.SMTP, origin={})) == []
    assert names_to_believe(RawMail(mailbox=box, door=Door.SMTP, origin={"is_trusted": True})) == ["mx.acme.example"]
    assert names_to_believe(RawMail(mailbox=box, door=Door.IMAP, origin={})) == ["mx.acme.example"]


def test_a_network_counts_as_one() -> None:
    crowd = Crowd(["10.0.0.0/8"], most=100, most_of_one=2)
    assert [crowd.enters(number, f"2001:db8:1:2::{number}") for number in range(3)] == [True, True, False]
    assert [crowd.enters(f"a{number}", "::ffff:203.0.113.9") for number in range(3)] == [True, True, False]
    assert [crowd.enters(f"b{number}", "10.1.2.3") for number in range(9)] == [True] * 9
    assert (crowd.trusts("::ffff:10.0.0.1"), crowd.trusts("11.0.0.1"), crowd.trusts("")) == (True, False, False)
    for one in crowd.here():
        crowd.leaves(one)
        crowd.leaves(one)
    assert (len(crowd), crowd.enters("c", "2001:db8:1:2::9")) == (0, True)


def line_after(words, here) -> list[str]:
    line = here.line()
    answers = [line.say(one) for one in words]
    line.close()
    return answers


def eventually(ask):
    for _ in range(100):
        if (found := ask()) is not None:
            return found
    raise AssertionError
