"""Load the rows, in a process of its own: `python -m bench.load cases small processes`."""

import sys

from bench import ground


def say(line: str) -> None:
    print(f"  {line}", flush=True)


def main() -> None:
    cases, small, processes = map(int, sys.argv[1:])
    with ground.database():
        from bench.filling import fill  # noqa: PLC0415  needs the settings

        seconds = fill(cases, small, processes, say)
    if seconds is not None:
        say(f"loaded in {seconds / 60:.1f} minutes")


main()
