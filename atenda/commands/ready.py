"""What every command begins with, and how it speaks."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from atenda.server.environment import Environment

LANGUAGES = click.Choice(["es", "gl", "en"])


def environment_of(process: str = "command") -> Environment:
    """Read the environment alone, for a process that only starts others."""
    os.environ["ATENDA_PROCESS"] = process
    from atenda.server.environment import environment  # noqa: PLC0415

    return environment(os.environ)


def ready() -> Environment:
    """Read the settings and get Django going; the environment they were read from."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    django.setup()
    read: Environment = settings.ENV
    return read


def refuse_unless_migrated() -> None:
    """A release does not start on tables it does not know. The supervisor has seen to it already.

    Asked in a process of its own: a web server must not have connections when it forks its workers."""
    if os.environ.get("ATENDA_SUPERVISED") == "1":
        return
    from atenda.server.child import command  # noqa: PLC0415

    variables = {**os.environ, "ATENDA_PROCESS": "command"}
    if subprocess.run(command("migrate", "--check"), env=variables, check=False).returncode != 0:  # noqa: S603
        sys.exit(1)


def progress(label: str) -> Callable[[int, int], None]:
    """Says on the error output how far it has come, once a second, where somebody looks on."""
    from time import monotonic  # noqa: PLC0415

    said_at = monotonic()

    def report(done: int, of: int) -> None:
        nonlocal said_at
        if sys.stderr.isatty() and monotonic() - said_at >= 1:
            said_at = monotonic()
            click.echo(f"\r{label}: {done} of {of}", err=True, nl=False)

    return report


def say(sentence: str) -> None:
    click.echo(sentence)
    sys.stdout.flush()
