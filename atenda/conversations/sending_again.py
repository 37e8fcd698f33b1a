"""Send a mail again that did not reach somebody, with the address put right where it was wrong (U20)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from atenda.conversations import events
from atenda.conversations.models import Direction, Message
from atenda.conversations.replying import ToOurselves
from atenda.conversations.sides.writing import ToTheCustomer, addresses_of_customer
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.intake.models import DeadAddress
from atenda.mailboxes.own import own
from atenda.notices import letters
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent

LINES = ("to", "cc", "bcc")


class HasArrived(Refused):
    sentence = _("It is on its way, or has arrived.")
    is_conflict = True


class NoAddress(Refused):
    sentence = _("This is no e-mail address.")
    fields = ("addresses",)


class HadAlready(Refused):
    sentence = _("Somebody with this address has had the mail already.")
    fields = ("addresses",)


@deed
def send_again(message: Message, *, addresses: Mapping[str, str], by: Agent, now: datetime) -> None:
    """To everybody it did not reach: at the address that `addresses` has for theirs, or else at the same.

    The words, their name and everybody else who has them stay; whoever's address is put right stands with it in the
    mail. Trying is saying that the address is right. Raises HasArrived, NoAddress, HadAlready, ToOurselves; of one of a
    side conversation ToTheCustomer.
    """
    message.case.hold()
    locked: Message = message.lock()
    failed = letters.failed_of(locked) if locked.direction == Direction.OUT else []
    if not failed:
        raise HasArrived
    right = {mail.address: _checked(addresses.get(mail.address, mail.address)) for mail in failed}
    wanted = [each.lower() for each in right.values()]
    others = {str(address).lower() for line in LINES for _name, address in getattr(locked, line)} - {
        each.lower() for each in right
    }
    if len(set(wanted)) < len(wanted) or others & set(wanted):
        raise HadAlready
    if ours := own().among(wanted):
        raise ToOurselves(min(ours))
    if locked.side is not None and (theirs := addresses_of_customer(locked.case, wanted)):
        raise ToTheCustomer(min(theirs))
    before = {line: getattr(locked, line) for line in LINES}
    for line in LINES:
        setattr(locked, line, [[name, right.get(address, address)] for name, address in before[line]])
    locked.save(update_fields=list(LINES))
    for mail in failed:
        letters.send_again(mail, to=right[mail.address], now=now)
    DeadAddress.objects.filter(address__in=wanted).delete()
    after = {"to": list(right.values())}
    record(locked, events.SENT_AGAIN, by=by, before={"to": list(right)}, after=after, case=locked.case, at=now)


def _checked(address: str) -> str:
    try:
        validate_email(address.strip())
    except ValidationError as error:
        raise NoAddress from error
    return address.strip()
