"""Mail that comes in: our own mail server, and one mail from standard input."""

from __future__ import annotations

import sys

import click

from atenda.commands.ready import environment_of, ready, refuse_unless_migrated


@click.command("mail-in")
@click.option("--deliver", metavar="ADDRESS", multiple=True, help="Take one mail from standard input for this address.")
@click.option("--sender", metavar="ADDRESS", default="", help="With --deliver: who sent it, as the envelope says.")
def mail_in(*, deliver: tuple[str, ...], sender: str) -> None:
    """Run our own mail server alone, or take one mail from standard input.

    With --deliver it ends as mail servers expect of a program they pipe to: 0 the mail is stored, 75 try again later,
    67 no such mailbox, 65 too large.
    """
    if deliver:
        sys.exit(_deliver(deliver, sender))
    environment = environment_of("mail-in")
    refuse_unless_migrated()
    ready()
    from atenda.intake.doors.smtp import serve_mail  # noqa: PLC0415

    serve_mail(environment.mail_in, folder=environment.data / "arriving")


def _deliver(addresses: tuple[str, ...], sender: str) -> int:
    try:
        ready()
        from atenda.intake.doors.piping import deliver  # noqa: PLC0415

        return deliver(sys.stdin.buffer, addresses, sender=sender)
    except Exception as error:  # whatever it is, the mail server keeps the mail
        click.echo(f"atenda: {error}", err=True)
        return 75
