"""Is everything as it should be: this set-up, a case file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from atenda.commands.ready import LANGUAGES, ready, say


@click.command()
@click.option(
    "--reconcile",
    is_flag=True,
    help="Compare what is kept twice with what it was made from, and count anew what was counted wrongly.",
)
@click.option("--ledger", is_flag=True, help="Check that history is whole and unaltered, and that no mail was lost.")
def doctor(*, reconcile: bool, ledger: bool) -> None:
    """Say in plain words what is wrong with this set-up. Ends with 1 when something is."""
    environment = ready()
    from atenda.server import doctor as examination  # noqa: PLC0415

    findings = examination.examine(environment, reconcile=reconcile, ledger=ledger)
    for finding in findings:
        say(f"- {finding}")
    if findings:
        sys.exit(1)
    say("Nothing is wrong.")


@click.command()
@click.argument("file", type=click.Path(exists=True))
@click.option("--here", is_flag=True, help="Compare it with the history of this installation, too.")
@click.option("--language", type=LANGUAGES, help="Say it in this language.")
def verify(*, file: str, here: bool, language: str | None) -> None:
    """Verify a case FILE: nothing in it was changed. Ends with 1 when something was, with 2 when it is none."""
    from atenda.casefiles import verify as verifier  # noqa: PLC0415

    code = verifier.main([file], language or "")
    if here and code == 0:
        environment = ready()
        from atenda.casefiles.comparing import compare  # noqa: PLC0415
        from atenda.server import postgres  # noqa: PLC0415

        with postgres.database_running(environment):
            finding = compare(Path(file))
        say(finding.says)
        code = 0 if finding.is_ours else 1
    sys.exit(code)
