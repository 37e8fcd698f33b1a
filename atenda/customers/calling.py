"""How to reach the customer of a case at once: name, default phone, e-mail and address (S0.50)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

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
    """A contact, an account, or a contact on behalf of an account; three queries however many ways there are."""
    owners = Q(contact=contact) if contact else Q()
    if account:
        owners |= Q(account=account)
    phone, email = _default(PhoneNumber, owners), _default(EmailAddress, owners)
    return Caller(
        contact,
        account,
        phone=phone.number if phone else "",
        email=email.address if email else "",
        address=_default(Address, owners),
    )


def _default(model: Any, owners: Q) -> Any:
    """The default one, the contact's before the account's."""
    return model.objects.filter(owners, is_default=True).order_by(F("contact_id").asc(nulls_last=True)).first()
