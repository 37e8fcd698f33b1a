"""The `atenda` command. Every command helps, ends with an exit code, and says expected faults in one sentence."""

from __future__ import annotations

import os
import sys

import click

from atenda.commands import beginning, carrying, examining, incoming, keeping, processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atenda.settings")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def atenda() -> None:
    """Atenda, the customer-service desk."""


for one in (
    processes.serve,
    processes.web,
    processes.stream,
    processes.worker,
    incoming.mail_in,
    processes.migrate,
    processes.prepare,
    beginning.init,
    beginning.demo,
    beginning.reset,
    beginning.token,
    carrying.import_file,
    carrying.export,
    carrying.archive,
    examining.doctor,
    examining.verify,
    keeping.backup,
    keeping.restore,
    keeping.release,
):
    atenda.add_command(one)


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


if __name__ == "__main__":
    main()
