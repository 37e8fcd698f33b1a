"""`atenda serve` on a real machine: it starts, comes back, stops, and keeps what it was given."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from atenda.server.environment import socket_folder
from atenda.testing.desk import Desk

PARTS: dict[str, Callable[[Desk], psutil.Process | None]] = {
    "a page worker": Desk.page_worker,
    "web": lambda desk: desk.part("web"),
    "stream": lambda desk: desk.part("stream"),
    "worker": lambda desk: desk.part("worker"),
    "database": lambda desk: desk.part("database"),
}


PIPE = 65_536  # bytes
ROUNDS = 20 if os.environ.get("ATENDA_SOAK") == "1" else 1
ACME = ["--name", "Acme", "--slug", "acme", "--language", "es", "--preset", "b2bgo"]
ACME += ["--admin-name", "Ana", "--email", "ana@acme.example"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data")
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.stop()


def remember(desk: Desk, word: str) -> None:
    with database(desk) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS remembered (word text)")
        connection.execute("INSERT INTO remembered VALUES (%s)", [word])


def remembered(desk: Desk) -> list[str]:
    with database(desk) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM remembered ORDER BY 1")]


def database(desk: Desk) -> psycopg.Connection:
    return psycopg.connect(f"postgresql://atenda_owner@/atenda?host={socket_folder(desk.data)}&port=5432")


def family_of(desk: Desk) -> list[psutil.Process]:
    assert desk.process is not None
    return psutil.Process(desk.process.pid).children(recursive=True)


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those still at work; what only waits for its parent to take note is dead."""
    return [process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def test_it_starts_keeps_everything_and_stops_leaving_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.from_nothing = True
    desk.start()
    assert desk.ask("/live") == 200
    assert desk.ask("/") in {200, 302}
    remember(desk, "before stopping")
    founded = desk.run("init", *ACME, "--password-stdin", typed="a long enough one\n")
    assert (founded.returncode, founded.stdout) == (0, f"Acme is at http://127.0.0.1:{desk.port}/acme/\n")
    assert desk.run("doctor").stdout == "Nothing is wrong.\n"
    refuses_a_second_desk(desk, tmp_path / "other")
    answers_however_much_it_says(desk)

    family, begun = family_of(desk), time.monotonic()
    said = desk.stop()
    assert time.monotonic() - begun < 20
    assert desk.process is not None
    assert desk.process.returncode == 0
    assert f"Atenda is at http://127.0.0.1:{desk.port}/" in said
    assert "Traceback" not in said
    assert living(family) == []

    begun = time.monotonic()
    desk.start()
    assert time.monotonic() - begun < 30  # 3 s on a quiet machine; this one runs other tests
    assert remembered(desk) == ["before stopping"]


def refuses_a_second_desk(desk: Desk, elsewhere: Path) -> None:
    same_folder = Desk(desk.data).run("serve")
    assert (same_folder.returncode, same_folder.stderr) == (
        1,
        f"atenda: Atenda already runs with the data folder {desk.data}.\n",
    )
    same_port = Desk(elsewhere, port=desk.port).run("serve")
    assert (same_port.returncode, same_port.stderr) == (
        1,
        f"atenda: 127.0.0.1:{desk.port} cannot be used (address already in use): set PORT to another port.\n",
    )


def answers_however_much_it_says(desk: Desk) -> None:
    """Once it went dumb for minutes, whatever was asked: the pipe of its log was full, and writing a line waits."""
    begun = len(desk.said())
    for _ in range(60):
        assert desk.ask("/nowhere" + "/aqui" * 500) == 404
    assert len(desk.said()) - begun > 2 * PIPE


@pytest.mark.soak
def test_whatever_dies_comes_back_and_nothing_is_lost(desk: Desk) -> None:
    desk.start()
    remember(desk, "before the crashes")
    for name, part in [*PARTS.items()] * ROUNDS:
        desk.wait_until(lambda part=part: part(desk))
        victim = part(desk)
        assert victim is not None, name
        victim.kill()
        desk.wait_until(lambda part=part, victim=victim: (now := part(desk)) is not None and now.pid != victim.pid)
        desk.wait_until(desk.is_ready)
    desk.kill_everything()
    desk.start()
    assert remembered(desk) == ["before the crashes"]

    family = family_of(desk)
    assert desk.process is not None
    desk.process.kill()  # the supervisor alone: the others go by themselves, and another may start at once
    desk.process.wait()
    desk.start()
    desk.wait_until(lambda: not living(family))
    assert remembered(desk) == ["before the crashes"]
