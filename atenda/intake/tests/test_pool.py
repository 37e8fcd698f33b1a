"""Children that read mails: one after the other, and one that dies hurts nobody (4.4, 7.18)."""

import gzip
import os
import signal
import threading
from pathlib import Path

import pytest

from atenda.intake.reading.pool import Pool
from atenda.intake.reading.refusals import Unreadable

MAIL = b"From: Ana <ana@mar.example>\r\nTo: mesa@rias.example\r\nSubject: Ola %d\r\n\r\nNon vai a caldeira.\r\n"


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as made:
        yield made


def stored(tmp_path: Path, raw: bytes, name: str = "raw.eml") -> Path:
    path = tmp_path / name
    path.write_bytes(raw)
    return path


def test_a_mail_is_read_by_a_child(pool, tmp_path):
    mail = pool.read(stored(tmp_path, MAIL % 1), tmp_path, [])
    assert (mail.subject, mail.sender.address, mail.text) == ("Ola 1", "ana@mar.example", "Non vai a caldeira.")


def test_a_packed_mail_is_unpacked_as_it_is_read(pool, tmp_path):
    assert pool.read(stored(tmp_path, gzip.compress(MAIL % 2), "raw.eml.gz"), tmp_path, []).subject == "Ola 2"


def test_a_packed_bomb_is_too_large(pool, tmp_path):
    bomb = stored(tmp_path, gzip.compress(b"a" * 60_000_000), "bomb.gz")
    with pytest.raises(Unreadable) as refused:
        pool.read(bomb, tmp_path, [])
    assert refused.value.code == "too-large"


@pytest.mark.parametrize("raw", [b"no gzip", gzip.compress(MAIL % 3, mtime=0)[:-20]], ids=["none", "cut"])
def test_what_cannot_be_unpacked_whole_is_not_read_in_part(pool, tmp_path, raw):
    path = stored(tmp_path, raw, "raw.gz")
    with pytest.raises(Unreadable) as refused:
        pool.read(path, tmp_path, [])
    assert refused.value.code == "missing"


def test_a_file_that_is_gone_is_told(pool, tmp_path):
    with pytest.raises(Unreadable) as refused:
        pool.read(tmp_path / "nothing", tmp_path, [])
    assert refused.value.code == "missing"


def test_a_child_that_died_meanwhile_is_replaced_without_a_word(tmp_path):
    with Pool(1) as pool:
        path = stored(tmp_path, MAIL % 4)
        pool.read(path, tmp_path, [])
        child = pool._free.queue[0]
        os.kill(child._process.pid, signal.SIGKILL)
        child._process.wait()
        assert pool.read(path, tmp_path, []).subject == "Ola 4"


def test_a_child_killed_at_work_fails_its_mail_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("atenda.intake.reading.limits.CLOCK_SECONDS", 1.0)
    with Pool(1) as pool:
        path = stored(tmp_path, MAIL % 5)
        pool.read(path, tmp_path, [])
        os.kill(pool._free.queue[0]._process.pid, signal.SIGSTOP)
        (tmp_path / "1").write_bytes(b"half a file")
        with pytest.raises(Unreadable) as refused:
            pool.read(path, tmp_path, [])
        assert refused.value.code == "too-long"
        assert not (tmp_path / "1").exists()
        monkeypatch.setattr("atenda.intake.reading.limits.CLOCK_SECONDS", 30.0)
        assert pool.read(path, tmp_path, []).subject == "Ola 5"


def test_many_threads_ask_and_each_hears_of_its_own_mail(pool, tmp_path):
    heard = {}

    def ask(number):
        folder = tmp_path / str(number)
        folder.mkdir()
        heard[number] = pool.read(stored(folder, MAIL % number), folder, []).subject

    threads = [threading.Thread(target=ask, args=[number]) for number in range(12)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert heard == {number: f"Ola {number}" for number in range(12)}


def test_a_child_that_has_read_enough_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr("atenda.intake.reading.pool.MAILS_EACH", 2)
    with Pool(1) as pool:
        first = pool._free.queue[0]._process.pid
        for number in range(3):
            assert pool.read(stored(tmp_path, MAIL % number), tmp_path, []).subject == f"Ola {number}"
        assert pool._free.queue[0]._process.pid != first


def test_no_child_has_our_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("ATENDA_SECRET", "segredo")
    with Pool(1) as made:
        made.read(stored(tmp_path, MAIL % 6), tmp_path, [])
        environment = Path(f"/proc/{made._free.queue[0]._process.pid}/environ").read_bytes()
    names = {pair.partition(b"=")[0] for pair in environment.split(b"\0") if pair}
    assert names == {b"LC_ALL", b"MALLOC_ARENA_MAX", b"PYTHONDONTWRITEBYTECODE", b"PYTHONPATH"}


def test_children_go_with_the_pool(tmp_path):
    with Pool(2) as pool:
        processes = [child._process for child in pool._free.queue]
    assert all(process.poll() is not None for process in processes)
