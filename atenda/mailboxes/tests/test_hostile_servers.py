"""A server somebody set up to do harm: what it says costs its own door, and nobody else."""

from __future__ import annotations

import socket
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from threading import Thread
from time import monotonic, sleep

import pytest
from django.utils import timezone

from atenda.mailboxes.imap import trying
from atenda.mailboxes.imap.conversing import Conversation, Login
from atenda.mailboxes.imap.keeper import Keeper
from atenda.mailboxes.imap.troubles import Trouble
from atenda.mailboxes.models import ImapDoor, Security, TroubleKind
from atenda.mailboxes.tests.conftest import LONG_AGO, door_to

MB = 1_000_000
HELLO = b"* OK [CAPABILITY IMAP4rev1] hello\r\n"


@contextmanager
def saying(answers: dict[bytes, bytes], *, slowly: bool = False) -> Iterator[int]:
    """A server that answers each command with these words, before it says OK; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)
        answering = Thread(target=_answer, args=(listening, answers, slowly), daemon=True)
        answering.start()
        yield listening.getsockname()[1]
    answering.join(10)


def _answer(listening: socket.socket, answers: dict[bytes, bytes], slowly: bool) -> None:
    with suppress(OSError):
        line, _peer = listening.accept()
        with line, line.makefile("rb") as said:
            line.sendall(HELLO)
            for command in said:
                tag, name, *more = command.split()
                name = more[0] if name == b"UID" else name
                words = answers.get(name.upper(), b"")
                for place in range(len(words) if slowly else 0):
                    line.sendall(words[place : place + 1])
                    sleep(0.1)
                line.sendall((b"" if slowly else words) + tag + b" OK done\r\n")


def spoken_to(port: int) -> Conversation:
    there = ImapDoor(host="127.0.0.1", port=port, security=Security.NONE, username="x", since=LONG_AGO)
    return Conversation(there, Login("x"), is_free=True)


CAPABLE = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n"}


@pytest.mark.parametrize(
    "words",
    [b"* SEARCH" + b" 1" * (9 * MB) + b"\r\n", b"x" * 20 * MB, b"* 1 A\r\n" * (2 * MB)],
    ids=["a long line", "an endless line", "many lines"],
)
def test_words_without_end_cost_little_memory_and_little_time(acme, way_open: None, words: bytes) -> None:
    with saying(CAPABLE | {b"SEARCH": words}) as port:
        conversation = spoken_to(port)
        conversation.open("INBOX", is_read_only=True)
        tracemalloc.start()
        began = monotonic()
        with pytest.raises(Trouble) as hung_up:
            conversation.search(1, 50_000, LONG_AGO)
        most, took = tracemalloc.get_traced_memory()[1], monotonic() - began
        tracemalloc.stop()
        conversation.end()
    assert "more than there is to say" in hung_up.value.said
    assert most < 300 * MB
    assert took < 15


def test_who_waits_for_folders_waits_for_so_long_and_no_longer(acme, way_open: None, monkeypatch) -> None:
    monkeypatch.setattr(trying, "PATIENCE", 1.0)
    with saying(CAPABLE | {b"LIST": b'* LIST () "/" INBOX\r\n' * 50}, slowly=True) as port:
        door = ImapDoor(host="127.0.0.1", port=port, security=Security.NONE, username="x", since=LONG_AGO)
        began = monotonic()
        with pytest.raises(Trouble) as refused:
            trying.folders_there(door, "x")
        assert monotonic() - began < 5
    assert refused.value.kind == TroubleKind.SILENT


def test_what_no_row_takes_is_told_without_it(acme, mailbox, way_open: None) -> None:
    def refused(_door: object, _desk: object) -> Login:
        raise Trouble(TroubleKind.OTHER, "no\0 room\ud800 \x1b[31mhere")

    door = door_to(993, mailbox, acme, "x")
    keeper = Keeper(door.pk, desk=nullcontext, now=timezone.now, login=refused)
    assert keeper.look() is not None
    keeper.leave()
    door.refresh_from_db()
    assert door.trouble == "no room [31mhere"
