"""Where an address leads, and a mail handed in there: what every door does once it knows the envelope.

It waits for the disk and the database, so a server calls it in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from atenda.intake.accepting import accept
from atenda.intake.doors.answers import AWAY, HELD, MALFORMED, RETIRED, TAKEN, UNKNOWN, Answer, answer_to
from atenda.intake.models import Door
from atenda.mailboxes.addresses import lookup
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.server.crashing import maybe_crash
from atenda.server.holding import is_held

LONGEST_ADDRESS = 320

log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class Goal(NamedTuple):
    """One mailbox of one organization."""

    organization_id: int
    mailbox_id: int


class Recipient(NamedTuple):
    """An address as the sender wrote it, and where it leads; or why it is not taken."""

    address: str
    goal: Goal | None
    answer: Answer


def recipient(address: str) -> Recipient:
    """Ask the database once. Whatever goes wrong with it, the sender is to try again."""
    if not is_plain(address):
        return Recipient(address, None, MALFORMED)
    try:
        return _twice(lambda: _looked_up(address))
    except (DatabaseError, InterfaceError) as error:
        log.warning("an address could not be looked up", error=type(error).__name__)
        return Recipient(address, None, AWAY)


def hand_in(
    raw: bytes,
    recipients: Iterable[Recipient],
    *,
    sender: str,
    origin: dict[str, Any],
    door: Door = Door.SMTP,
) -> dict[Goal, Answer]:
    """One stored mail for each mailbox, whatever number of its addresses it was sent to; the answer of each.

    What was taken by one mailbox stays there when another cannot take it: sent again it is known.
    """
    addresses: dict[Goal, list[str]] = {}
    for one in recipients:
        if one.goal is not None:
            addresses.setdefault(one.goal, []).append(one.address)
    return {goal: _taken(raw, goal, sender, named, origin, door) for goal, named in addresses.items()}


def is_plain(address: str) -> bool:
    """Whether the database can keep it: no half characters, no spaces, nothing that controls."""
    if not address or len(address) > LONGEST_ADDRESS or any(sign <= " " or sign == "\x7f" for sign in address):
        return False
    try:
        address.encode()
    except UnicodeEncodeError:
        return False
    return True


def _looked_up(address: str) -> Recipient:
    found = lookup(address)
    if found is None:
        return Recipient(address, None, UNKNOWN)
    if not found.is_active:
        return Recipient(address, None, RETIRED)
    goal = Goal(found.organization_id, found.mailbox_id)
    with inside(Organization.objects.get(pk=found.organization_id)):
        return Recipient(address, goal, HELD if is_held() else TAKEN)


def _taken(raw: bytes, goal: Goal, sender: str, named: list[str], origin: dict[str, Any], door: Door) -> Answer:
    def store() -> Answer:
        with inside(Organization.objects.get(pk=goal.organization_id)):
            mailbox = Mailbox.objects.get(pk=goal.mailbox_id)
            accept(
                raw,
                mailbox=mailbox,
                door=door,
                now=timezone.now(),
                envelope_from=sender,
                envelope_to=named,
                origin=origin,
            )
        maybe_crash("mail-in stored")
        return TAKEN

    try:
        return _twice(store)
    except (DatabaseError, InterfaceError, OSError, Organization.DoesNotExist, Mailbox.DoesNotExist) as error:
        log.warning("a mail could not be stored", mailbox=goal.mailbox_id, error=type(error).__name__)
        return answer_to(error)
    except Exception as error:
        answer = answer_to(error)
        if answer is AWAY:  # a fault of ours; the sender keeps the mail
            log.exception("a mail could not be stored", mailbox=goal.mailbox_id)
        return answer


def _twice(do: Callable[[], Result]) -> Result:
    """A connection that broke since its last use is no reason to send a mail away: once more, with a new one."""
    if connection.in_atomic_block:
        return do()
    close_old_connections()
    try:
        return do()
    except (OperationalError, InterfaceError):
        connection.close()
        return do()
