"""Loading the sample organization: only where nobody else can reach it, for its passwords are known to all."""

import sys
from collections.abc import Callable

import click
from django.db import connection

from atenda.organizations.models import Organization
from atenda.server.environment import Environment
from atenda.server.faults import ServerFault
from atenda.testing import sample

SLUG = "rias"
PEOPLE = ("admin@rias.example", "supervisora@rias.example", "agente@rias.example")
PASSWORD = "atenda-demo"  # noqa: S105  known to all, which is why the sample stays on this machine


def refuse_in_public(environment: Environment) -> None:
    """Raises ServerFault where others can reach this machine."""
    if environment.is_public:
        raise ServerFault("The sample organization has known passwords: it is not loaded where others reach it.")


def load(environment: Environment, *, say: Callable[[str], None], only_if_empty: bool) -> None:
    """Load it and say how to sign in. With `only_if_empty`, leave any other organization in peace."""
    if environment.is_public:
        if only_if_empty and Organization.objects.exists():
            return
        refuse_in_public(environment)
    if not Organization.objects.filter(slug=SLUG).exists():
        if only_if_empty and Organization.objects.exists():
            return
        _load()
    say(f"Sample organization: {environment.public_url}/{SLUG}/")
    say(f"Sign in as {', '.join(PEOPLE)} with the password {PASSWORD}.")


def _load() -> None:
    # Larger than any page's work, so a page's patience is not enough for it.
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    with click.progressbar(length=100, label="Loading the sample organization", file=sys.stdout) as bar:
        sample.load(progress=lambda done, of: bar.update(max(0, done * 100 // max(of, 1) - bar.pos)))
