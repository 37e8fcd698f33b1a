"""Look at the domain of a mailbox, and keep what was found with its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.mailboxes import events
from atenda.mailboxes.domains.looking import SELECTOR, About, Found, Sender, Verdict, found_again, look, sender_of
from atenda.mailboxes.managing import addresses_of
from atenda.mailboxes.models import DomainCheck, Mailbox
from atenda.mailboxes.refusals import NoAddressYet, NoSelector
from atenda.notices.models import MailServer
from atenda.notices.servers import own_server, server_in_use
from atenda.staff.models import Agent

MOST_SELECTORS = 10
LONGEST = 253  # signs of a domain (RFC 1035, 2.3.4)


@dataclass(frozen=True)
class Checked:
    """What was found, when; `is_stale`: the mailbox has another address, or another way out, since."""

    check: DomainCheck
    found: Sequence[Found]
    is_stale: bool

    @property
    def may_not_send(self) -> bool:
        """Whether the server in use is known not to be among those that may send for the domain."""
        return not self.is_stale and any(
            each.about == About.SPF and each.verdict in (Verdict.WRONG, Verdict.MISSING) for each in self.found
        )


def last_check(mailbox: Mailbox) -> Checked | None:
    row: DomainCheck | None = DomainCheck.objects.filter(mailbox=mailbox).first()
    if row is None:
        return None
    is_stale = (row.domain, row.sender) != (domain_of(mailbox), name_of(_server(mailbox)))
    return Checked(row, [found_again(each) for each in row.found], is_stale)


def check(mailbox: Mailbox, *, selectors: Sequence[str], by: Agent, now: datetime) -> Checked:
    """Ask the DNS now. Raises NoAddressYet, NoSelector.

    It is asked before anything is locked: that may take as long as `asking.OF_ALL`.
    """
    wanted = list(dict.fromkeys(each.strip().lower() for each in selectors if each.strip()))[:MOST_SELECTORS]
    if any(SELECTOR.match(each) is None for each in wanted):
        raise NoSelector
    domain = domain_of(mailbox)
    if not domain:
        raise NoAddressYet
    name = name_of(_server(mailbox))
    ours = settings.ENV.mail_in.name if settings.ENV.mail_in.port else ""
    found = look(domain, sender_of(name) if name else Sender(), selectors=wanted, ours=ours)
    _keep(mailbox, domain, name, wanted, found, by=by, now=now)
    checked = last_check(mailbox)
    assert checked is not None
    return checked


@deed
def _keep(
    mailbox: Mailbox, domain: str, name: str, selectors: list[str], found: list[Found], *, by: Agent, now: datetime
) -> None:
    mailbox.lock()
    said = {"domain": domain, "sender": name, "selectors": selectors, "checked_at": now}
    DomainCheck.objects.update_or_create(mailbox=mailbox, defaults={**said, "found": [each.kept() for each in found]})
    verdicts = {each.about.value: each.verdict.value for each in found}
    record(mailbox, events.DOMAIN_CHECKED, by=by, after={"name": mailbox.name, "domain": domain, **verdicts}, at=now)


def domain_of(mailbox: Mailbox) -> str:
    """Of its main address, as the DNS writes it; empty without an address."""
    address = next(iter(addresses_of(mailbox)), "")
    domain = address.rpartition("@")[2]
    try:
        written = domain.encode("idna").decode().lower()
    except UnicodeError:
        return domain.lower()
    return written if len(written) <= LONGEST else domain.lower()  # which no DNS knows: it says so


def name_of(server: MailServer | None) -> str:
    """By what a sender is known: its host, or the provider it is."""
    return "" if server is None else server.host if server.is_smtp else server.carrier


def _server(mailbox: Mailbox) -> MailServer | None:
    return own_server(mailbox) or server_in_use()
