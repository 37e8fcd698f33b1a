"""Words of one mail put into another: of the case for a third party (B14), of theirs for the customer. Whoever sends
them reads them before: they stand in the field like what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from django.db.models import Q
from django.utils.translation import gettext as _

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.conversations.quoting import without_ways
from atenda.files.models import Attachment
from atenda.intake.titling import bare
from atenda.ui.times import in_words

LONGEST = 20_000
OFFERED = 30
SHOWN = 60  # signs of its words


def quotable(case: Case, pk: int) -> Message | None:
    """A mail of the case, of a side conversation of it, or of a case that was merged into it."""
    here = Q(case__in=case.ids_together()) | Q(split_into=case)
    found: Message | None = Message.with_sides.filter(here, pk=pk, taken_back_at=None).first() if pk < 2**63 else None
    return found


def offered(case: Case) -> list[tuple[int, str]]:
    """The latest mails between desk and customer, by key, as a list names them."""
    here = Q(case__in=case.ids_together()) | Q(split_into=case)
    rows = Message.objects.filter(here, taken_back_at=None).order_by("-pk")[:OFFERED]
    return [(message.pk, _named(message)) for message in rows]


def quoted(message: Message) -> str:
    """What it says itself, and nothing it repeats of others; who else had it is not told, and no sealed way into a case
    goes along."""
    who = message.sender_name or message.sender_address
    lines = without_ways(message.text[:LONGEST]).splitlines()
    head = _("%(who)s wrote on %(moment)s:") % {"who": who, "moment": in_words(message.at)}
    return "\n".join([head, *(f"> {line}".rstrip() for line in lines)])


def forwarded_as(message: Message, case: Case) -> str:
    """The subject of a mail that passes it on."""
    return _("Fwd: %(subject)s") % {"subject": bare(message.subject) or case.reference}


def files_of(messages: list[int]) -> list[Attachment]:
    """Those that mails can be passed on with: no decoration, none held back."""
    rows = Attachment.objects.present().filter(message__in=messages, is_decoration=False, cid="")
    return [row for row in rows.select_related("content").order_by("pk") if not row.content.is_withheld]


def with_words(said: Mapping[str, str], words: str) -> dict[str, str]:
    """What stands in a field of words, with these under it: theirs alone, and no code."""
    words = words[:LONGEST].strip()
    body, html = said.get("body", ""), said.get("html", "")
    lines = "<br>".join(escape(words).splitlines())
    return {
        **said,
        "body": f"{body.rstrip()}\n\n{words}" if body.strip() else words,
        "html": f"{html}<div><br>{lines}</div>" if html else "",
    }


def _named(message: Message) -> str:
    who = message.sender_name or message.sender_address
    words = " ".join(message.text.split())
    return f"{in_words(message.at)} · {who} · {words[:SHOWN]}{'…' if len(words) > SHOWN else ''}"
