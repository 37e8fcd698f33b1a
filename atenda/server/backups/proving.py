"""Is the copy what the backup was? Rows counted, history walked, counters added up, files read (I1–I16)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import psycopg

from atenda.server.backups.bytes_of_files import digest_of
from atenda.server.backups.checking import sums_of
from atenda.server.backups.manifest import Manifest
from atenda.server.backups.snapshot import rows_of_tables
from atenda.server.backups.telling import Say

FILES_READ = 1_000


def differing_tables(connection: psycopg.Connection, manifest: Manifest) -> Iterator[str]:
    """Before anything is changed in the copy: every table has as many rows as it had."""
    there = rows_of_tables(connection)
    for table in sorted(there.keys() | manifest.tables.keys()):
        now, then = there.get(table), manifest.tables.get(table)
        if now != then:
            yield f"{table} has {now} rows and had {then}."


def altered_files(backup: Path, store: Path, manifest: Manifest) -> Iterator[str]:
    """Some chosen by chance, or all where there are few: read back from where they were put."""
    chosen = set(random.sample(range(manifest.files), min(FILES_READ, manifest.files)))
    places = ((digest, place) for digest, place in sums_of(backup) if place.startswith("files/"))
    for at, (digest, place) in enumerate(places):
        path = store / place.removeprefix("files/")
        if at in chosen and (not path.is_file() or digest_of(path) != digest):
            yield f"{path} is not what it was in the backup."


def within(*, say: Say) -> list[str]:
    """Every organization as `atenda doctor` looks at it: nothing may differ. What cannot be looked at is said too."""
    from django.db import Error, connection  # noqa: PLC0415  Django's, which is ready by now

    from atenda.server import doctor  # noqa: PLC0415  the desk's tables, once they are there

    findings: list[str] = []
    for words, look in doctor.LOOKS_INSIDE.items():
        say(words)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")  # nobody waits for a page here
            findings += doctor.in_every_organization(look)
        except Error as error:
            connection.close()
            findings.append(f"{words} It came to no end: {str(error).strip()}.")
    return findings
