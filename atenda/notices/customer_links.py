"""The customer's way to their case without signing in: made, opened, ended (B61, S1).

The address holds the number of a row and a seal over everything in it, made with the secret key: a number alone opens
nothing, and an address of one case, customer or organization opens no other. It ends by itself some days after the last
mail that brought it (ninety unless the organization sets others), at once when somebody revokes it, and for as long as
the organization shows no such pages.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices.events import LINK_MADE, LINK_REVOKED, LINKS_REVOKED
from atenda.notices.models import CustomerLink, Policy
from atenda.notices.policy import telling
from atenda.notices.readers import customer_of
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.staff.models import Agent

SALT = "atenda.notices.customer-links"
MOST_MERGES = 10  # one after another that a link outlives
TOKEN = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})\.([A-Za-z0-9_-]{43})")


class NotThere(Exception):
    """The address opens nothing; why is nobody's to know."""


def way_to(case: Case, customer: Contact | Account | None, *, now: datetime) -> str:
    """The address for this customer, good for as many days as are set; none where customers get no such page."""
    if customer is None or not telling().customer_page:
        return ""
    until = now + timedelta(days=telling().link_days)
    theirs = CustomerLink.objects.filter(case=case, revoked_at=None, **{customer.kind: customer})
    theirs.update(expires_at=until)
    link = theirs.first()
    if link is None:
        link = CustomerLink(
            case=case,
            nonce=secrets.token_hex(16),
            created_at=now,
            expires_at=until,
            **{customer.kind: customer},
        )
        link.save(force_insert=True)
    return address_of(link)


def address_of(link: CustomerLink) -> str:
    return f"{settings.PUBLIC_URL}{reverse('customer_case', args=[f'{link.organization_id}.{link.pk}.{_seal(link)}'])}"


def open_links(case: Case, *, now: datetime) -> list[CustomerLink]:
    """Every link by which somebody can look at the case now, whoever of its customers it was made for."""
    if not telling().customer_page or case.binned_at is not None:
        return []
    links = CustomerLink.objects.filter(case=case, revoked_at=None, expires_at__gt=now).order_by("pk")
    return [link for link in links.select_related("contact", "account") if _shown_to(link, case) is not None]


@deed
def make(case: Case, *, by: Agent, now: datetime) -> None:
    """A link to hand to the customer by another way than a mail. One that is open is kept, for longer.

    It is for whom the mails go to; where nobody can be written to, for the contact before the account.
    """
    case.lock()
    reader = customer_of(case)
    customer = reader.customer if reader else case.contact or case.account
    had = {link.contact or link.account for link in open_links(case, now=now)}
    if way_to(case, customer, now=now) and customer not in had:
        record(case, LINK_MADE, by=by, at=now)


@deed
def revoke(case: Case, *, by: Agent, now: datetime) -> bool:
    """Every link to the case leads nowhere from now on; whether there was one. The next mail brings a new one."""
    case.hold()
    ended = CustomerLink.objects.filter(case=case, revoked_at=None).update(revoked_at=now)
    if ended:
        record(case, LINK_REVOKED, by=by, at=now)
    return bool(ended)


@deed
def revoke_all(*, by: Agent, now: datetime) -> int:
    """Every customer's link to every case leads nowhere from now on; how many there were."""
    ended: int = CustomerLink.objects.filter(revoked_at=None, expires_at__gt=now).update(revoked_at=now)
    if ended:
        policy = Policy.objects.select_for_update().first() or Policy.objects.create()
        record(policy, LINKS_REVOKED, by=by, after={"links": ended}, at=now)
    return ended


@contextmanager
def opened(token: str, *, now: datetime) -> Iterator[tuple[Case, Contact | Account]]:
    """The case and the customer of an address, inside their organization. Raises NotThere."""
    parts = TOKEN.fullmatch(token)
    organization = Organization.objects.filter(pk=int(parts[1])).first() if parts else None
    if parts is None or organization is None or (organization.is_sample and settings.ENV.is_public):
        raise NotThere
    with inside(organization):
        link = CustomerLink.objects.filter(pk=int(parts[2]), revoked_at=None, expires_at__gt=now).first()
        if link is None or not _is_sealed(link, parts[3]) or not telling().customer_page:
            raise NotThere
        case = Case.objects.select_related("contact", "account").filter(pk=link.case_id, binned_at=None).first()
        customer = _shown_to(link, case) if case else None
        if case is None or customer is None:
            raise NotThere
        yield _going_on(case, customer), customer


def _going_on(case: Case, customer: Contact | Account) -> Case:
    """The case it was merged into, where that is this customer's too; else the case as it is (U1)."""
    if case.merged_into_id is None:
        return case
    survivor = Case.objects.select_related("contact", "account").get(pk=case.survivor.pk)
    is_theirs = getattr(survivor, f"{customer.kind}_id") == customer.pk
    return survivor if is_theirs and survivor.binned_at is None else case


def _shown_to(link: CustomerLink, case: Case) -> Contact | Account | None:
    """Whom the link shows the case; nobody once the case is another customer's."""
    customer: Contact | Account | None = case.contact if link.contact_id else case.account
    return customer if customer is not None and _is_theirs(link, customer) else None


def _is_theirs(link: CustomerLink, customer: Contact | Account) -> bool:
    """Whether the customer is the one the link was made for, or the record that one was merged into."""
    own: Contact | Account | None = link.contact or link.account
    for _ in range(MOST_MERGES):
        if own is None or own.pk == customer.pk:
            break
        own = own.merged_into
    return own is not None and own.pk == customer.pk


def _is_sealed(link: CustomerLink, seal: str) -> bool:
    """With the secret key of now, or one of before."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(seal, _seal(link, key)) for key in keys)


def _seal(link: CustomerLink, key: str | bytes | None = None) -> str:
    ids = (link.organization_id, link.pk, link.case_id, link.contact_id, link.account_id)
    text = ":".join([*(str(each) for each in ids), link.nonce])
    sealed = salted_hmac(SALT, text, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")
