"""The customer's side of the wire: mails written by hand and handed to our own mail server over SMTP."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from atenda.server.child import command
from atenda.server.ports import this_or_a_free_one
from atenda.testing.desk import Desk


@contextmanager
def mail_server(desk: Desk) -> Iterator[int]:
    """Our own, beside the desk; the port it listens at."""
    port = this_or_a_free_one("127.0.0.1", 0)
    variables = {**desk.variables, "ATENDA_MAIL_PORT": str(port)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command("mail-in"), env=variables, start_new_session=True, **quiet)
    try:
        desk.wait_until(lambda: is_open(port))
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


def written(sender: str, to: str, subject: str, text: str, number: int, *, answers: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"], mail["Date"] = f"<{number}@cliente.example>", "Mon, 02 Nov 2026 09:30:00 +0000"
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(text)
    html = text.replace("\n", "<br>")
    mail.add_alternative(f"<p style='color:#00f'>{html}</p>", subtype="html")
    return mail


def send(port: int, mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
        line.send_message(mail)
