"""All that a mail says which a person wrote: the words, the signature below, the customer's way to the case, and last
what it repeats."""

from __future__ import annotations

from datetime import datetime

from atenda.conversations.models import Message
from atenda.intake.reading.quoting_html import FOLD
from atenda.notices.closing_line import with_way_back

DASHES = "-- "  # and nothing behind: below them mail programs know a signature (RFC 3676, 4.3)


def words_of_mail(message: Message, *, address: str, now: datetime) -> tuple[str, str]:
    """As this reader gets it, plain and with form."""
    new, _mark, repeated = message.html.partition(FOLD)
    text, html = _signed(message, message.text, new)
    if message.side_id is None:  # no third party gets a way into the case
        case, language = message.case, message.language
        text, html = with_way_back(case, address=address, text=text, html=html, language=language, now=now)
    if not repeated:
        return text, html
    return f"{text.rstrip()}\n\n{message.quoted}\n", f"{html}{repeated}"


def _signed(message: Message, text: str, html: str) -> tuple[str, str]:
    if not message.signature:
        return text, html
    block = f'<div class="signature" style="margin-top:1em;color:#5b6778">{DASHES}<br>{message.signature_html}</div>'
    return f"{text.rstrip()}\n\n{DASHES}\n{message.signature}\n", f"{html}{block}"
