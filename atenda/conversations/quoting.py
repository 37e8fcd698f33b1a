"""The last mail of the customer, repeated below an answer as mail programs do: both parts, harmless, and not too long.

Only what was new in it, and only to its own writer among others. The sealed ways into the case that our mails bring are
taken out of it: they are one reader's alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from atenda.conversations.models import Message
from atenda.conversations.rich import says_something, tidy, without_pictures
from atenda.conversations.wording_html import as_html
from atenda.intake.reading.quoting_html import FOLD
from atenda.macros.facts import day_in_words
from atenda.notices.filling import one_line
from atenda.organizations.entering import current_organization

LONGEST, MOST_LINES = 8_000, 200
LONGEST_HTML = 60_000
CUT = "[…]"
SEALED = re.compile(r"(?<!\d)\d{1,18}\.\d{1,18}\.[\w-]{43}(?![\w-])")
LOOK = "margin:0 0 0 4px;padding-left:12px;border-left:3px solid #d0d7de"


@dataclass(frozen=True)
class Quotation:
    """With the line above that says whose words they are, in both of its forms."""

    text: str
    html: str


def quotation_of(written: Message | None, *, openly: Iterable[str], language: str) -> Quotation | None:
    """None where there is nothing to repeat, or its writer is not among those the answer goes to `openly`."""
    if written is None or written.sender_address.lower() not in {address.lower() for address in openly}:
        return None
    text, form = Message.objects.filter(pk=written.pk).values_list("text", "html").get()
    words = without_ways(text).strip()
    if not words:
        return None
    lead, shown = _lead(written, language), _shortened(words)
    cited = [f"> {line}".rstrip() for line in shown.splitlines()]
    html = _form_of(form) if shown == words else ""
    block = f'<blockquote type="cite" style="{LOOK}">{html or as_html(shown)}</blockquote>'
    return Quotation("\n".join([lead, *cited]), f"<p>{escape(lead)}</p>{block}")


def without_ways(text: str) -> str:
    """The same without the sealed ways into cases: whoever has one reads what its customer reads."""
    return SEALED.sub(CUT, text)


def _lead(written: Message, language: str) -> str:
    """«El 23 de noviembre de 2026 a las 10:05, Uxía <uxia@cliente.example> escribió:», by the organization's clock."""
    name = one_line(written.sender_name, 120)
    address = one_line(written.sender_address, 320)
    who = f"{name} <{address}>" if name and name != address else address
    with timezone.override(ZoneInfo(current_organization().time_zone)), translation.override(language):
        day, hour = day_in_words(written.at, language), f"{timezone.localtime(written.at):%H:%M}"
        return _("On %(day)s at %(hour)s, %(who)s wrote:") % {"day": day, "hour": hour, "who": who}


def _shortened(words: str) -> str:
    lines = words.splitlines()
    kept = "\n".join(lines[:MOST_LINES])[:LONGEST].rstrip()
    return words if len(lines) <= MOST_LINES and len(words) <= LONGEST else f"{kept}\n{CUT}"


def _form_of(html: str) -> str:
    """The new words with their form; empty where they have none, or too much of it."""
    new = html.partition(FOLD)[0]
    if not new or len(new) > LONGEST_HTML:
        return ""
    harmless = without_pictures(tidy(without_ways(new)))
    return harmless if says_something(harmless) else ""
