"""Clocks: what somebody waits for, and what of it is work of this process and of its database connection."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

WARM = 24  # as many as a visit has addresses; and a statement is planned for good only after its sixth time
AS_FOR_HOURS = 120  # processes, threads and connections that have answered before, as they have after a morning
TICK = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Timing:
    """Milliseconds of many repetitions. CPU times do not grow when others use the machine too."""

    p50: float
    p95: float
    cpu: float | None = None
    database_cpu: float | None = None

    def words(self) -> dict[str, Any]:
        return {name: value if value is None else round(value, 2) for name, value in asdict(self).items()}


def of(samples: list[float], cpu: float | None = None, database_cpu: float | None = None) -> Timing:
    return Timing(median(samples), quantiles(samples, n=20)[-1], cpu, database_cpu)


def repeat(
    deed: Callable[[int], object],
    times: int,
    *,
    backends: Sequence[int] = (),
    warm: int = WARM,
    between: Callable[[], object] = lambda: None,
) -> Timing:
    """Do it so often, after warming up; `backends` are the database's processes that may work for it. What is done
    `between` two is not counted, but for the work of the database."""
    for i in range(warm):
        deed(-1 - i)
        between()
    samples, cpu, database = [], 0.0, _ticks(backends)
    for i in range(times):
        began, worked = time.perf_counter(), time.process_time()
        deed(i)
        samples.append((time.perf_counter() - began) * 1000)
        cpu += (time.process_time() - worked) * 1000 / times
        between()
    return of(samples, cpu, (_ticks(backends) - database) * TICK / times if backends else None)


def _ticks(pids: Sequence[int]) -> int:
    return sum(_ticks_of(pid) for pid in pids)


def _ticks_of(pid: int) -> int:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(words[11]) + int(words[12])
