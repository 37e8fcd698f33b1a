"""What it costs to take a whole list away: `python -m bench.exports --data var/bench`.

Each kind of file is made in a process of its own, so that the memory told is that of one export.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import ground

FORMS = ("csv", "excel", "xlsx")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.exports", description=__doc__)
    parser.add_argument("--data", type=Path, default=ground.CHECKOUT / "var" / "bench", help="where it all lies")
    parser.add_argument("--what", default="cases", help="cases, accounts, contacts, or archive")
    parser.add_argument("--form", default="", help="only this kind of file")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        _one(asked.what, asked.one)
        return
    ground.settle(asked.data)
    os.environ["ATENDA_PROCESS"] = "worker"
    forms = ("zip",) if asked.what == "archive" else FORMS
    with ground.database():
        for form in forms:
            if asked.form in ("", form):
                command = [sys.executable, "-m", "bench.exports", "--what", asked.what, "--one", form]
                subprocess.run(command, check=True)


def _one(what: str, form: str) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from django.utils.timezone import now  # noqa: PLC0415

    from atenda.access.abilities import RoleKind  # noqa: PLC0415
    from atenda.exporting.making import write_table  # noqa: PLC0415
    from atenda.organizations.entering import inside  # noqa: PLC0415
    from atenda.organizations.models import Counter  # noqa: PLC0415
    from atenda.staff.models import Agent  # noqa: PLC0415

    largest = Counter.objects.select_related("organization").order_by("-next_folio")[0].organization
    with inside(largest), tempfile.TemporaryDirectory() as folder:
        by = Agent.objects.select_related("role", "identity").filter(role__kind=RoleKind.ADMINISTRATOR)[0]
        by.role.abilities = [*by.role.abilities, "lists.export"]
        path = Path(folder) / f"it.{form if form in ('xlsx', 'zip') else 'csv'}"
        before, started = _memory(), time.monotonic()
        if what == "archive":
            from atenda.archives.writing import write as write_archive  # noqa: PLC0415

            rows = write_archive(path, now=now(), report=_silent)
        else:
            asked = {"view": "all", "order": "-folio"} if what == "cases" else {}
            rows = write_table(what, asked, form, path, by=by, report=_silent)
        seconds = time.monotonic() - started
        cpu = sum(os.times()[:2])
        said = {
            "what": what,
            "form": form,
            "rows": rows,
            "seconds": round(seconds),
            "rows a second": round(rows / seconds),
        }
        said |= {"MB of file": path.stat().st_size // 1_000_000, "MB before": before, "MB at most": _memory()}
        print(json.dumps(said | {"seconds of CPU": round(cpu), "load": os.getloadavg()[0]}))


def _memory() -> int:
    """The most this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _silent(done: int, of: int) -> None:
    """Nobody listens."""


if __name__ == "__main__":
    main()
