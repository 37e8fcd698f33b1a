"""What went wrong with a server, in one of the few kinds people can do something about."""

from __future__ import annotations

import errno
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imap_tools.errors import ImapToolsError

from atenda.mailboxes.models import TroubleKind
from atenda.server import outbound

MOST_SAID = 300
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # no row takes them, and a server may say anything


class Trouble(Exception):
    """Nothing can be fetched now. `said` is what the server said, if it said anything."""

    def __init__(self, kind: TroubleKind, said: str = "") -> None:
        self.kind, self.said = kind, " ".join(_UNSEEN.sub(" ", said).split())[:MOST_SAID]
        super().__init__(kind, said)


class Refusal(Exception):
    """The server said no to one question; the conversation goes on."""


@contextmanager
def told(otherwise: TroubleKind = TroubleKind.CUT) -> Iterator[None]:
    """Whatever goes wrong on the line in the block is Trouble; what says nothing about why is `otherwise`."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError) as error:
        raise Trouble(kind_of(error, otherwise), _said(error)) from error


def kind_of(error: Exception, otherwise: TroubleKind) -> TroubleKind:
    kinds: dict[type[Exception], TroubleKind] = {
        outbound.Forbidden: TroubleKind.CLOSED,
        outbound.Unknown: TroubleKind.NAME,
        outbound.Held: TroubleKind.HELD,
        ssl.SSLCertVerificationError: TroubleKind.CERTIFICATE,
        ssl.SSLError: TroubleKind.TLS,
        TimeoutError: TroubleKind.SILENT,
        ConnectionRefusedError: TroubleKind.REFUSED,
    }
    found = next((kind for known, kind in kinds.items() if isinstance(error, known)), None)
    if found is not None:
        return found
    if isinstance(error, OSError) and error.errno in {errno.EHOSTUNREACH, errno.ENETUNREACH}:
        return TroubleKind.REFUSED
    if isinstance(error, imaplib.IMAP4.abort | socket.error):  # nobody said no: the line went
        return TroubleKind.CUT if otherwise == TroubleKind.PASSWORD else otherwise
    return TroubleKind.OTHER if otherwise == TroubleKind.CUT else otherwise


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    words = error.args[-1] if error.args else ""
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
