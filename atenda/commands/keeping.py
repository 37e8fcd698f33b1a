"""Backups, the way back, and letting a restored copy speak."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from atenda.commands.ready import environment_of, ready, say


@click.command()
@click.option(
    "--to", "folder", type=click.Path(file_okay=False), help="Folder to put it in; ATENDA_BACKUP_TO if absent."
)
@click.option("--keep", type=click.IntRange(min=1), help="Afterwards take away all but so many of that folder.")
@click.option("--without-secret-key", is_flag=True, help="Put no copy of the secret key beside it.")
def backup(*, folder: str | None, keep: int | None, without_secret_key: bool) -> None:
    """Make a backup of everything, while people work.

    Ends with 1 when none was made, with 3 when one was made and files were missing or damaged already.
    """
    from atenda.server.backups import making  # noqa: PLC0415
    from atenda.server.backups.telling import in_words  # noqa: PLC0415

    environment = environment_of()
    os.nice(10)  # people come first
    to = Path(folder) if folder else environment.backup_to or environment.data / "backups"
    order = making.Order(to, keep=keep, with_secrets=not without_secret_key)
    made = making.make(environment, order, say=say)
    for old in made.taken_away:
        say(f"Took away {old.name}.")
    say(f"{made.backup} is whole: {in_words(made.manifest.bytes)}.")
    if not without_secret_key:
        say("Its secret key lies beside it: keep that in another place.")
    lost = [("missing", made.manifest.missing), ("damaged", made.manifest.damaged)]
    for word, files in lost:
        if files:
            click.echo(f"atenda: {len(files)} files on record were {word} already, the first is {files[0]}.", err=True)
    if any(files for _, files in lost):
        sys.exit(3)


@click.command()
@click.argument("folder", metavar="BACKUP", type=click.Path(exists=True, file_okay=False))
@click.option("--secret-key", "key", type=click.Path(exists=True, dir_okay=False), help="The file with its secret key.")
@click.option("--new-key", is_flag=True, help="Go on without its secret key: what it sealed is lost.")
def restore(*, folder: str, key: str | None, new_key: bool) -> None:
    """Bring a BACKUP back into an empty place; nothing is sent from there until somebody releases it.

    Ends with 1 when it was not restored, with 3 when it was and something is not as it was.
    """
    from atenda.server.backups import restoring  # noqa: PLC0415

    order = restoring.Order(Path(folder).resolve(), Path(key) if key else None, new_key)
    manifest = restoring.prepare(order, os.environ, say=say)
    findings = restoring.restore(ready(), order, manifest, say=say)
    for finding in findings:
        say(f"- {finding}")
    say(f"Restored as of {manifest.moment:%Y-%m-%d %H:%M:%S} UTC: {', '.join(manifest.organizations) or 'nobody yet'}.")
    say(
        "Nothing is sent or fetched until an administrator releases it, on the page of health or with `atenda release`."
    )
    if findings:
        sys.exit(3)


@click.command()
@click.option("--organization", "slug", help="Only this one; all of them if absent.")
@click.option(
    "--drop-before",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="In UTC: what had been written by then does not go out. The moment of the backup if absent.",
)
@click.option("--send-all", is_flag=True, help="Drop nothing: whatever waits goes out, from before the backup too.")
def release(*, slug: str | None, drop_before: datetime | None, send_all: bool) -> None:
    """Release a restored copy: from then on it sends and fetches."""
    environment = ready()
    from atenda.server import holding, postgres, releasing  # noqa: PLC0415

    if drop_before and send_all:
        raise click.UsageError("Give --drop-before or --send-all, not both.")
    with postgres.database_running(environment):
        hold = holding.hold_now()
        before = drop_before.replace(tzinfo=UTC) if drop_before else hold.backup_at if hold and not send_all else None
        released = releasing.release_all(slug=slug, drop_before=before)
    say(f"Released: {', '.join(released)}." if released else "Nothing is held here.")
