"""What a message from a case answers, by which address it goes out, and whom it may go to (B12, B18)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db.models import Q

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message
from atenda.intake.titling import bare
from atenda.mailboxes.addresses import without_extension
from atenda.mailboxes.models import Mailbox, MailboxAddress
from atenda.notices.readers import customer_of
from atenda.organizations.entering import current_organization

Person = tuple[str, str]  # name, which may be empty, and address
MOST_REFERENCES = 20  # the first and the latest: what a mail server takes in one header
FITTING = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")  # what we put into a header of ours (3.12)


@dataclass(frozen=True)
class Answered:
    """`to` is who wrote last, or whom the case is about; `others` who had that mail as well. `reads`: the languages
    they are known to read, that of their last mail first; empty where nobody knows."""

    subject: str
    language: str
    mailbox: Mailbox | None = None
    own_address: str = ""
    references: list[str] = field(default_factory=list)
    to: Person | None = None
    others: list[Person] = field(default_factory=list)
    last: int = 0  # the latest message there was
    reads: tuple[str, ...] = ()
    written: Message | None = None  # their last mail


def answered_in(case: Case) -> Answered:
    """What one would answer now. Mails that machines wrote are not answered."""
    # what a case of its own was made of is answered there
    here = Q(case__in=_of_one_customer(case), split_into=None) | Q(split_into=case)
    messages = Message.objects.filter(here, automatic="", taken_back_at=None).order_by("-pk")
    latest: Message | None = messages.select_related("mailbox").defer("html", "quoted").first()
    written = latest
    if latest is not None and (latest.direction != Direction.IN or not latest.sender_address):
        written = messages.filter(direction=Direction.IN).exclude(sender_address="").select_related("mailbox").first()
    own = _own_address(written)
    customer = customer_of(case)
    language = (customer.language if customer else "") or current_organization().language
    subject = (latest.subject if latest else "") or case.reference
    return Answered(
        subject=f"Re: {bare(subject) or case.reference}" if latest else subject,
        language=language,
        mailbox=own.mailbox if own else None,
        own_address=own.address if own else "",
        references=references_to(latest),
        to=_to(written) or ((customer.name, customer.address) if customer else None),
        others=_others(written),
        last=latest.pk if latest else 0,
        reads=_languages(written, case),
        written=written,
    )


def _languages(written: Message | None, case: Case) -> tuple[str, ...]:
    said = [written.language if written else "", case.contact.language if case.contact else ""]
    return tuple(dict.fromkeys(filter(None, said)))


def _of_one_customer(case: Case) -> list[int]:
    """The case, and of those merged into it the ones of its own customer: nobody is written to about another's mail."""
    if not case.has_merged:
        return [case.pk]
    same = Case.objects.filter(pk__in=case.ids_together(), contact=case.contact_id, account=case.account_id)
    return list(same.values_list("pk", flat=True))


def _own_address(written: Message | None) -> MailboxAddress | None:
    """Of the mailbox they wrote to, or of the first there is."""
    rows = MailboxAddress.objects.filter(is_main=True, mailbox__retired_at=None).select_related("mailbox")
    theirs = rows.filter(mailbox=written.mailbox_id).first() if written and written.mailbox_id else None
    found: MailboxAddress | None = theirs or rows.order_by("mailbox").first()
    return found


def references_to(latest: Message | None) -> list[str]:
    """What a mail that answers this one names."""
    if latest is None:
        return []
    named = [each for each in (*latest.references, latest.message_id) if FITTING.fullmatch(each)]
    return named if len(named) <= MOST_REFERENCES else [named[0], *named[-(MOST_REFERENCES - 1) :]]


def _to(written: Message | None) -> Person | None:
    return (written.sender_name, written.sender_address) if written else None


def _others(written: Message | None) -> list[Person]:
    """Nobody of ours: what we send to ourselves comes back as a mail."""
    if written is None:
        return []
    people = [(str(name), str(address)) for name, address in (*written.to, *written.cc)]
    ours = own_addresses([address for _name, address in people])
    return [person for person in people if person[1].lower() not in {*ours, written.sender_address.lower()}]


def own_addresses(addresses: list[str]) -> set[str]:
    """Those among these, in lower case, that lead to a mailbox of ours, whatever stands behind their plus: the address
    that leads into a case is ours, too."""
    plain = {address.lower(): without_extension(address.lower()) for address in addresses}
    wanted = {*plain, *plain.values()}
    ours = set(MailboxAddress.objects.filter(address__in=wanted).values_list("address", flat=True))
    return {address for address, bare_one in plain.items() if address in ours or bare_one in ours}
