"""The `atenda` command. Every command helps, ends with an exit code, and says expected faults in one sentence."""

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from atenda.server.environment import Environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atenda.settings")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def atenda() -> None:
    """Atenda, the customer-service desk."""


@atenda.command()
@click.option("--verbose", is_flag=True, help="Name each migration as it is applied.")
def migrate(*, verbose: bool) -> None:
    """Bring the database to the shape this release needs."""
    environment = _ready()
    from atenda.server import migrating, postgres  # noqa: PLC0415  Django is ready only now

    with postgres.database_running(environment):
        applied = migrating.migrate(verbosity=1 if verbose else 0)
    click.echo(f"{applied} migrations applied." if applied else "Nothing to migrate.")


def _ready() -> "Environment":
    """Read the settings and get Django going; the environment they were read from."""
    import django  # noqa: PLC0415  `atenda --help` needs no settings
    from django.conf import settings  # noqa: PLC0415

    django.setup()
    environment: Environment = settings.ENV
    return environment


def main() -> None:
    """Run a command; what we foresaw is one sentence on the error output, anything else a traceback."""
    from atenda.server.faults import foreseen  # noqa: PLC0415  `atenda --help` needs none of it

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
