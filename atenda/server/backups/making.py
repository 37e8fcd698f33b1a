"""Make a backup while everybody works: one moment of the database, then the files it names (6.34).

The files come after the moment: what it names was on the disk before it, and stays there until we are done
(`keeping_bytes`). Everything is made under a name that no backup has, and gets its own when it is whole.
"""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from atenda import __version__
from atenda.server.backups import folder, log_of_backups, programs
from atenda.server.backups.bytes_of_files import Taker, digest_of
from atenda.server.backups.connecting import address, surroundings
from atenda.server.backups.dumping import dumper
from atenda.server.backups.manifest import Manifest, mark_of
from atenda.server.backups.snapshot import WITHOUT_ROWS, Moment, moment
from atenda.server.backups.telling import Progress, Say, in_words
from atenda.server.cluster_roles import EXTENSIONS
from atenda.server.environment import Environment
from atenda.server.faults import ServerFault
from atenda.server.postgres import database_running

FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    to: Path
    keep: int | None = None
    with_secrets: bool = True


@dataclass(frozen=True)
class Made:
    backup: Path
    manifest: Manifest
    taken_away: list[Path]


def make(environment: Environment, order: Order, *, say: Say) -> Made:
    """A whole backup, or a ServerFault and nothing that looks like one. What becomes of it is written down."""
    order = replace(order, to=order.to.expanduser().resolve())
    with folder.only_one(order.to), database_running(environment):
        begun = datetime.now(UTC)
        try:
            made = _make(environment, order, say)
        except ServerFault as fault:
            log_of_backups.failed(environment.owner_database, order.to, begun, str(fault))
            raise
        log_of_backups.made(environment.owner_database, made.backup, begun, made.manifest)
        return made


def _make(environment: Environment, order: Order, say: Say) -> Made:
    draft = order.to / f"{folder.UNFINISHED}{os.getpid()}"
    try:
        draft.mkdir(mode=0o700)
        with moment(environment.owner_database) as now:
            backup = order.to / folder.name_at(now.taken_at)
            if backup.exists():
                raise ServerFault(f"{backup.name} is there already: try again in a second.")
            manifest = _fill(environment, order, now, draft, say)
        manifest.write(draft, environment.secret_key)
        if order.with_secrets:
            _put_secret(environment, folder.secrets_of(backup))
        folder.finish(draft, backup)
    except OSError as error:
        if error.errno in FULL:
            raise ServerFault(f"The disk of {order.to} is full: no backup was made.") from error
        raise ServerFault(f"No backup was made: {error.strerror} ({error.filename or order.to}).") from error
    except ServerFault as fault:
        raise ServerFault(f"No backup was made. {fault}") from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Made(backup, manifest, folder.keep_newest(order.to, order.keep) if order.keep else [])


def _fill(environment: Environment, order: Order, now: Moment, draft: Path, say: Say) -> Manifest:
    tool, version = dumper(now.server)
    manifest = Manifest(
        atenda=__version__,
        taken_at=now.taken_at.isoformat(),
        server=now.server,
        written_by=version,
        migrations=now.migrations(),
        organizations=now.organizations(),
        tables={},
        key=mark_of(environment.secret_key),
    )
    with (draft / folder.SUMS).open("x", encoding="utf-8") as sums:
        os.fchmod(sums.fileno(), 0o600)
        _dump(tool, environment, now, draft / "database", say)
        manifest.tables = now.rows_of_tables()
        for path in sorted((draft / "database").iterdir()):
            sums.write(f"{digest_of(path)}  database/{path.name}\n")
            manifest.database_files += 1
            manifest.database_bytes += path.stat().st_size
        say(f"Database: {in_words(manifest.database_bytes)}.")
        before = folder.backups_in(order.to)
        taker = Taker(
            store=environment.data / "files",
            target=draft / "files",
            earlier=before[-1] / "files" if before else None,
            sums=sums,
            manifest=manifest,
            progress=Progress(say),
        )
        for kept in now.files():
            taker.take(kept)
        sums.flush()
        os.fsync(sums.fileno())
    say(f"Files: {manifest.files}, {in_words(manifest.files_bytes)}.")
    manifest.sums = digest_of(draft / folder.SUMS)
    manifest.ended_at = datetime.now(UTC).isoformat()
    return manifest


def _dump(tool: str, environment: Environment, now: Moment, target: Path, say: Say) -> None:
    """pg_dump, of the very moment. Rights and owners stay behind: they are of this server, and given anew."""
    database = environment.owner_database
    progress = Progress(say)
    command = [tool, f"--dbname={address(database)}", "--format=directory", f"--file={target}", "--compress=1"]
    command += [f"--jobs={_jobs()}", f"--snapshot={now.name}", "--no-owner", "--no-privileges", "--no-comments"]
    command += ["--no-publications", "--no-subscriptions", "--no-password"]
    # What an operator added for their own ends needs rights that whoever restores may not have.
    command += [f"--extension={extension}" for extension in EXTENSIONS]
    command += [f"--exclude-table-data=public.{table}" for table in WITHOUT_ROWS]

    def meanwhile() -> None:
        progress.tell(f"Database: {in_words(_size(target))} so far.")

    programs.run(command, surroundings(database), meanwhile=meanwhile)


def _jobs() -> int:
    """Half of the machine: people work on it."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))


def _size(target: Path) -> int:
    return sum(path.stat().st_size for path in target.glob("*"))


def _put_secret(environment: Environment, path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(environment.secret_key)
        file.flush()
        os.fsync(file.fileno())
