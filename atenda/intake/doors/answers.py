"""What a mail server is told, and what a program that pipes a mail to us ends with."""

from __future__ import annotations

import errno
from typing import NamedTuple

import psycopg

from atenda.intake.refusals import MailTooLarge

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


class Answer(NamedTuple):
    """A reply of SMTP with its enhanced code (RFC 3463), and the exit code of sysexits that means the same."""

    code: int
    status: str
    words: str
    exit_code: int

    def __str__(self) -> str:
        return f"{self.code} {self.status} {self.words}"

    @property
    def is_taken(self) -> bool:
        return self.code < 400


TAKEN = Answer(250, "2.0.0", "Stored", 0)
UNKNOWN = Answer(550, "5.1.1", "No such mailbox here", 67)
RETIRED = Answer(550, "5.2.1", "This mailbox takes nothing any more", 67)
MALFORMED = Answer(553, "5.1.3", "This is no address", 65)
AWAY = Answer(451, "4.3.0", "The desk cannot take mail just now: try again later", 75)
HELD = Answer(451, "4.3.2", "This desk is a restored copy that nobody has released yet", 75)
FULL = Answer(452, "4.3.1", "There is no room for mail just now: try again later", 75)
TOO_LARGE = Answer(552, "5.3.4", "A mail may have up to 35 MB", 65)
TOO_MANY = Answer(452, "4.5.3", "Too many recipients: send the others in another mail", 75)


def answer_to(error: BaseException) -> Answer:
    """A fault of ours is one to try again after: the sender keeps the mail."""
    if isinstance(error, MailTooLarge):
        return TOO_LARGE
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, psycopg.errors.DiskFull) or (isinstance(seen, OSError) and seen.errno in NO_ROOM):
            return FULL
        seen = seen.__cause__
    return AWAY
