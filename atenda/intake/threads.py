"""To which case a mail belongs: by proof of having had a mail of it, or by what it says (2.4).

A Message-ID of ours carries a seal, so whoever names one has had that mail, or speaks with somebody who has. What a
stranger wrote can be named by anybody who knows the other mail, and a number in a subject by anybody at all: these two
are good for nothing unless the sender takes part in the case already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from atenda.cases.models import Case
from atenda.conversations.models import Message, SideConversation
from atenda.intake.reading.shape import ReadMail
from atenda.intake.reply_addresses import case_named_by, side_named_by
from atenda.mailboxes.own import own
from atenda.notices.message_ids import is_ours
from atenda.notices.models import Mail
from atenda.organizations.entering import current_organization
from atenda.organizations.joined import Joined
from atenda.staff.models import Agent

MOST_LOOKED_AT = 100
BY_FOLIO = Joined("FROM cases_case c WHERE c.organization_id = %s AND c.folio = %s", c=Case)
LONGEST_ID = 998
# «[1042]» of mails to colleagues, «Caso 1042: …» of those to customers, and «#1042» of people
TAG = re.compile(r"(?:\[#?|(?<![\w#])#|\b[Cc]as[oe] )(\d{1,9})\b\]?")


class By(StrEnum):
    """What leads to the case, the surest first."""

    MESSAGE_ID = "message_id"
    ADDRESS = "address"
    REFERENCE = "reference"
    TAG = "tag"


@dataclass(frozen=True)
class Match:
    """`told` is the colleague to whom the mail went that is answered, if it went to one; `way` are the cases from the
    one that is named to the one it was merged into, where it was (U1). `side` is the side conversation that is named:
    it stays with the case it was opened in (U17)."""

    case: Case
    by: By
    told: Agent | None = None
    way: tuple[Case, ...] = ()
    side: SideConversation | None = None

    @property
    def is_proof(self) -> bool:
        return self.by in (By.MESSAGE_ID, By.ADDRESS)


def match(mail: ReadMail, envelope_to: Iterable[str]) -> Match | None:
    """The case it belongs to by what it names, or that which goes on for it; None where it names none that is here."""
    found = _named(mail, envelope_to)
    return followed(found) if found else None


def followed(found: Match) -> Match:
    """From a case that was merged on to the one that goes on for it, for ever."""
    way = [found.case]
    while way[-1].merged_into is not None:
        way.append(way[-1].merged_into)
    return replace(found, case=way[-1], way=tuple(way))


def _named(mail: ReadMail, envelope_to: Iterable[str]) -> Match | None:
    named = [*mail.in_reply_to, *reversed(mail.references)][:MOST_LOOKED_AT]
    return (
        _answered(named)
        or _addressed([*envelope_to, *mail.delivered_to, *(one.address for one in mail.to)])
        or _repeated(named)
        or _tagged(mail.subject)
    )


def _answered(named: list[str]) -> Match | None:
    organization = current_organization().pk
    ours = [name for name in named if is_ours(name, organization)]
    if not ours:
        return None
    rows = Mail.objects.filter(message_id__in=ours, case__isnull=False)
    mails = rows.select_related("case", "agent", "written__side")
    sent = {mail.message_id: mail for mail in mails}
    written = {
        message.message_id: message
        for message in Message.with_sides.filter(message_id__in=ours, direction="out").select_related("case", "side")
    }
    for name in ours:
        if name in sent:
            by_person = sent[name].written
            return Match(
                sent[name].case, By.MESSAGE_ID, told=sent[name].agent, side=by_person.side if by_person else None
            )
        if name in written:
            return Match(written[name].case, By.MESSAGE_ID, side=written[name].side)
    return None


def _addressed(addresses: list[str]) -> Match | None:
    here = own()
    for extension in filter(None, dict.fromkeys(map(here.extension, addresses[:MOST_LOOKED_AT]))):
        if (pk := side_named_by(extension)) is not None:
            side = SideConversation.objects.select_related("case").filter(pk=pk).first()
            if side is not None:
                return Match(side.case, By.ADDRESS, side=side)
        folio = case_named_by(extension)
        case = _case_of(folio) if folio else None
        if case is not None:
            return Match(case, By.ADDRESS)
    return None


def _repeated(named: list[str]) -> Match | None:
    """Another's mail of the case: the customer's own, or one that went to all."""
    fitting = [name for name in named if 0 < len(name) <= LONGEST_ID]
    if not fitting:
        return None
    rows = (
        Message.with_sides.filter(message_id__in=fitting, direction="in")
        .select_related("case", "split_into", "side")
        .order_by("-pk")[:50]
    )
    found = {message.message_id: message for message in reversed(rows)}
    for name in fitting:
        if name in found:
            said = found[name]
            return Match(said.split_into or said.case, By.REFERENCE, side=said.side)
    return None


def _tagged(subject: str) -> Match | None:
    for folio in dict.fromkeys(TAG.findall(subject)):
        case = _case_of(int(folio))
        if case is not None:
            return Match(case, By.TAG)
    return None


def _case_of(folio: int) -> Case | None:
    found = BY_FOLIO.one(current_organization().pk, folio) if folio < 2**31 else None
    return found[0] if found else None
