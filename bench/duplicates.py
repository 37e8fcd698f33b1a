"""What it costs to look for duplicates among everybody: `python -m bench.duplicates --data var/bench`."""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

from bench import ground


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description=__doc__)
    parser.add_argument("--data", type=Path, default=ground.CHECKOUT / "var" / "bench", help="where it all lies")
    ground.settle(parser.parse_args().data)
    os.environ["ATENDA_PROCESS"] = "worker"
    with ground.database():
        _look()


def _look() -> None:
    from django.utils.timezone import now  # noqa: PLC0415  the settings are read by now

    from atenda.access.abilities import RoleKind  # noqa: PLC0415
    from atenda.customers.duplicates.listing import count_of, page_of  # noqa: PLC0415
    from atenda.customers.duplicates.looking import look  # noqa: PLC0415
    from atenda.customers.search import MODELS  # noqa: PLC0415
    from atenda.organizations.entering import inside  # noqa: PLC0415
    from atenda.organizations.models import Counter  # noqa: PLC0415
    from atenda.staff.models import Agent  # noqa: PLC0415

    largest = Counter.objects.select_related("organization").order_by("-next_folio")[0].organization
    with inside(largest):
        by = Agent.objects.select_related("role").filter(role__kind=RoleKind.ADMINISTRATOR)[0]
        for kind in reversed(MODELS):
            before, cpu, began = _memory(), time.process_time(), time.monotonic()
            found = look(kind, now=now())
            took, ours = time.monotonic() - began, time.process_time() - cpu
            pages = []
            for _time in range(20):
                began = time.monotonic()
                page_of(kind, seen_by=by)
                count_of(kind, seen_by=by)
                pages.append(time.monotonic() - began)
            print(
                f"{MODELS[kind].objects.count():,} {kind}s: {found:,} proposed",
                f"in {took:.1f} s, {ours:.1f} s of them ours;",
                f"{_memory():.0f} MB at most, {before:.0f} before;",
                f"what the page reads: {1000 * sorted(pages)[10]:.1f} ms",
            )


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
