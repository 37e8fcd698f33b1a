"""Who writes: a contact on record, an account, a colleague, or nobody we know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from atenda.access.models import Identity, Role
from atenda.cases.models import Case
from atenda.conversations.models import Message, SideConversation, in_case
from atenda.customers.models import Account, Contact, EmailAddress
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.organizations.entering import current_organization
from atenda.organizations.joined import Joined
from atenda.organizations.labels import LANGUAGES
from atenda.staff.models import Agent

MOST_OF_ONE_ADDRESS = 20
MOST_SIDES = 100
ON_RECORD = Joined(
    "FROM customers_emailaddress e"
    " LEFT JOIN customers_contact p ON p.organization_id = e.organization_id AND p.id = e.contact_id"
    " LEFT JOIN customers_account a ON a.organization_id = e.organization_id AND a.id = e.account_id"
    " WHERE e.organization_id = %s AND e.address = %s ORDER BY e.id LIMIT %s",
    p=Contact,
    a=Account,
)
COLLEAGUE = Joined(  # an address of an identity is in lower case
    "FROM staff_agent g JOIN access_identity i ON i.id = g.identity_id"
    " JOIN access_role r ON r.organization_id = g.organization_id AND r.id = g.role_id"
    " WHERE g.organization_id = %s AND i.email = %s AND g.deactivated_at IS NULL AND NOT g.is_integration",
    g=Agent,
    i=Identity,
    r=Role,
)
_NOT_A_NAME = re.compile(r"[\x00-\x1f\"<>@]+")


@dataclass(frozen=True)
class Sender:
    """`contact` or `account` where the address is on record; `agent` where it is a colleague's."""

    address: str
    name: str = ""
    contact: Contact | None = None
    account: Account | None = None
    agent: Agent | None = None

    @property
    def is_known(self) -> bool:
        return self.contact is not None or self.account is not None


def sender(address: str, name: str) -> Sender:
    """Whoever has this address. Of several contacts the one on record the longest: they can be told apart by hand."""
    plain = address.strip().lower()
    here = current_organization().pk
    rows = ON_RECORD.every(here, plain, MOST_OF_ONE_ADDRESS)
    contacts = sorted((contact.survivor for contact, _account in rows if contact is not None), key=lambda one: one.pk)
    accounts = sorted((account.survivor for _contact, account in rows if account is not None), key=lambda one: one.pk)
    return Sender(
        address=plain,
        name=name_of(name, plain),
        contact=contacts[0] if contacts else None,
        account=accounts[0] if accounts and not contacts else None,
        agent=_colleague(here, plain),
    )


def _colleague(organization: int, address: str) -> Agent | None:
    found = COLLEAGUE.one(organization, address)
    if found is None:
        return None
    agent: Agent
    agent, agent.identity, agent.role = found
    return agent


def contacts_of(addresses: Iterable[str]) -> dict[str, Contact]:
    """Which contact has each of these addresses, of several the one on record the longest."""
    wanted, found = list(addresses), dict[str, Contact]()
    if not wanted:
        return found
    rows = EmailAddress.objects.filter(address__in=wanted, contact__isnull=False).select_related("contact")
    for row in rows.order_by("contact_id"):
        found.setdefault(row.address, row.contact.survivor)
    return found


def is_customer(who: Sender, case: Case) -> bool:
    """Whether the case is theirs, or they are on record as working for whose it is."""
    if who.contact is not None and case.contact_id == who.contact.pk:
        return True
    if case.account_id is not None:
        if who.account is not None and case.account_id == who.account.pk:
            return True
        if who.contact is not None and who.contact.companies.filter(account_id=case.account_id).exists():
            return True
    return False


def takes_part(who: Sender, case: Case) -> bool:
    """Whether they are the customer of the case, on record as working there, or wrote on it before and were let in."""
    return is_customer(who, case) or bool(
        Message.objects.filter(in_case(case), direction="in", sender_address=who.address).exists()
    )


def takes_part_aside(who: Sender, side: SideConversation) -> bool:
    """Whether they were written to in it, or wrote in it."""
    return who.address in {str(address).lower() for _name, address in side.people}


def side_of(who: Sender, cases: Iterable[Case]) -> SideConversation | None:
    """The latest side conversation of these cases in which they take part."""
    rows = SideConversation.objects.filter(case__in=list(cases)).select_related("case").order_by("-since", "-pk")
    return next((side for side in rows[:MOST_SIDES] if takes_part_aside(who, side)), None)


def put_on_record(who: Sender, *, language: str, now: datetime) -> Contact:
    """The contact that somebody becomes who writes for the first time."""
    return open_contact(
        name=who.name,
        emails=[Email(who.address)],
        language=language if language in LANGUAGES else "",
        by=None,
        now=now,
    )


def name_of(name: str, address: str) -> str:
    """A name for people: what the mail says, or the first part of the address."""
    said = " ".join(_NOT_A_NAME.sub(" ", name).split())[:200]
    return said or address.partition("@")[0].replace(".", " ").replace("_", " ").strip()[:200] or address[:200]
