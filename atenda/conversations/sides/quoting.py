"""Words of one mail put into another: of the case for a third party (B14), of theirs for the customer; or what the case
describes, where nobody wrote a mail. Whoever sends them reads them before: they stand in the field like what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.db.models import Q, QuerySet
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
THE_CASE = 0  # the key of what the case describes


@dataclass(frozen=True)
class PassedOn:
    """What is put under the words of a mail to a third party, by the key a form keeps of it, with the files that can go
    along; `subject`: of a mail that does nothing but pass it on."""

    key: int
    words: str
    subject: str
    files: Sequence[Attachment] = ()


def to_pass_on(case: Case, key: int) -> PassedOn | None:
    """Of a mail, or with `THE_CASE` of what the case describes; none where there is no such thing."""
    if key == THE_CASE:
        return _of_case(case) if case.description.strip() else None
    message = quotable(case, key)
    if message is None:
        return None
    return PassedOn(key, quoted(message), _forwarded(bare(message.subject) or case.reference), files_of([message.pk]))


def _of_case(case: Case) -> PassedOn:
    """Notes are for colleagues, and so are their files."""
    said = {"number": case.folio, "moment": in_words(case.created_at)}
    head = _("Case %(number)s of %(moment)s:") % said
    files = Attachment.objects.present().filter(case=case, message=None, note=None)
    return PassedOn(THE_CASE, _under(head, case.description), _forwarded(case.reference), _free(files))


def quotable(case: Case, pk: int) -> Message | None:
    """A mail of the case, of a side conversation of it, or of a case that was merged into it."""
    here = Q(case__in=case.ids_together()) | Q(split_into=case)
    found: Message | None = Message.with_sides.filter(here, pk=pk, taken_back_at=None).first() if pk < 2**63 else None
    return found


def offered(case: Case) -> list[tuple[int, str]]:
    """What the case describes, and the latest mails between desk and customer, by key, as a list names them."""
    here = Q(case__in=case.ids_together()) | Q(split_into=case)
    rows = Message.objects.filter(here, taken_back_at=None).order_by("-pk")[:OFFERED]
    described = [(THE_CASE, str(_("What the case describes")))] if case.description.strip() else []
    return described + [(message.pk, _named(message)) for message in rows]


def quoted(message: Message) -> str:
    """What it says itself, and nothing it repeats of others; who else had it is not told, and no sealed way into a case
    goes along."""
    who = message.sender_name or message.sender_address
    return _under(_("%(who)s wrote on %(moment)s:") % {"who": who, "moment": in_words(message.at)}, message.text)


def files_of(messages: list[int]) -> list[Attachment]:
    """Those that mails can be passed on with: no decoration, none held back."""
    rows = Attachment.objects.present().filter(message__in=messages, is_decoration=False, cid="")
    return _free(rows)


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


def _under(head: str, words: str) -> str:
    lines = without_ways(words[:LONGEST]).splitlines()
    return "\n".join([head, *(f"> {line}".rstrip() for line in lines)])


def _forwarded(subject: str) -> str:
    return _("Fwd: %(subject)s") % {"subject": subject}


def _free(rows: QuerySet[Attachment]) -> list[Attachment]:
    return [row for row in rows.select_related("content").order_by("pk") if not row.content.is_withheld]


def _named(message: Message) -> str:
    who = message.sender_name or message.sender_address
    words = " ".join(message.text.split())
    return f"{in_words(message.at)} · {who} · {words[:SHOWN]}{'…' if len(words) > SHOWN else ''}"
