"""The place where things are measured: a data folder and a cluster of its own, migrated, with enough disk."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
BYTES_PER_CASE = 9_000  # rows, events and indexes, and as much again for the log written meanwhile


class NoRoom(SystemExit):
    """Too little disk for the data asked for."""


def settle(data: Path) -> None:
    """Say in the environment where everything is, before the settings are read."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "ATENDA_DATA": str(data),
            "ATENDA_PROCESS": "command",
            "PORT": str(free_port()),
            "ATENDA_STREAM_PORT": str(free_port()),
            "ATENDA_LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(CHECKOUT),
        }
    )
    for name in ("ATENDA_DATABASE_URL", "ATENDA_OWNER_DATABASE_URL", "ATENDA_TEST"):
        os.environ.pop(name, None)


def require_room(data: Path, cases: int) -> None:
    """Refuse when the disk would be more than filled."""
    data.mkdir(parents=True, exist_ok=True)
    free, needed = shutil.disk_usage(data).free, cases * BYTES_PER_CASE + 2_000_000_000
    if free < needed:
        raise NoRoom(f"{cases:,} cases need {needed / 1e9:.0f} GB of disk and {free / 1e9:.0f} GB are free.")


@contextmanager
def database() -> Iterator[None]:
    """The cluster of the data folder, running and migrated."""
    import django  # noqa: PLC0415  the settings are read here, after `settle`

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from atenda.server import migrating, postgres  # noqa: PLC0415

    with postgres.database_running(settings.ENV):
        migrating.migrate()
        try:
            yield
        finally:
            connections.close_all()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
