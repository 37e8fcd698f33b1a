"""Cut off in the middle: no row without its bytes, no half bytes under a digest, and what is left is swept (I13)."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from django.db import transaction

from atenda.files import attaching, storage, sweeping
from atenda.files.limits import LARGEST_FILE, LARGEST_REQUEST, RECEIVED_AT_ONCE
from atenda.files.models import Attachment, Content
from atenda.files.receiving import SLOTS, Receiver
from atenda.files.refusals import Busy, EmptyFile, NoRoom, Program, TooLarge, TooMuch
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

DAYS_AGO = time.time() - 2 * 86_400


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def make_old(folder: Path) -> None:
    for path in everything(folder):
        os.utime(path, (DAYS_AGO, DAYS_AGO))


def test_a_connection_lost_in_the_middle_leaves_nothing(db: None, folder: Path) -> None:
    receiver = Receiver.of(1000)
    receiver.begin("foto.jpg")
    receiver.write(b"half")
    receiver.close()
    assert everything(folder) == []


def test_a_process_killed_while_it_receives_leaves_what_the_sweep_takes(db: None, folder: Path) -> None:
    incoming = storage.Incoming()
    incoming.write(b"half")
    assert storage.sweep_incoming(older_than=86_400) == 0
    make_old(folder)
    assert storage.sweep_incoming(older_than=86_400) == 1
    assert everything(folder) == []


def test_a_folder_that_a_killed_worker_left_does_not_end_the_sweep(db: None, folder: Path) -> None:
    left = folder / "incoming" / "tmpmail"
    left.mkdir(parents=True)
    (left / "part-1").write_bytes(b"half")
    storage.Incoming().write(b"half")
    assert storage.sweep_incoming(older_than=86_400) == 0
    for path in (folder / "incoming").glob("*"):
        os.utime(path, (0, 0))
    assert storage.sweep_incoming(older_than=86_400) == 2
    assert list((folder / "incoming").glob("*")) == []


def test_a_process_killed_before_the_commit_leaves_whole_bytes_which_the_sweep_takes(acme: Cast, folder: Path) -> None:
    case = make.case()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():  # noqa: PT012
        make.file(case, b"todo")
        raise KeyboardInterrupt
    assert not Content.objects.exists()
    assert [path.read_bytes() for path in everything(folder)] == [b"todo"]
    sweeping.sweep(NOW)
    assert len(everything(folder)) == 1
    make_old(folder)
    sweeping.sweep(NOW)
    assert everything(folder) == []


def test_the_sweep_takes_no_bytes_that_have_a_row(acme: Cast, folder: Path) -> None:
    file = make.file(make.case(), b"queda")
    storage.page_of(file.content, 1).write_bytes(b"drawn")
    make_old(folder)
    sweeping.sweep(NOW)
    assert len(everything(folder)) == 2


def test_a_half_file_left_under_a_digest_is_replaced_by_the_whole_one(acme: Cast, folder: Path) -> None:
    file = make.file(make.case(), b"enteiro")
    storage.path_of(file.content).write_bytes(b"ent")
    make.file(make.case(), b"enteiro")
    assert storage.path_of(file.content).read_bytes() == b"enteiro"


def test_a_full_disk_is_said_and_leaves_nothing(acme: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: object, chunk: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    receiver = Receiver.of(1000)
    receiver.begin("foto.jpg")
    monkeypatch.setattr(storage.Incoming, "write", full)
    receiver.write(b"x")
    done = receiver.complete()
    receiver.close()
    assert isinstance(done.refusal, NoRoom)
    assert everything(folder) == []
    with pytest.raises(NoRoom):
        attaching.attach(make.case(), done, by=acme.agent, now=NOW)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("chunks", "refusal"),
    [([], EmptyFile), ([b"x" * 10_000_000] * 3, TooLarge), ([b"MZ\x90\x00"], Program)],
)
def test_what_will_not_be_kept_is_not_on_the_disk_either(
    db: None, folder: Path, chunks: list[bytes], refusal: type[Exception]
) -> None:
    receiver = Receiver.of(1000)
    receiver.begin("foto.jpg")
    for chunk in chunks:
        receiver.write(chunk)
    done = receiver.complete()
    receiver.close()
    assert isinstance(done.refusal, refusal)
    assert everything(folder) == []


def test_a_file_as_large_as_allowed_is_kept_and_all_together_are_limited(db: None, folder: Path) -> None:
    receiver = Receiver.of(1000)
    kept = []
    for _ in range(3):
        receiver.begin("foto.jpg")
        for _ in range(LARGEST_FILE // 5_000_000):
            receiver.write(b"x" * 5_000_000)
        kept.append(receiver.complete())
    receiver.close()
    assert [type(each.refusal) for each in kept] == [type(None), type(None), TooMuch]
    for each in kept:
        each.close()
    assert everything(folder) == []


def test_too_much_is_not_listened_to_at_all(db: None, folder: Path) -> None:
    assert isinstance(Receiver.of(LARGEST_REQUEST * 2).refusal, TooMuch)


def test_who_comes_while_many_send_is_asked_to_try_again(db: None, folder: Path) -> None:
    receivers = [Receiver.of(10) for _ in range(RECEIVED_AT_ONCE)]
    assert isinstance(Receiver.of(10).refusal, Busy)
    for receiver in receivers:
        receiver.close()
        receiver.close()
    assert SLOTS.acquire(blocking=False)
    SLOTS.release()
