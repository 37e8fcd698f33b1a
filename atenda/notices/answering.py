"""Where the answers to our mails go, and which mail of the customer ours answers (2.4)."""

from __future__ import annotations

import re

from atenda.conversations.models import Direction, Message
from atenda.intake.reply_addresses import reply_address, side_address
from atenda.mailboxes.own import own
from atenda.notices.models import Audience, Mail

_PLAIN = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")  # what we put into a header of ours (3.12)


def answers_come_in() -> bool:
    """Whether the organization entered has a mailbox that takes mail."""
    return bool(own().mains)


def answers_to(mail: Mail) -> str:
    """The address that leads into the case of a customer's mail: of the mailbox they wrote to, or else of the first
    there is (B18); of a mail of a side conversation, that which leads into it. Empty where there is none, and for
    colleagues, whose answers are known by what they answer."""
    if mail.case is not None and mail.written is not None and mail.written.side_id is not None:
        address = mail.written.sender_address
        return side_address(address, mail.case.folio, mail.written.side_id) if address else ""
    if mail.case is None or mail.audience != Audience.CUSTOMER:
        return ""
    wrote_to = Message.objects.filter(case=mail.case, direction=Direction.IN, mailbox__isnull=False).order_by("-pk")
    _mailbox, address = own().main(wrote_to.values_list("mailbox", flat=True).first())
    return reply_address(address, mail.case.folio) if address else ""


def answered_by(mail: Mail) -> str:
    """The Message-ID of the customer's own mail that the first of ours answers; none that would not fit a header."""
    if mail.case_id is None or mail.audience != Audience.CUSTOMER:
        return ""
    written = Message.objects.filter(case_id=mail.case_id, direction=Direction.IN, sender_address=mail.address.lower())
    named = written.order_by("pk").values_list("message_id", flat=True).first() or ""
    return named if _PLAIN.fullmatch(named) else ""
