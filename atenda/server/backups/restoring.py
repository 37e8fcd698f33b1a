"""Bring a backup back into an empty place, look whether all of it is there, and hold it (6.34, 6.35)."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from atenda.server.backups import place, programs, proving, settling
from atenda.server.backups.bytes_of_files import copied
from atenda.server.backups.checking import check, sums_of
from atenda.server.backups.connecting import address, connect, surroundings
from atenda.server.backups.dumping import restorer
from atenda.server.backups.manifest import Manifest
from atenda.server.backups.telling import Progress, Say, in_words
from atenda.server.environment import Environment
from atenda.server.faults import ServerFault
from atenda.server.locks import FileLock
from atenda.server.postgres import database_running

FULL = {errno.ENOSPC, errno.EDQUOT}
QUICK = "-c maintenance_work_mem=256MB -c synchronous_commit=off -c max_parallel_maintenance_workers=2"
# Newer programs say this to older servers, which do not know it and need not.
HARMLESS = 'unrecognized configuration parameter "transaction_timeout"'


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    backup: Path
    key: Path | None = None
    new_key: bool = False


def prepare(order: Order, given: Mapping[str, str], *, say: Say) -> Manifest:
    """Everything that can be known beforehand, and the secret key; nothing of the database or the files is touched.

    Before the settings are read: they make a key where there is none.
    """
    data = place.data_folder(given)
    place.refuse_unless_empty(data)
    say("Checking the backup.")
    manifest = check(order.backup, say=say)
    data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    if not order.new_key:
        place.bring_key(data, order.backup, manifest, given, key=order.key)
    return manifest


def restore(environment: Environment, order: Order, manifest: Manifest, *, say: Say) -> list[str]:
    """Put it there. Whatever is not as it was, in sentences; none when all of it is."""
    lock = FileLock(environment.data / "serve.lock")
    if not lock.take(wait=False):
        raise ServerFault(f"Atenda runs with the data folder {environment.data}: stop it, or give another.")
    try:
        if place.clear_unfinished(environment.data):
            say("Took away what a restore left that was cut off.")
        place.refuse_unless_empty(environment.data)
        _refuse_newer(manifest)
        with _room_on(environment.data):
            findings = _restore(environment, order, manifest, say)
        place.end(environment.data)
    finally:
        lock.release()
    return findings


def _restore(environment: Environment, order: Order, manifest: Manifest, say: Say) -> list[str]:
    from atenda.server import migrating  # noqa: PLC0415  Django's, which is ready by now

    place.begin(environment.data, order.backup)
    with database_running(environment):
        place.refuse_unless_database_empty(environment.owner_database)
        say(f"Bringing the database back: {in_words(manifest.database_bytes)}.")
        _load(environment, order.backup / "database", manifest, say)
        with connect(environment.owner_database) as connection:
            findings = list(proving.differing_tables(connection, manifest))
        say(f"Bringing the files back: {manifest.files}, {in_words(manifest.files_bytes)}.")
        _bring_files(order.backup, environment.data, say)
        with connect(environment.owner_database) as connection:
            settling.settle(connection, manifest, now=datetime.now(UTC))
            connection.execute("ANALYZE")
        applied = migrating.migrate()
        if applied:
            say(f"{applied} migrations applied: the backup is of an older release.")
        say("Looking at the files.")
        findings += proving.altered_files(order.backup, environment.data / "files", manifest)
        findings += proving.within(say=say)
    return findings


def _load(environment: Environment, source: Path, manifest: Manifest, say: Say) -> None:
    database = environment.owner_database
    with connect(database) as connection:
        server = connection.info.server_version // 10_000
    if server < manifest.server:
        raise ServerFault(
            f"The backup is of PostgreSQL {manifest.server} and this server is {server}: use a newer one."
        )
    tool, version = restorer(manifest.written_by, server)
    command = [tool, f"--dbname={address(database, more=QUICK)}", f"--jobs={min(8, os.cpu_count() or 1)}"]
    command += ["--no-owner", "--no-privileges", "--no-comments", "--no-password"]
    is_patient = version > server  # it will complain of the one thing, and must go on
    progress, begun = Progress(say), datetime.now(UTC)

    def meanwhile() -> None:
        progress.tell(f"Database: {(datetime.now(UTC) - begun).seconds} seconds, still at it.")

    if not is_patient:
        programs.run([*command, "--exit-on-error", str(source)], surroundings(database), meanwhile=meanwhile)
        return
    programs.run([*command, str(source)], surroundings(database), meanwhile=meanwhile, forgiven=HARMLESS)


def _bring_files(backup: Path, data: Path, say: Say) -> None:
    """Each is compared as it is written: what is put down is what was checked."""
    progress, done, made = Progress(say), 0, set()
    (data / "files").mkdir(mode=0o700, exist_ok=True)
    for digest, name in sums_of(backup):
        if not name.startswith("files/"):
            continue
        target = data / name
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            made.add(target.parent)
        if copied(backup / name, target) != digest:
            raise ServerFault(f"{backup / name} changed while it was read.")
        done += 1
        progress.tell(f"Files: {done}.")
    os.sync()


def _refuse_newer(manifest: Manifest) -> None:
    """A release goes forward from an older one's tables; nobody knows the way back from a newer one's."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415  only once Django is ready

    known = MigrationLoader(None)
    replaced = {each for migration in known.disk_migrations.values() for each in migration.replaces}
    unknown = [
        f"{app}.{name}"
        for app, name, _ in manifest.migrations
        if (app, name) not in known.disk_migrations and (app, name) not in replaced
    ]
    if unknown:
        raise ServerFault(
            f"The backup was made by Atenda {manifest.atenda}, which knew more than this release "
            f"({unknown[0]}): install that one or a later one."
        )


@contextmanager
def _room_on(data: Path) -> Iterator[None]:
    """A full disk is one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise ServerFault(f"The disk of {data} is full: make room and run `atenda restore` again.") from error
        raise
