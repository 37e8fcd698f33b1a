"""How to reach the customer of a case at once: name, default phone, e-mail and address (S0.50)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from atenda.customers.models import Account, Address, Contact, EmailAddress, PhoneNumber
from atenda.customers.phones import dial_address, shown_phone
from atenda.organizations.entering import current_organization


@dataclass(frozen=True)
class Caller:
    """Who the customer is and how to reach them; what the contact lacks is the account's."""

    contact: Contact | None
    account: Account | None
    phone: str
    email: str
    address: Address | None

    @property
    def phone_shown(self) -> str:
        return shown_phone(self.phone, current_organization().country)

    @property
    def dial(self) -> str:
        return dial_address(self.phone)


def caller(*, contact: Contact | None, account: Account | None) -> Caller:
    """A contact, an account, or a contact on behalf of an account; one query however many ways there are."""
    phone, email, address = _defaults(contact, account, PhoneNumber, EmailAddress, Address)
    return Caller(
        contact,
        account,
        phone=phone.number if phone else "",
        email=email.address if email else "",
        address=address,
    )


def _defaults(contact: Contact | None, account: Account | None, *models: Any) -> list[Any]:
    """The default one of each kind, the contact's before the account's; None where there is none."""
    owned = f"{_owned('contact', contact)} OR {_owned('account', account)}"
    one = f"""(SELECT to_jsonb(way) FROM {{}} way
        WHERE way.organization_id = %s AND way.is_default AND ({owned})
        ORDER BY contact_id NULLS LAST LIMIT 1)"""  # noqa: S608  our own names, and numbers
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(one.format(model._meta.db_table) for model in models),
            [current_organization().pk] * len(models),
        )
        found = cursor.fetchone()
    return [model(**json.loads(row)) if row else None for model, row in zip(models, found, strict=True)]


def _owned(kind: str, customer: Contact | Account | None) -> str:
    return f"way.{kind}_id = {customer.pk:d}" if customer else "FALSE"
