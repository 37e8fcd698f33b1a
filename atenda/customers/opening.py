"""Put a customer on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, Unpack, cast
from uuid import UUID

from atenda.customers import events
from atenda.customers.linking import link
from atenda.customers.models import Account, Contact, CustomerOpening, NameWord
from atenda.customers.naming import clean, plain, search_name_of, words_of
from atenda.customers.profile import PLAIN, Profile, checked_tax, columns_of, settled, town_of
from atenda.customers.reaching import add_ways
from atenda.customers.refusals import NoName, SeveralSoCalled
from atenda.customers.ways import Email, Phone, Postal, Way, in_words
from atenda.customers.ways import settled as settled_ways
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

T = TypeVar("T", Account, Contact)


@deed
def open_account(
    *,
    name: str,
    emails: Sequence[Email] = (),
    phones: Sequence[Phone] = (),
    addresses: Sequence[Postal] = (),
    by: Agent | None,
    now: datetime,
    submission: UUID | None = None,
    **profile: Unpack[Profile],
) -> Account:
    """Create an account. The same `submission` twice makes one and returns it both times (B4).

    Raises NoName, WrongTaxNumber."""

    def make() -> Account:
        reach: dict[str, Sequence[Way]] = {"emails": emails, "phones": phones, "addresses": addresses}
        return _create(Account(), {"name": name, **profile}, reach, by=by, now=now)

    return _once(submission, make, now)


@deed
def open_contact(
    *,
    name: str,
    emails: Sequence[Email] = (),
    phones: Sequence[Phone] = (),
    addresses: Sequence[Postal] = (),
    company: Account | str | None = None,
    position: str = "",
    by: Agent | None,
    now: datetime,
    submission: UUID | None = None,
    **profile: Unpack[Profile],
) -> Contact:
    """Create a contact and, if it is said where they work, link them: to an account, or to the one of that name,
    which is created if there is none. Of an account that was merged meanwhile it is the one that stayed.
    `submission` as in `open_account`.

    Raises NoName, SeveralSoCalled, WrongTaxNumber."""

    def make() -> Contact:
        reach: dict[str, Sequence[Way]] = {"emails": emails, "phones": phones, "addresses": addresses}
        contact = _create(Contact(), {"name": name, **profile}, reach, by=by, now=now)
        account = _account_called(company, by=by, now=now) if isinstance(company, str) else company
        if account is not None:
            account.lock()
            link(contact, account.survivor, position=position, by=by, now=now)
        return contact

    return _once(submission, make, now)


@deed
def introduce(
    *,
    name: str = "",
    phone: str = "",
    email: str = "",
    company: Account | str | None = None,
    by: Agent | None,
    now: datetime,
    submission: UUID | None = None,
) -> Account | Contact:
    """Put a customer on record with the little one knows on the phone: a person, a company, or a person of one.

    Without a person's name the phone and the e-mail are the company's. Raises NoName, SeveralSoCalled.
    """
    phones, emails = [Phone(phone)], [Email(email)]
    if clean(name):
        return open_contact(
            name=name, phones=phones, emails=emails, company=company, by=by, now=now, submission=submission
        )
    if isinstance(company, str):
        return open_account(name=company, phones=phones, emails=emails, by=by, now=now, submission=submission)
    raise NoName


def accounts_called(name: str) -> list[Account]:
    """The accounts of this name, accents and capitals aside; the first twenty."""
    return list(Account.objects.current().filter(search_name=search_name_of(name)).order_by("id")[:20])


def know_words(name: str) -> None:
    """Remember the words of a name, so that a mistyped one is found. Sorted, so that two of us never lock crosswise."""
    words = [NameWord(word=word, plain=plain(word)) for word in sorted(words_of(name))]
    if words:
        NameWord.objects.bulk_create(words, ignore_conflicts=True)


def _create(
    customer: T, profile: Mapping[str, Any], reach: Mapping[str, Sequence[Way]], *, by: Agent | None, now: datetime
) -> T:
    ways = {field: settled_ways(given, current_organization().country) for field, given in reach.items()}
    words = settled(profile)
    words |= checked_tax(words, ways.get("addresses", ()))
    if not words["name"]:
        raise NoName
    for name, value in columns_of(words).items():
        setattr(customer, name, value)
    customer.town = town_of(ways.get("addresses", ()))
    customer.created_at = customer.updated_at = now
    customer.save(force_insert=True)
    know_words(customer.name)
    for field, some in ways.items():
        add_ways(customer, field, some)
    said = {name: words[name] for name in PLAIN if words.get(name)}
    said |= {field: in_words(some) for field, some in ways.items() if some}
    kind = events.ACCOUNT_CREATED if isinstance(customer, Account) else events.CONTACT_CREATED
    record(customer, kind, by=by, after=said, at=now, is_first=True)
    return customer


def _account_called(name: str, *, by: Agent | None, now: datetime) -> Account | None:
    name = clean(name)
    if not name:
        return None
    match accounts_called(name)[:2]:
        case []:
            return _create(Account(), {"name": name}, {}, by=by, now=now)
        case [account]:
            return account
        case _:
            raise SeveralSoCalled


def _once(submission: UUID | None, make: Callable[[], T], now: datetime) -> T:
    """What this submission made before, or what it makes now; while one is under way the same one waits for it."""
    if submission is None:
        return make()
    slip = CustomerOpening(submission=submission, created_at=now)
    CustomerOpening.objects.bulk_create([slip], ignore_conflicts=True)
    found = CustomerOpening.objects.select_related("account", "contact").filter(submission=submission)
    slip = found.get()
    if before := slip.account or slip.contact:
        return cast(T, before)  # one form makes one kind
    made = make()
    found.update(**{made.kind: made})
    return made
