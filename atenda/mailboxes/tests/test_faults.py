"""The line is cut, the certificate is nobody's, the folder is full of old mails: nothing is lost, nothing comes twice,
memory stays flat (6.15–6.18, 6.45)."""

from __future__ import annotations

import os
import socket
import ssl
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from django.db import connection

from atenda.intake.models import RawMail
from atenda.mailboxes import fetching_from
from atenda.mailboxes.imap import client as line
from atenda.mailboxes.imap.conversing import Conversation, Login
from atenda.mailboxes.imap.reading import Reader
from atenda.mailboxes.imap.troubles import Trouble
from atenda.mailboxes.models import ImapDoor, ImapFolder, Security, TroubleKind
from atenda.mailboxes.tests.conftest import LONG_AGO, door_to, letter
from atenda.mailboxes.tests.cutting import way_to
from atenda.mailboxes.tests.test_fetching import numbers, trouble
from atenda.notices.tests.test_tls import certificate
from atenda.testing import dovecot

LARGE = "palabra " * 2000
AT_LENGTH = bool(os.environ.get("ATENDA_SOAK"))
OLD = 100_000 if AT_LENGTH else 3_000
ENOUGH = 50 if AT_LENGTH else 8  # mails a second; beside other tests a machine has no time to spare


def test_a_line_that_is_cut_anywhere_loses_nothing_and_brings_nothing_twice(
    acme, mailbox, imap_server, way_open, user, keeping
) -> None:
    imap_server.put(*(letter(number, body=LARGE) for number in range(1, 21)), user=user)
    with way_to(imap_server.port) as way:
        door = door_to(way.port, mailbox, acme, user)
        for after in (40, 700, 1500, 5000, 20_000, 60_000, 200_000, 300_000):
            way.left = after
            keeper = keeping(door)
            keeper.look()
            assert trouble(door) in (TroubleKind.CUT, TroubleKind.NOT_IMAP)
            keeper.leave()
            assert numbers() == []  # a batch is stored or it is not
            ImapDoor.objects.update(retry_at=None)
        way.left = None
        assert keeping(door).look() == 0
    assert numbers() == list(range(1, 21))
    assert trouble(door) == ""


def test_a_line_that_was_cut_while_we_waited_is_no_trouble(acme, mailbox, imap_server, way_open, user, keeping) -> None:
    with way_to(imap_server.port) as way:
        door = door_to(way.port, mailbox, acme, user)
        keeper = keeping(door)
        keeper.look()
        keeper._conversation._client.sock.shutdown(socket.SHUT_RDWR)
        imap_server.put(letter(1), user=user)
        assert keeper.look() == 0
        assert way.lines == 2
    assert (numbers(), trouble(door)) == ([1], "")


def test_a_mark_lost_with_the_line_after_all_was_stored_brings_nothing_twice(
    acme, mailbox, imap_server, way_open, user, keeping, monkeypatch
) -> None:
    imap_server.put(letter(1), letter(2), user=user)
    with way_to(imap_server.port) as way:
        door = door_to(way.port, mailbox, acme, user)
        plain = Reader._store

        def cut_after(self, folder, mails, **values):
            new = plain(self, folder, mails, **values)
            way.left = 0 if mails else way.left
            return new

        monkeypatch.setattr(Reader, "_store", cut_after)
        keeper = keeping(door)
        keeper.look()
        assert (numbers(), trouble(door)) == ([1, 2], TroubleKind.CUT)
        monkeypatch.undo()
        way.left = None
        ImapDoor.objects.update(retry_at=None)
        assert keeper.look() == 0
    assert (numbers(), trouble(door)) == ([1, 2], "")


def test_no_password_is_given_to_a_server_that_nobody_vouches_for(way_open, acme, tmp_path: Path, monkeypatch) -> None:
    crt, key = certificate(tmp_path, until=datetime.now(UTC) + timedelta(days=5))
    if dovecot.executable() is None:
        pytest.skip("Dovecot is not installed: nothing here could be tried against a real IMAP server.")
    context = ssl.create_default_context(cafile=str(crt))
    with dovecot.running(certificate=crt, key=key) as server:
        for security, port in ((Security.TLS, server.tls_port), (Security.STARTTLS, server.port)):
            door = ImapDoor(host="127.0.0.1", port=port, security=security, username=dovecot.USER, since=LONG_AGO)
            with pytest.raises(Trouble) as refused:
                Conversation(door, Login(dovecot.PASSWORD), is_free=True)
            assert refused.value.kind == TroubleKind.CERTIFICATE
            assert "self" in refused.value.said
            with monkeypatch.context() as trusting:
                trusting.setattr(line.ssl, "create_default_context", lambda: context)
                conversation = Conversation(door, Login(dovecot.PASSWORD), is_free=True)
                assert conversation.folders() == ["INBOX"]
                conversation.end()
        wrong = ImapDoor(host="127.0.0.1", port=server.port, security=Security.TLS, username="x", since=LONG_AGO)
        with pytest.raises(Trouble) as refused:
            Conversation(wrong, Login("x"), is_free=True)
        assert refused.value.kind == TroubleKind.TLS


def test_a_server_that_never_ends_its_answer_is_hung_up_on(way_open, acme, imap_server, user, monkeypatch) -> None:
    imap_server.put(letter(1, body=LARGE), user=user)
    door = ImapDoor(host="127.0.0.1", port=imap_server.port, security=Security.NONE, username=user, since=LONG_AGO)
    conversation = Conversation(door, Login(dovecot.PASSWORD), is_free=True)
    conversation.open("INBOX", is_read_only=True)
    monkeypatch.setattr(line, "MOST", 5000)
    with pytest.raises(Trouble) as hung_up:
        conversation.bodies([1])
    assert "more than a mail may have" in hung_up.value.said


@pytest.mark.soak
@pytest.mark.slow
def test_a_folder_full_of_old_mails_is_read_from_the_day_on_and_quickly(acme, door, imap_server, user, keeping) -> None:
    with connection.cursor() as cursor:  # the transaction is the test's own, and so is what it waits for meanwhile
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    imap_server.put(letter(0), user=user)  # so that the folder is there
    home = imap_server.base / "home" / user / "Maildir"
    owner = home.stat()
    old = datetime(2024, 5, 1, tzinfo=UTC).timestamp()
    for number in range(1, OLD + 1):
        path = home / "cur" / f"{1_700_000_000 + number}.M{number}.ria:2,"
        path.write_bytes(letter(number))
        os.chown(path, owner.st_uid, owner.st_gid)
        if number > OLD // 10:
            os.utime(path, (old, old))
    fetching_from.change(door, by=acme.admin, since=date(2026, 1, 1))
    begun = monotonic()
    assert keeping(door).look() == 0
    seconds = monotonic() - begun
    print(f"{(OLD // 10) / seconds:.0f} mails a second")
    assert RawMail.objects.count() == OLD // 10 + 1
    assert ImapFolder.objects.get().last_uid == OLD + 1
    assert (OLD // 10) / seconds > ENOUGH
