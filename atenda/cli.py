"""The `atenda` command. Every command helps, ends with an exit code, and says expected faults in one sentence.

Imports stand inside the commands: `atenda --help` and the supervisor must not load the whole desk."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from atenda.server.environment import Environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atenda.settings")
LANGUAGES = click.Choice(["es", "gl", "en"])
WHATS = click.Choice(["accounts", "contacts", "cases", "notes"])
SOURCES = click.Choice(
    ["auto", "spreadsheet", "vtiger", "b2bgo", "zendesk", "zammad", "freshdesk", "osticket", "dynamics"]
)
PRESETS = click.Choice(["b2bgo", "treebes", "dynamics", "sagicc"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def atenda() -> None:
    """Atenda, the customer-service desk."""


@atenda.command()
@click.option("--demo-if-empty", is_flag=True, help="Load the sample organization when there is none.")
def serve(*, demo_if_empty: bool) -> None:
    """Run everything: database (if embedded), pages, live stream and worker."""
    from atenda.server.processes import Supervisor  # noqa: PLC0415

    Supervisor(_environment(), say=_say, loads_sample=demo_if_empty).run()


@atenda.command()
def web() -> None:
    """Run the pages alone."""
    environment = _environment("web")
    _refuse_unless_migrated()
    from atenda.server.web_servers import serve_pages  # noqa: PLC0415

    serve_pages(environment)


@atenda.command()
def stream() -> None:
    """Run the live stream alone."""
    environment = _environment("stream")
    from atenda.server.web_servers import serve_stream  # noqa: PLC0415

    serve_stream(environment)


@atenda.command()
def worker() -> None:
    """Run the worker alone."""
    _environment("worker")
    _refuse_unless_migrated()
    _ready()
    from atenda.server.worker import work  # noqa: PLC0415

    work()


@atenda.command()
@click.option("--verbose", is_flag=True, help="Name each migration as it is applied.")
@click.option("--check", is_flag=True, help="Change nothing; end with 1 when something is missing.")
def migrate(*, verbose: bool, check: bool) -> None:
    """Bring the database to the shape this release needs."""
    environment = _ready()
    from atenda.server import migrating, postgres  # noqa: PLC0415

    if check:
        migrating.refuse_unless_migrated()
        return
    with postgres.database_running(environment):
        applied = migrating.migrate(verbosity=1 if verbose else 0)
    _say(f"{applied} migrations applied." if applied else "Nothing to migrate.")


@atenda.command(hidden=True)
@click.option("--demo-if-empty", is_flag=True, help="Load the sample organization when there is none.")
def prepare(*, demo_if_empty: bool) -> None:
    """What `serve` does before the pages come up, in one process: it saves a second."""
    environment = _ready()
    from atenda.server import migrating  # noqa: PLC0415

    applied = migrating.migrate()
    if applied:
        _say(f"{applied} migrations applied.")
    if demo_if_empty:
        from atenda.server import demonstration  # noqa: PLC0415

        demonstration.load(environment, say=_say, only_if_empty=True)


@atenda.command()
@click.option("--name", prompt="Name of the organization", help="Its name, as customers know it.")
@click.option("--slug", prompt="Word for its addresses, like acme", help="First part of its addresses.")
@click.option("--language", type=LANGUAGES, default="es", prompt="Language", help="What its people speak.")
@click.option("--preset", type=PRESETS, default="b2bgo", prompt="Preset", help="States and priorities to begin with.")
@click.option("--admin-name", prompt="Name of its administrator", help="The first person who may sign in.")
@click.option("--admin-email", "--email", "email", prompt="E-mail of its administrator", help="To sign in with.")
@click.option("--password-stdin", is_flag=True, help="Read the administrator's password from standard input.")
def init(
    *, name: str, slug: str, language: str, preset: str, admin_name: str, email: str, password_stdin: bool
) -> None:
    """Found an organization and its administrator."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    environment = _ready()
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.utils.timezone import now  # noqa: PLC0415

    from atenda.access.links import address_of  # noqa: PLC0415
    from atenda.cases import founding  # noqa: PLC0415
    from atenda.server import migrating, postgres  # noqa: PLC0415

    if password is not None:
        validate_password(password)
    with postgres.database_running(environment):
        migrating.migrate()
        founded = founding.found(
            name=name,
            slug=slug,
            language=language,
            preset=preset,
            administrator_name=admin_name,
            administrator_email=email,
            now=now(),
            password=password,
        )
    _say(f"{name} is at {environment.public_url}/{slug}/")
    if founded.token is not None:
        _say(f"{admin_name} chooses a password here, once: {address_of(founded.token)}")


