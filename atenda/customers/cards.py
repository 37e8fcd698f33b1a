"""A customer in one line: what a list, a picker and a case show of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from atenda.customers.models import Account, AccountContact, Address, Contact, EmailAddress, PhoneNumber
from atenda.customers.phones import dial_address, shown_phone
from atenda.organizations.entering import current_organization

OTHERS_SHOWN = 3


@dataclass(frozen=True)
class Card:
    """`others` are the companies of a person or the people of a company, the first few of them."""

    kind: str
    id: int
    name: str
    phone: str = ""
    phone_shown: str = ""
    email: str = ""
    town: str = ""
    others: tuple[str, ...] = ()
    has_more_others: bool = False

    @property
    def value(self) -> str:
        """How forms and addresses name this customer."""
        return f"{self.kind}:{self.id}"

    @property
    def dial(self) -> str:
        return dial_address(self.phone)

    @property
    def note(self) -> str:
        """What tells this customer from others of the same name."""
        return " · ".join(filter(None, [", ".join(self.others), self.phone_shown, self.email]))


def cards(customers: Sequence[Account | Contact]) -> list[Card]:
    """The cards of these customers, in their order; as many queries for one as for a hundred."""
    accounts = [each.pk for each in customers if isinstance(each, Account)]
    contacts = [each.pk for each in customers if isinstance(each, Contact)]
    if not customers:
        return []
    theirs = Q(account__in=accounts) | Q(contact__in=contacts)
    phones = _defaults(PhoneNumber, "number", theirs)
    emails = _defaults(EmailAddress, "address", theirs)
    towns = _defaults(Address, "city", theirs)
    others = _people(accounts) | _companies(contacts)
    region = current_organization().country
    made = []
    for customer in customers:
        key = (customer.kind, customer.pk)
        phone, names = phones.get(key, ""), others.get(key, [])
        made.append(
            Card(
                *key,
                name=customer.name,
                phone=phone,
                phone_shown=shown_phone(phone, region),
                email=emails.get(key, ""),
                town=towns.get(key, ""),
                others=tuple(names[:OTHERS_SHOWN]),
                has_more_others=len(names) > OTHERS_SHOWN,
            )
        )
    return made


def _defaults(model: type[PhoneNumber | EmailAddress | Address], column: str, theirs: Q) -> dict[tuple[str, int], str]:
    rows = model.objects.filter(theirs, is_default=True).values_list("account_id", "contact_id", column)
    return {("account", account) if account else ("contact", contact): value for account, contact, value in rows}


def _people(accounts: list[int]) -> dict[tuple[str, int], list[str]]:
    return _first_others("account", AccountContact.objects.filter(account__in=accounts), "contact__name", accounts)


def _companies(contacts: list[int]) -> dict[tuple[str, int], list[str]]:
    return _first_others("contact", AccountContact.objects.filter(contact__in=contacts), "account__name", contacts)


def _first_others(kind: str, links: object, name: str, owners: list[int]) -> dict[tuple[str, int], list[str]]:
    if not owners:
        return {}
    place = Window(RowNumber(), partition_by=F(f"{kind}_id"), order_by="id")
    first = links.annotate(place=place).filter(place__lte=OTHERS_SHOWN + 1).order_by("place")  # type: ignore[attr-defined]
    found: dict[tuple[str, int], list[str]] = {}
    for owner, other in first.values_list(f"{kind}_id", name):
        found.setdefault((kind, owner), []).append(other)
    return found
