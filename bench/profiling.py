"""Where the time of one page goes: `python -m bench.profiling "list: pending"` (with --data as in `bench`)."""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
from pathlib import Path

from bench import ground


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.profiling", description=__doc__)
    parser.add_argument("page", help="part of «group: name»")
    parser.add_argument("--data", type=Path, default=ground.CHECKOUT / "var" / "bench")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--lines", type=int, default=45)
    parser.add_argument("--sort", default="cumulative", choices=("cumulative", "tottime"))
    parser.add_argument("--sql", action="store_true", help="show its statements too")
    asked = parser.parse_args()
    ground.settle(asked.data.resolve())
    os.environ["ATENDA_PROCESS"] = "web"
    with ground.database():
        _profile(asked)


def _profile(asked: argparse.Namespace) -> None:
    from bench import inside  # noqa: PLC0415  needs the settings
    from bench.visits import look_around, visits  # noqa: PLC0415

    there = look_around()
    visit = next(each for each in visits(there) if asked.page in f"{each.group}: {each.name}")
    visitor = inside.Visitor(there.people[visit.person])
    inside.ask(visit, visitor, -1)
    with inside.noting() as statements:
        inside.ask(visit, visitor, 0)
    if asked.sql:
        for sql, params in statements:
            print(sql, params, "\n")
    profile = cProfile.Profile()
    profile.enable()
    for i in range(asked.times):
        inside.ask(visit, visitor, i)
    profile.disable()
    print(f"{visit.group}: {visit.name}, {asked.times} times, {len(statements)} statements each")
    pstats.Stats(profile).sort_stats(asked.sort).print_stats(asked.lines)


if __name__ == "__main__":
    main()