@atenda.command()
@click.option("--if-empty", is_flag=True, help="Only when there is no organization yet.")
def demo(*, if_empty: bool) -> None:
    """Load the sample organization; refused where others can reach it."""
    environment = _ready()
    from atenda.server import demonstration, migrating, postgres  # noqa: PLC0415

    if not if_empty:
        demonstration.refuse_in_public(environment)
    with postgres.database_running(environment):
        migrating.migrate()
        demonstration.load(environment, say=_say, only_if_empty=if_empty)


@atenda.command()
@click.argument("email")
@click.option("--organization", "slug", help="Where the new link leads, for somebody who works in several.")
def reset(*, email: str, slug: str | None) -> None:
    """Give the sign-in with this EMAIL back to its owner: password and second factor are forgotten.

    Sessions and links end; whoever holds the new link chooses the password.
    """
    environment = _ready()
    from django.utils.timezone import now  # noqa: PLC0415

    from atenda.access.links import address_of  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415
    from atenda.server.faults import ServerFault  # noqa: PLC0415
    from atenda.staff import resetting  # noqa: PLC0415
    from atenda.staff.refusals import Refused  # noqa: PLC0415

    with postgres.database_running(environment):
        try:
            organization, token = resetting.reset(email, into=slug, now=now())
        except Refused as refusal:
            raise ServerFault(str(refusal)) from None
    _say(f"{email} chooses a new password here, once, for {organization.name}: {address_of(token)}")


@atenda.group()
def token() -> None:
    """Keys for programs, to the REST API."""


