"""One mail from a mail server that pipes it to us."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import BinaryIO

from atenda.intake.doors.answers import TOO_LARGE, Answer
from atenda.intake.doors.handing import hand_in, is_plain, recipient
from atenda.intake.limits import LARGEST_MAIL

MBOX = b"From "


def deliver(file: BinaryIO, addresses: Sequence[str], *, sender: str) -> int:
    """The exit code of sysexits. Of several addresses the worst decides: the mail comes again, and is known."""
    raw = file.read(LARGEST_MAIL + 1)
    answers = _answers(raw, addresses, sender if is_plain(sender) else "")
    worst = max(answers, key=lambda answer: answer.code)
    if not worst.is_taken:
        print(f"atenda: {worst.words}.", file=sys.stderr)
    return worst.exit_code


def _answers(raw: bytes, addresses: Sequence[str], sender: str) -> list[Answer]:
    if len(raw) > LARGEST_MAIL:
        return [TOO_LARGE]
    if raw.startswith(MBOX):  # the line that some put before a mail they pipe
        raw = raw.partition(b"\n")[2]
    asked = [recipient(address) for address in addresses]
    refused = [one.answer for one in asked if not one.answer.is_taken]
    taken = [one for one in asked if one.answer.is_taken]
    origin = {"is_trusted": True, "protocol": "pipe"}
    return [*refused, *hand_in(raw, taken, sender=sender, origin=origin).values()]
