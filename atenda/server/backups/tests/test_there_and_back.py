"""A backup comes back equal, whatever happened while it was made; and never over anything (6.34, 6.35)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from atenda.server.backups.folder import backups_in
from atenda.server.backups.tests.conftest import everything, only_backup, rows, started
from atenda.server.child import command
from atenda.testing import database
from atenda.testing.desk import Desk

# What a copy has otherwise on purpose: nobody signed in, no worker, jobs to be done anew, held, no backups of its own.
OTHERWISE = {"access_session", "procrastinate_workers", "procrastinate_jobs", "procrastinate_events"}
OTHERWISE |= {"server_hold", "server_backup", "django_migrations"}

Place = Callable[..., Desk]


@pytest.fixture(scope="module")
def backup(source: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backups")
    done = source.run("backup", "--to", str(folder))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return only_backup(folder)


def test_it_comes_back_equal_and_held(source: Desk, backup: Path, place: Place) -> None:
    copy = place("copy")
    done = copy.run("restore", str(backup))
    assert done.returncode == 0, done.stdout + done.stderr
    before, after = everything(source), everything(copy)
    assert {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)} <= OTHERWISE
    assert before["cases_case"][0] == 12
    assert files_of(copy) == files_of(source) != {}
    assert (copy.data / "secret_key").read_text() == (source.data / "secret_key").read_text()
    assert (copy.data / "secret_key").stat().st_mode & 0o777 == 0o600
    held = rows(copy, "SELECT backup_at, released, released_at FROM server_hold")
    taken = json.loads((backup / "manifest.json").read_text())["taken_at"]
    assert [(held[0][0].isoformat(), *held[0][1:])] == [(taken, [], None)]
    assert rows(copy, "SELECT count(*) FROM access_session") == [(0,)]
    assert rows(source, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == [(1,)]
    assert rows(copy, "SELECT count(*), count(worker_id) FROM procrastinate_jobs WHERE status = 'doing'") == [(0, 0)]
    assert rows(source, "SELECT count(*) FROM procrastinate_jobs") == rows(
        copy, "SELECT count(*) FROM procrastinate_jobs"
    )
    examined = [line for line in copy.run("doctor", "--reconcile", "--ledger").stdout.splitlines() if line[:1] == "-"]
    assert [line for line in examined if "PostgreSQL runs with" not in line] == [
        "- This is a restored copy: nothing is sent until it is released, on its page or by `atenda release`."
    ]
    released = copy.run("release")
    assert released.stdout == "Released: acme.\n"
    assert rows(copy, "SELECT state, reason, count(*) FROM notices_mail GROUP BY 1, 2") == []
    assert rows(copy, "SELECT count(*) FROM notices_news WHERE told_at IS NULL") == [(0,)]
    assert rows(copy, "SELECT kind FROM history_event ORDER BY id DESC LIMIT 1") == [("copy.released",)]


def test_what_a_backup_consists_of_can_be_read_without_us(source: Desk, backup: Path) -> None:
    checked = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=backup, check=False)
    assert checked.returncode == 0
    assert {path.name for path in backup.iterdir()} == {"manifest.json", "SHA256SUMS", "database", "files"}
    key = (source.data / "secret_key").read_text()
    assert (backup.with_name(backup.name + ".secret_key")).read_text() == key
    inside = [path.read_bytes() for path in backup.rglob("*") if path.is_file()]
    assert not any(key.encode() in each for each in inside)
    assert {path.stat().st_mode & 0o077 for path in backup.rglob("*") if path.is_file()} == {0}
    assert backup.stat().st_mode & 0o777 == 0o700


def test_nothing_there_is_ever_written_over(source: Desk, backup: Path, place: Place) -> None:
    before = everything(source), files_of(source)
    done = source.run("restore", str(backup))
    assert done.returncode == 1
    assert done.stderr == (
        f"atenda: {source.data} holds a desk already ({source.data / 'files'}): give another ATENDA_DATA, or move that "
        "folder away first.\n"
    )
    elsewhere = Desk(source.data.parent / "elsewhere", more=source.more)
    done = elsewhere.run("restore", str(backup))
    assert (done.returncode, "is not empty" in done.stderr) == (1, True)
    assert (everything(source), files_of(source)) == before


@pytest.mark.parametrize("what", ["database/toc.dat", "a file", "manifest.json", "SHA256SUMS"])
def test_a_backup_that_is_not_what_it_was_is_refused_before_anything_is_touched(
    backup: Path, tmp_path: Path, what: str
) -> None:
    broken = tmp_path / backup.name
    subprocess.run(["cp", "-a", str(backup), str(broken)], check=True)
    path = next((broken / "files").rglob("?" * 64)) if what == "a file" else broken / what
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    done = Desk(tmp_path / "data").run("restore", str(broken))
    assert done.returncode == 1
    assert "altered" in done.stderr or "cannot be read" in done.stderr, done.stderr
    assert not (tmp_path / "data").exists()


def test_a_part_that_lies_beside_the_others_is_refused(backup: Path, tmp_path: Path) -> None:
    """pg_restore reads `123.dat` before `123.dat.gz`."""
    broken = tmp_path / backup.name
    subprocess.run(["cp", "-a", str(backup), str(broken)], check=True)
    packed = next((broken / "database").glob("*.dat.gz"))
    packed.with_suffix("").write_bytes(b"\\.\n")
    done = Desk(tmp_path / "data").run("restore", str(broken))
    assert (done.returncode, "was put there by somebody" in done.stderr) == (1, True), done.stderr


def test_one_rewritten_by_somebody_without_the_key_is_refused(backup: Path, tmp_path: Path, place: Place) -> None:
    """With every digest as it should be: what it holds would run in the database as its owner."""
    forged = tmp_path / backup.name
    subprocess.run(["cp", "-a", str(backup), str(forged)], check=True)
    script = (
        "import hashlib, sys; from pathlib import Path; from atenda.server.backups import manifest\n"
        "path = Path(sys.argv[1]); read = manifest.read(path); (path / 'manifest.json').unlink()\n"
        "one = max((path / 'database').glob('*.dat.gz'), key=lambda each: each.stat().st_size)\n"
        "old = hashlib.sha256(one.read_bytes()).hexdigest()\n"
        "content = one.read_bytes(); content = content[:4] + b'\\1\\2\\3\\4' + content[8:]; one.write_bytes(content)\n"
        "sums = path / 'SHA256SUMS'; new = hashlib.sha256(content).hexdigest()\n"
        "sums.write_text(sums.read_text().replace(old, new))\n"
        "read.sums = hashlib.sha256(sums.read_bytes()).hexdigest(); read.write(path, 'a key of my own')"
    )
    subprocess.run([sys.executable, "-c", script, str(forged)], check=True)
    key = backup.with_name(backup.name + ".secret_key")
    copy = place("forged")
    done = copy.run("restore", str(forged), "--secret-key", str(key))
    assert (done.returncode, "altered by somebody" in done.stderr) == (1, True), done.stderr
    assert everything(copy) == {}


def test_without_its_secret_key_nothing_begins_unless_one_says_so(backup: Path, tmp_path: Path, place: Place) -> None:
    lone = tmp_path / "lone" / backup.name
    subprocess.run(["cp", "-a", "--parents", backup.name, str(lone.parent)], cwd=backup.parent, check=False)
    lone.parent.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", str(backup), str(lone)], check=True)
    copy = place("keyless")
    done = copy.run("restore", str(lone))
    assert (done.returncode, "--new-key" in done.stderr) == (1, True)
    other = tmp_path / "other"
    other.write_text("another key of forty-eight characters, not this desk's")
    done = copy.run("restore", str(lone), "--secret-key", str(other))
    assert (done.returncode, "not the one" in done.stderr) == (1, True)
    done = copy.run("restore", str(lone), "--new-key")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_backup_of_a_later_release_is_refused(backup: Path, tmp_path: Path, place: Place) -> None:
    later = tmp_path / backup.name
    subprocess.run(["cp", "-a", str(backup), str(later)], check=True)
    script = (
        "import json, sys; from pathlib import Path; from atenda.server.backups import manifest\n"
        "path = Path(sys.argv[1]); read = manifest.read(path); (path / 'manifest.json').unlink()\n"
        "read.migrations.append(['cases', '9999_from_tomorrow', read.taken_at]); read.atenda = '9.9'; "
        "read.write(path, Path(sys.argv[2]).read_text())"
    )
    key = backup.with_name(backup.name + ".secret_key")
    subprocess.run([sys.executable, "-c", script, str(later), str(key)], check=True)
    copy = place("early")
    done = copy.run("restore", str(later), "--secret-key", str(key))
    assert done.returncode == 1
    assert done.stderr == (
        "atenda: The backup was made by Atenda 9.9, which knew more than this release (cases.9999_from_tomorrow): "
        "install that one or a later one.\n"
    )
    assert everything(copy) == {}


def test_a_backup_of_an_earlier_release_goes_forward(source: Desk, place: Place, tmp_path: Path) -> None:
    old = place("old", template=_name(source))
    subprocess.run(["cp", "-a", str(source.data), str(old.data)], check=True)
    migrate = [sys.executable, "-m", "django", "migrate", "--database", "owner", "worklists", "0005"]
    settings = {**old.variables, "DJANGO_SETTINGS_MODULE": "atenda.settings"}
    subprocess.run(migrate, env=settings, check=True, capture_output=True)
    assert old.run("backup", "--to", str(tmp_path)).returncode == 0
    copy = place("forward")
    done = copy.run("restore", str(only_backup(tmp_path)))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "migrations applied: the backup is of an older release." in done.stdout
    assert copy.run("migrate").stdout == "Nothing to migrate.\n"
    before, after = everything(source), everything(copy)
    assert {table for table in before if before[table] != after[table]} <= OTHERWISE


def test_what_is_written_removed_and_swept_meanwhile_harms_no_backup(
    source: Desk, place: Place, tmp_path: Path
) -> None:
    desk = place("storm", template=_name(source))
    subprocess.run(["cp", "-a", str(source.data), str(desk.data)], check=True)
    over, folder = tmp_path / "over", tmp_path / "backups"
    storms = [started(desk, "storm", str(over)) for _ in range(2)]
    desk.wait_until(lambda: rows(desk, "SELECT FROM history_event WHERE kind = 'file.removed'"))
    for number in range(3):
        done = desk.run("backup", "--to", str(folder), "--keep", "2")
        assert (done.returncode, done.stderr) == (0, ""), number
        time.sleep(1)
    assert [storm.poll() for storm in storms] == [None, None]
    over.touch()
    assert [storm.wait(60) for storm in storms] == [0, 0]
    copies = []
    assert len(backups_in(folder)) == 2
    for number, one in enumerate(backups_in(folder)):
        copies.append(place(f"calm{number}"))
        done = copies[-1].run("restore", str(one))
        assert done.returncode == 0, done.stdout + done.stderr
    assert rows(copies[0], "SELECT count(*) FROM cases_case") < rows(desk, "SELECT count(*) FROM cases_case")
    gone = rows(desk, "SELECT count(*) FROM history_event WHERE kind = 'file.removed'")
    assert gone[0][0] > 5, "nothing was removed meanwhile"


def test_a_backup_killed_at_any_moment_is_none_and_the_next_is_whole(source: Desk, tmp_path: Path) -> None:
    for wait_for in ("database", "database/toc.dat", "SHA256SUMS"):
        killed = subprocess.Popen(
            command("backup", "--to", str(tmp_path)), env=source.variables, stdout=subprocess.PIPE
        )
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob(f".unfinished-*/{wait_for}")) and time.monotonic() < deadline:
            time.sleep(0.002)
        family = psutil.Process(killed.pid).children(recursive=True)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        assert backups_in(tmp_path) == []
        assert list(tmp_path.glob(".unfinished-*"))
        psutil.wait_procs(family, timeout=10)
        assert not [process for process in family if process.is_running()]
    done = source.run("backup", "--to", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert len(backups_in(tmp_path)) == 1
    assert not list(tmp_path.glob(".unfinished-*"))


def test_two_at_once_are_one(source: Desk, tmp_path: Path) -> None:
    with database.cluster_roles.superuser(database.CLUSTER.socket, _name(source)) as connection:
        connection.execute("SELECT pg_advisory_lock(7304119)")
        done = source.run("backup", "--to", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == "atenda: No backup was made. A backup of this database is being made already.\n"
    assert backups_in(tmp_path) == []


def test_the_next_one_shares_the_files_that_are_the_same(source: Desk, tmp_path: Path) -> None:
    for _ in range(3):
        assert source.run("backup", "--to", str(tmp_path), "--keep", "2").returncode == 0
        time.sleep(1)
    older, newer = backups_in(tmp_path)
    shared = {path.stat().st_ino for path in (older / "files").rglob("?" * 64)}
    assert shared == {path.stat().st_ino for path in (newer / "files").rglob("?" * 64)}
    assert len(shared) == len(files_of(source))
    assert len(list(tmp_path.glob("*.secret_key"))) == 2


def test_a_file_that_is_missing_or_damaged_already_is_told(source: Desk, place: Place, tmp_path: Path) -> None:
    desk = place("damaged", template=_name(source))
    subprocess.run(["cp", "-a", str(source.data), str(desk.data)], check=True)
    one, other = sorted((desk.data / "files").rglob("?" * 64))[:2]
    one.unlink()
    other.write_bytes(b"no longer what it was")
    done = desk.run("backup", "--to", str(tmp_path))
    assert done.returncode == 3
    assert f"1 files on record were missing already, the first is {one.relative_to(desk.data / 'files')}" in done.stderr
    assert (
        f"1 files on record were damaged already, the first is {other.relative_to(desk.data / 'files')}" in done.stderr
    )
    assert "The last backup: 2 files are missing or damaged." in desk.run("doctor").stdout


def files_of(desk: Desk) -> dict[str, bytes]:
    store = desk.data / "files"
    found = [path for path in store.rglob("*") if path.is_file()]
    return {str(path.relative_to(store)): path.read_bytes() for path in found if "incoming" not in path.parts}


def _name(desk: Desk) -> str:
    return urlsplit(desk.more["ATENDA_DATABASE_URL"]).path.removeprefix("/")
