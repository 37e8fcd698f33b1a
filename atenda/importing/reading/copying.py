"""Read one file into rows, one in each line. Run in a process of its own, which has little memory and little time.

    python -m atenda.importing.reading.copying <file> <where rows go> <how it is read> <bytes of memory> <seconds>

Says in JSON how it was read and what stands in its columns, or why it cannot be read. It knows no settings, no database
and no secret (3.35, 7.16).
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from atenda.importing.reading.refusals import LARGEST_UNPACKED, Bomb, CannotRead, Damaged, Empty, NotATable, kept
from atenda.importing.reading.rows import recognised, rows_of

LONGEST_VALUE = 120
MOST_VALUES = 300  # different ones of one column that are listed
SEEN = 20_000  # rows whose days are looked at to see whether months come first
SAMPLES = 500


def copied(path: Path, target: Path, chosen: dict[str, str]) -> dict[str, Any]:
    """Put the rows where a batch can begin at any of them, and look at their values on the way. Raises CannotRead."""
    reading = recognised(path, **chosen)
    rows = rows_of(path, reading)
    columns = next(rows)[1]
    values: list[Counter[str] | None] = [Counter() for _ in columns]
    samples: dict[str, list[str]] = {}
    total = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for total, (line, cells) in enumerate(rows, start=1):
            json.dump([line, cells], file, ensure_ascii=False, separators=(",", ":"))
            file.write("\n")
            for place, text in enumerate(cells):
                if text and total <= SEEN:
                    some = samples.setdefault(str(place), [])
                    if len(some) < SAMPLES:
                        some.append(text[:40])
                counted = values[place]
                if counted is None or not text:
                    continue
                counted[text if len(text) <= LONGEST_VALUE else ""] += 1
                if len(counted) > MOST_VALUES or "" in counted:
                    values[place] = None
    if not total:
        raise Empty
    listed = {str(place): counted.most_common() for place, counted in enumerate(values) if counted}
    return {"reading": reading.written, "columns": columns, "values": listed, "samples": samples, "total": total}


def told(path: Path, target: Path, chosen: dict[str, str]) -> dict[str, Any]:
    """The same; a refusal by its name. Whatever a hostile file makes our libraries raise is one too."""
    try:
        return copied(path, target, chosen)
    except CannotRead as refusal:
        return {"refused": kept(refusal)}
    except (MemoryError, RecursionError):
        return {"refused": kept(Bomb())}
    except Exception:
        with path.open("rb") as file:
            return {"refused": kept(Damaged() if file.read(2) == b"PK" else NotATable())}


def main(path: str, target: str, chosen: str, memory: str, seconds: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_UNPACKED, LARGEST_UNPACKED))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(told(Path(path), Path(target), json.loads(chosen))))


if __name__ == "__main__":
    main(*sys.argv[1:])
