"""Organizations and ways in: founding one, the sample, a new password, a token."""

from __future__ import annotations

import sys

import click

from atenda.commands.ready import LANGUAGES, ready, say

PRESETS = click.Choice(["b2bgo", "treebes", "dynamics", "sagicc"])


@click.command()
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
    environment = ready()
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
    say(f"{name} is at {environment.public_url}/{slug}/")
    if founded.token is not None:
        say(f"{admin_name} chooses a password here, once: {address_of(founded.token)}")


@click.command()
@click.option("--if-empty", is_flag=True, help="Only when there is no organization yet.")
def demo(*, if_empty: bool) -> None:
    """Load the sample organization; refused where others can reach it."""
    environment = ready()
    from atenda.server import demonstration, migrating, postgres  # noqa: PLC0415

    if not if_empty:
        demonstration.refuse_in_public(environment)
    with postgres.database_running(environment):
        migrating.migrate()
        demonstration.load(environment, say=say, only_if_empty=if_empty)


@click.command()
@click.argument("email")
@click.option("--organization", "slug", help="Where the new link leads, for somebody who works in several.")
def reset(*, email: str, slug: str | None) -> None:
    """Give the sign-in with this EMAIL back to its owner: password and second factor are forgotten.

    Sessions and links end; whoever holds the new link chooses the password.
    """
    environment = ready()
    from django.utils.timezone import now  # noqa: PLC0415

    from atenda.access.links import address_of  # noqa: PLC0415
    from atenda.organizations.refusals import Refused  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415
    from atenda.server.faults import ServerFault  # noqa: PLC0415
    from atenda.staff import resetting  # noqa: PLC0415

    with postgres.database_running(environment):
        try:
            organization, token = resetting.reset(email, into=slug, now=now())
        except Refused as refusal:
            raise ServerFault(str(refusal)) from None
    say(f"{email} chooses a new password here, once, for {organization.name}: {address_of(token)}")


@click.group()
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
    environment = ready()
    from atenda.api.issuing import issue  # noqa: PLC0415
    from atenda.organizations.refusals import Refused  # noqa: PLC0415
    from atenda.server import postgres  # noqa: PLC0415
    from atenda.server.faults import ServerFault  # noqa: PLC0415

    with postgres.database_running(environment):
        try:
            text = issue(email, into=slug, name=name, scopes=scopes, days=days)
        except Refused as refusal:
            raise ServerFault(str(refusal)) from None
    say(text)
