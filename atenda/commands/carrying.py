"""Rows in and out: imports, exports, whole archives."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from atenda.commands.ready import progress, ready, say

WHATS = click.Choice(["accounts", "contacts", "cases", "notes"])
SOURCES = click.Choice(
    ["auto", "spreadsheet", "vtiger", "b2bgo", "zendesk", "zammad", "freshdesk", "osticket", "dynamics"]
)


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organization", "slug", required=True, help="First part of its addresses.")
@click.option("--kind", "what", required=True, type=WHATS, help="What its rows are.")
@click.option("--source", default="auto", type=SOURCES, help="The program the file comes from; auto sees it itself.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: columns, values.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would become of it, and change nothing.")
@click.option("--by", "email", default="", help="In whose name, by e-mail; an administrator's when not given.")
def import_file(*, file: Path, slug: str, what: str, source: str, mapping: Path | None, dry: bool, email: str) -> None:
    """Import accounts, contacts, cases or notes from a FILE: CSV, .xlsx or JSON.

    Ends with 3 when rows were refused; they are written beside the FILE with the reasons.
    """
    environment = ready()
    from atenda.importing import command  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415

    with postgres.database_running(environment):
        refused = command.run(file, slug=slug, what=what, source=source, mapping=mapping, dry=dry, email=email, say=say)
    if refused:
        sys.exit(3)


@click.command()
@click.option("--organization", "slug", required=True, help="Its address, like acme.")
@click.option("--email", required=True, help="Who takes it away: the file holds what they may see, as they read it.")
@click.option("--what", type=click.Choice(["cases", "accounts", "contacts"]), default="cases", help="Which list.")
@click.option("--view", default="all", help="A view by name, or the end of the address of a list: 'view=all&tag=3'.")
@click.option("--format", "form", type=click.Choice(["xlsx", "excel", "csv"]), default="xlsx", help="Kind of file.")
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False), required=True, help="The file to write.")
def export(*, slug: str, email: str, what: str, view: str, form: str, target: str) -> None:
    """Write the rows of a list into a file. Ends with 1 and no file when it cannot."""
    environment = ready()
    from atenda.exporting import by_command  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415

    view = "" if what != "cases" and view == "all" else view
    with postgres.database_running(environment):
        organization = by_command.organization_called(slug)
        rows = by_command.export(
            organization, what=what, view=view, form=form, email=email, target=Path(target), report=progress("Rows")
        )
    say(f"{rows} rows are in {target}.")


@click.group()
def archive() -> None:
    """The whole of an organization as one open file, and back."""


@archive.command("write")
@click.argument("target", type=click.Path(dir_okay=False))
@click.option("--organization", "slug", required=True, help="Its address, like acme.")
def archive_write(*, target: str, slug: str) -> None:
    """Write an organization into the archive TARGET, while everybody works on."""
    environment = ready()
    from atenda.archives import by_command  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415

    with postgres.database_running(environment):
        rows = by_command.write_archive(slug, Path(target), progress("Rows"))
    say(f"{rows} rows are in {target}.")


@archive.command("read")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
@click.option("--slug", required=True, help="The address it gets here, like acme; nobody may have it yet.")
def archive_read(*, path: str, slug: str) -> None:
    """Read the archive PATH back as an organization of its own: all of it or nothing."""
    environment = ready()
    from atenda.archives import by_command  # noqa: PLC0415
    from atenda.server import migrating, postgres  # noqa: PLC0415

    with postgres.database_running(environment):
        migrating.migrate()
        for sentence in by_command.read_archive(Path(path), slug, progress("Rows")):
            say(sentence)


@archive.command("verify")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
def archive_verify(*, path: str) -> None:
    """Is the archive PATH whole and unaltered? Ends with 1 when it is not. Asks no database."""
    ready()
    from atenda.archives import by_command  # noqa: PLC0415

    say(f"{by_command.verify_archive(Path(path))} rows, whole and unaltered.")
