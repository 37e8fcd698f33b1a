"""The sandbox (B85): while it is on, for the organization or the whole machine, no mail reaches a real customer.

What would have gone to one is kept in the outbox to be read. It stays there when the sandbox is switched off, unless
somebody sends it, one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices.events import SANDBOX_SET
from atenda.notices.models import Mail, MailState, Reason, Sandbox
from atenda.notices.refusals import NeitherAddressNorDomain
from atenda.organizations.revisions import kept_until_touched, touch
from atenda.staff.models import Agent

MOST = 50


@dataclass(frozen=True)
class Walls:
    """`by_operator`: the machine is one, whatever the organization says. `open_to` is in lower case."""

    is_on: bool
    by_operator: bool = False
    open_to: Collection[str] = ()

    def lets_out(self, address: str) -> bool:
        whole = address.lower()
        return not self.is_on or whole in self.open_to or whole.rpartition("@")[2] in self.open_to


@kept_until_touched
def walls() -> Walls:
    """As they stand, for pages."""
    return walls_now()


def walls_now() -> Walls:
    """As they stand this moment: asked before anything leaves."""
    row: Sandbox | None = Sandbox.objects.first()
    operators: frozenset[str] | None = settings.ENV.sandbox
    own = frozenset(row.open_to) if row else frozenset()
    if operators is not None:
        # what the operator closed no organization opens
        return Walls(True, by_operator=True, open_to=operators)
    return Walls(bool(row and row.is_on), open_to=own)


def keeps(mail: Mail, inside: Walls) -> bool:
    """Colleagues are written to as ever: they are whom a trial is for."""
    return mail.agent_id is None and not inside.lets_out(mail.address)


def keep(mails: Iterable[Mail], inside: Walls, *, now: datetime) -> set[int]:
    """Those that stay, set aside for good."""
    kept = {mail.pk for mail in mails if keeps(mail, inside)}
    if kept:
        Mail.objects.filter(pk__in=kept, state=MailState.WAITING).update(
            state=MailState.HELD, reason=Reason.SANDBOX, changed_at=now
        )
    return kept


@deed
def set_sandbox(*, is_on: bool, open_to: Iterable[str], by: Agent, now: datetime) -> None:
    """Switch it on or off. Whatever waits and would have been kept is kept from then on: switching off sends nothing.

    Raises NeitherAddressNorDomain.
    """
    wanted = _known(open_to)
    row = Sandbox.objects.select_for_update().first() or Sandbox()
    before = {"is_on": row.is_on, "open_to": sorted(row.open_to)}
    after = {"is_on": is_on, "open_to": wanted}
    if before == after:
        return
    waiting = Mail.objects.filter(state=MailState.WAITING, agent=None).only("pk", "address", "agent")
    if row.is_on:
        keep(waiting, Walls(True, open_to=frozenset(row.open_to)), now=now)
    row.is_on, row.open_to, row.since = is_on, wanted, (row.since if row.is_on else now) if is_on else None
    row.save()
    if is_on:
        keep(waiting.all(), Walls(True, open_to=frozenset(wanted)), now=now)
    record(row, SANDBOX_SET, by=by, before=before, after=after, at=now)
    touch()


def _known(open_to: Iterable[str]) -> list[str]:
    """Addresses and domains, in lower case, each once."""
    found = sorted({each.strip().lower().removeprefix("@") for each in open_to if each.strip()})[:MOST]
    for each in found:
        try:
            validate_email(each if "@" in each else f"a@{each}")
        except ValidationError as error:
            raise NeitherAddressNorDomain(each) from error
    return found
