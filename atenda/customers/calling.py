"""How to reach the customer of a case at once: name, default phone, e-mail and address (S0.50)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from atenda.customers.models import Account, Address, Contact, EmailAddress, PhoneNumber
from atenda.customers.phones import dial_address, shown_phone
from atenda.customers.tags import names_of
from atenda.customers.time_zones import clock_there
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared


@dataclass(frozen=True)
class Caller:
    """Who the customer is and how to reach them; what the contact lacks is the account's."""

    contact: Contact | None
    account: Account | None
    phone: str
    email: str
    address: Address | None
    tags: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self._said("language")

    @property
    def notes(self) -> list[str]:
        return [customer.notes for customer in (self.contact, self.account) if customer and customer.notes]

    @property
    def clock_there(self) -> str:
        """What the clock says where they are, when it is not what it says here."""
        return clock_there(self._said("time_zone"), timezone.localtime())

    def _said(self, name: str) -> str:
        return next((said for who in (self.contact, self.account) if who and (said := getattr(who, name))), "")

    @property
    def phone_shown(self) -> str:
        return shown_phone(self.phone, current_organization().country)

    @property
    def dial(self) -> str:
        return dial_address(self.phone)


def caller(*, contact: Contact | None, account: Account | None) -> Caller:
    """A contact, an account, or a contact on behalf of an account; one query however many ways there are, and one
    for the names of tags where there are some."""
    phone, email, address = _defaults(contact, account, PhoneNumber, EmailAddress, Address)
    return Caller(
        contact,
        account,
        phone=phone.number if phone else "",
        email=email.address if email else "",
        address=address,
        tags=names_of({pk for who in (contact, account) if who for pk in who.tag_ids}),
    )


DEFAULT = """(SELECT to_jsonb(way) FROM {} way
    WHERE way.organization_id = %s AND way.is_default AND (way.contact_id = %s::bigint OR way.account_id = %s::bigint)
    ORDER BY contact_id NULLS LAST LIMIT 1)"""


def _defaults(contact: Contact | None, account: Account | None, *models: Any) -> list[Any]:
    """The default one of each kind, the contact's before the account's; None where there is none."""
    asked = [current_organization().pk, contact.pk if contact else None, account.pk if account else None]
    each = ", ".join(DEFAULT.format(model._meta.db_table) for model in models)
    with prepared() as cursor:
        cursor.execute(f"SELECT {each}", asked * len(models))
        found = cursor.fetchone()
    return [model(**json.loads(row)) if row else None for model, row in zip(models, found, strict=True)]
