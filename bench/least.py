"""The least work of each page, of several visits: `python -m bench.least "list: pending" home` (--data as in `bench`).

For a machine that others use as well: what a page takes at least, in this process and in the database's, hardly grows
with what they do. Where the whole machine is slower, so is «empty page», and the plain list: those come first.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

from bench import ground


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.least", description=__doc__)
    parser.add_argument("pages", nargs="*", default=[""], help="parts of «group: name»")
    parser.add_argument("--data", type=Path, default=ground.CHECKOUT / "var" / "bench")
    parser.add_argument("--times", type=int, default=9)
    asked = parser.parse_args()
    ground.settle(asked.data.resolve())
    os.environ["ATENDA_PROCESS"] = "web"
    with ground.database():
        _measure(asked)


def _measure(asked: argparse.Namespace) -> None:
    from bench import inside  # noqa: PLC0415  needs the settings
    from bench.visits import look_around, visits  # noqa: PLC0415

    there = look_around()
    every = visits(there)
    print("      sum   Python  database  (ms of the processor)")
    for visit in [*every[:2], *(each for each in every[2:] if _is_wanted(each, asked.pages))]:
        python, database = _least(visit, inside.Visitor(there.people[visit.person]), asked.times)
        print(f"{python + database:9.1f}{python:9.1f}{database:10.1f}  {visit.group}: {visit.name}", flush=True)


def _is_wanted(visit: Any, pages: list[str]) -> bool:
    return any(page in f"{visit.group}: {visit.name}" for page in pages)


def _least(visit: Any, visitor: Any, times: int) -> tuple[float, float]:
    """Of one visit, the one that took least, after as many as a prepared statement is planned anew for."""
    from bench import inside  # noqa: PLC0415  needs the settings

    for i in range(6):
        inside.ask(visit, visitor, -1 - i)
        visitor.hear()
    backends, took = inside.backends(), []
    for i in range(times):
        python, database = time.process_time(), _worked(backends)
        inside.ask(visit, visitor, i)
        took.append(((time.process_time() - python) * 1000, _worked(backends) - database))
        visitor.hear()
    return min(took, key=sum)


def _worked(pids: list[int]) -> float:
    """Milliseconds that these processes had the processor: counted by the kernel, finer than in ticks."""
    return sum(map(_worked_by, pids)) / 1e6


def _worked_by(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except OSError:
        return 0


if __name__ == "__main__":
    main()