@token.command("create")
@click.option("--email", required=True, help="As whom the token acts.")
@click.option("--organization", "slug", help="Where, for somebody who works in several.")
@click.option("--name", default="atenda token create", show_default=True, help="What it is called in the list.")
@click.option("--scope", "scopes", multiple=True, help="What it is good for, say cases:write; every scope if none.")
@click.option("--days", type=click.IntRange(1, 3650), help="Until when; for ever if not said.")
def create_token(*, email: str, slug: str | None, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token and write it out: it is shown this once."""
    environment = _ready()
    from atenda.api.issuing import issue  # noqa: PLC0415
    from atenda.cases.refusals import Refused as TokenRefused  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415
    from atenda.server.faults import ServerFault  # noqa: PLC0415
    from atenda.staff.refusals import Refused  # noqa: PLC0415

    with postgres.database_running(environment):
        try:
            text = issue(email, into=slug, name=name, scopes=scopes, days=days)
        except (Refused, TokenRefused) as refusal:
            raise ServerFault(str(refusal)) from None
    _say(text)


@atenda.command(name="import")
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
    environment = _ready()
    from atenda.importing import command  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415

    with postgres.database_running(environment):
        refused = command.run(
            file, slug=slug, what=what, source=source, mapping=mapping, dry=dry, email=email, say=_say
        )
    if refused:
        sys.exit(3)


@atenda.command()
@click.option(
    "--reconcile",
    is_flag=True,
    help="Compare what is kept twice with what it was made from, and count anew what was counted wrongly.",
)
@click.option("--ledger", is_flag=True, help="Check that history is whole and unaltered.")
def doctor(*, reconcile: bool, ledger: bool) -> None:
    """Say in plain words what is wrong with this set-up. Ends with 1 when something is."""
    environment = _ready()
    from atenda.server import doctor as examination  # noqa: PLC0415

    findings = examination.examine(environment, reconcile=reconcile, ledger=ledger)
    for finding in findings:
        _say(f"- {finding}")
    if findings:
        sys.exit(1)
    _say("Nothing is wrong.")


@atenda.command()
@click.argument("file", type=click.Path(exists=True))
@click.option("--here", is_flag=True, help="Compare it with the history of this installation, too.")
@click.option("--language", type=LANGUAGES, help="Say it in this language.")
def verify(*, file: str, here: bool, language: str | None) -> None:
    """Verify a case FILE: nothing in it was changed. Ends with 1 when something was, with 2 when it is none."""
    from pathlib import Path  # noqa: PLC0415

    from atenda.casefiles import verify as verifier  # noqa: PLC0415

    code = verifier.main([file], language or "")
    if here and code == 0:
        environment = _ready()
        from atenda.casefiles.comparing import compare  # noqa: PLC0415
        from atenda.server import postgres  # noqa: PLC0415

        with postgres.database_running(environment):
            finding = compare(Path(file))
        _say(finding.says)
        code = 0 if finding.is_ours else 1
    sys.exit(code)


@atenda.command()
@click.option(
    "--to", "folder", type=click.Path(file_okay=False), help="Folder to put it in; ATENDA_BACKUP_TO if absent."
)
@click.option("--keep", type=click.IntRange(min=1), help="Afterwards take away all but so many of that folder.")
@click.option("--without-secret-key", is_flag=True, help="Put no copy of the secret key beside it.")
def backup(*, folder: str | None, keep: int | None, without_secret_key: bool) -> None:
    """Make a backup of everything, while people work.

    Ends with 1 when none was made, with 3 when one was made and files were missing or damaged already.
    """
    from pathlib import Path  # noqa: PLC0415

    from atenda.server.backups import making  # noqa: PLC0415
    from atenda.server.backups.telling import in_words  # noqa: PLC0415

    environment = _environment()
    os.nice(10)  # people come first
    to = Path(folder) if folder else environment.backup_to or environment.data / "backups"
    order = making.Order(to, keep=keep, with_secrets=not without_secret_key)
    made = making.make(environment, order, say=_say)
    for old in made.taken_away:
        _say(f"Took away {old.name}.")
    _say(f"{made.backup} is whole: {in_words(made.manifest.bytes)}.")
    if not without_secret_key:
        _say("Its secret key lies beside it: keep that in another place.")
    lost = [("missing", made.manifest.missing), ("damaged", made.manifest.damaged)]
    for word, files in lost:
        if files:
            click.echo(f"atenda: {len(files)} files on record were {word} already, the first is {files[0]}.", err=True)
    if any(files for _, files in lost):
        sys.exit(3)


@atenda.command()
@click.argument("folder", metavar="BACKUP", type=click.Path(exists=True, file_okay=False))
@click.option("--secret-key", "key", type=click.Path(exists=True, dir_okay=False), help="The file with its secret key.")
@click.option("--new-key", is_flag=True, help="Go on without its secret key: what it sealed is lost.")
def restore(*, folder: str, key: str | None, new_key: bool) -> None:
    """Bring a BACKUP back into an empty place; nothing is sent from there until somebody releases it.

    Ends with 1 when it was not restored, with 3 when it was and something is not as it was.
    """
    from pathlib import Path  # noqa: PLC0415

    from atenda.server.backups import restoring  # noqa: PLC0415

    order = restoring.Order(Path(folder).resolve(), Path(key) if key else None, new_key)
    manifest = restoring.prepare(order, os.environ, say=_say)
    findings = restoring.restore(_ready(), order, manifest, say=_say)
    for finding in findings:
        _say(f"- {finding}")
    _say(
        f"Restored as of {manifest.moment:%Y-%m-%d %H:%M:%S} UTC: {', '.join(manifest.organizations) or 'nobody yet'}."
    )
    _say(
        "Nothing is sent or fetched until an administrator releases it, on the page of health or with `atenda release`."
    )
    if findings:
        sys.exit(3)


@atenda.command()
@click.option("--organization", "slug", help="Only this one; all of them if absent.")
@click.option(
    "--drop-before",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="In UTC: what had been written by then does not go out. The moment of the backup if absent.",
)
@click.option("--send-all", is_flag=True, help="Drop nothing: whatever waits goes out, from before the backup too.")
def release(*, slug: str | None, drop_before: datetime | None, send_all: bool) -> None:
    """Release a restored copy: from then on it sends and fetches."""
    environment = _ready()
    from atenda.server import holding, postgres, releasing  # noqa: PLC0415

    if drop_before and send_all:
        raise click.UsageError("Give --drop-before or --send-all, not both.")
    with postgres.database_running(environment):
        hold = holding.hold_now()
        before = drop_before.replace(tzinfo=UTC) if drop_before else hold.backup_at if hold and not send_all else None
        released = releasing.release_all(slug=slug, drop_before=before)
    _say(f"Released: {', '.join(released)}." if released else "Nothing is held here.")


@atenda.command()
@click.option("--organization", "slug", required=True, help="Its address, like acme.")
@click.option("--email", required=True, help="Who takes it away: the file holds what they may see, as they read it.")
@click.option("--what", type=click.Choice(["cases", "accounts", "contacts"]), default="cases", help="Which list.")
@click.option("--view", default="all", help="A view by name, or the end of the address of a list: 'view=all&tag=3'.")
@click.option("--format", "form", type=click.Choice(["xlsx", "excel", "csv"]), default="xlsx", help="Kind of file.")
@click.option("-o", "--output", "target", type=click.Path(dir_okay=False), required=True, help="The file to write.")
def export(*, slug: str, email: str, what: str, view: str, form: str, target: str) -> None:
    """Write the rows of a list into a file. Ends with 1 and no file when it cannot."""
    from pathlib import Path  # noqa: PLC0415

    environment = _ready()
    from atenda.exporting import by_command  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415

    view = "" if what != "cases" and view == "all" else view
    with postgres.database_running(environment):
        organization = by_command.organization_called(slug)
        rows = by_command.export(
            organization, what=what, view=view, form=form, email=email, target=Path(target), report=_progress("Rows")
        )
    _say(f"{rows} rows are in {target}.")


@atenda.group()
def archive() -> None:
    """The whole of an organization as one open file, and back."""


@archive.command("write")
@click.argument("target", type=click.Path(dir_okay=False))
@click.option("--organization", "slug", required=True, help="Its address, like acme.")
def archive_write(*, target: str, slug: str) -> None:
    """Write an organization into the archive TARGET, while everybody works on."""
    from pathlib import Path  # noqa: PLC0415

    environment = _ready()
    from atenda.archives import by_command  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415

    with postgres.database_running(environment):
        rows = by_command.write_archive(slug, Path(target), _progress("Rows"))
    _say(f"{rows} rows are in {target}.")


@archive.command("read")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
@click.option("--slug", required=True, help="The address it gets here, like acme; nobody may have it yet.")
def archive_read(*, path: str, slug: str) -> None:
    """Read the archive PATH back as an organization of its own: all of it or nothing."""
    from pathlib import Path  # noqa: PLC0415

    environment = _ready()
    from atenda.archives import by_command  # noqa: PLC0415
    from atenda.server import migrating, postgres  # noqa: PLC0415

    with postgres.database_running(environment):
        migrating.migrate()
        for sentence in by_command.read_archive(Path(path), slug, _progress("Rows")):
            _say(sentence)


@archive.command("verify")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
def archive_verify(*, path: str) -> None:
    """Is the archive PATH whole and unaltered? Ends with 1 when it is not. Asks no database."""
    from pathlib import Path  # noqa: PLC0415

    _ready()
    from atenda.archives import by_command  # noqa: PLC0415

    _say(f"{by_command.verify_archive(Path(path))} rows, whole and unaltered.")


def main() -> None:
    """Run a command; what we foresaw is one sentence on the error output, anything else a traceback."""
    from atenda.server.faults import foreseen  # noqa: PLC0415

    try:
        atenda()
    except Exception as error:
        sentence = foreseen(error)
        if sentence is None:
            raise
        click.echo(f"atenda: {sentence}", err=True)
        sys.exit(1)


def _environment(process: str = "command") -> "Environment":
    """Read the environment alone, for a process that only starts others."""
    os.environ["ATENDA_PROCESS"] = process
    from atenda.server.environment import environment  # noqa: PLC0415

    return environment(os.environ)


def _ready() -> "Environment":
    """Read the settings and get Django going; the environment they were read from."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    django.setup()
    read: Environment = settings.ENV
    return read


def _refuse_unless_migrated() -> None:
    """A release does not start on tables it does not know. The supervisor has seen to it already.

    Asked in a process of its own: a web server must not have connections when it forks its workers."""
    if os.environ.get("ATENDA_SUPERVISED") == "1":
        return
    from atenda.server.child import command  # noqa: PLC0415

    variables = {**os.environ, "ATENDA_PROCESS": "command"}
    if subprocess.run(command("migrate", "--check"), env=variables, check=False).returncode != 0:  # noqa: S603
        sys.exit(1)


def _progress(label: str) -> "Callable[[int, int], None]":
    """Says on the error output how far it has come, once a second, where somebody looks on."""
    from time import monotonic  # noqa: PLC0415

    said_at = monotonic()

    def report(done: int, of: int) -> None:
        nonlocal said_at
        if sys.stderr.isatty() and monotonic() - said_at >= 1:
            said_at = monotonic()
            click.echo(f"\r{label}: {done} of {of}", err=True, nl=False)

    return report


def _say(sentence: str) -> None:
    click.echo(sentence)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
