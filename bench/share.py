"""One process's share of the load: `python -m bench.share organization:cases:part:parts …`; started by `filling`."""

import sys

import django

django.setup()

from bench.filling import fill_part  # noqa: E402  needs the settings


def say(line: str) -> None:
    print(f"  {line}", flush=True)


for share in sys.argv[1:]:
    slug, cases, part, parts = share.split(":")
    fill_part(slug, int(cases), int(part), int(parts), say)
