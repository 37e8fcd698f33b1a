"""The customers put on record: most on the first day, the rest as they came; and who of them calls."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from atenda.importing.fast.loading import FastPath
from atenda.importing.fast.telling import Known
from atenda.testing.sample import remarks
from atenda.testing.sample.companies import Company, Somebody, companies, somebody
from atenda.testing.sample.days import moments
from atenda.testing.sample.house import ADMINISTRATOR, DESK, House
from atenda.testing.sample.names import MEN, WOMEN
from atenda.testing.sample.places import town
from atenda.testing.sample.stories import Caller

AT_FIRST = 0.7
WITHOUT_COMPANY = 0.1


@dataclass
class Customer:
    """A company with its people, or one person who buys for themselves."""

    account: Known | None
    company: Company | None
    people: list[tuple[Known, Somebody]] = field(default_factory=list)


class Clientele:
    """Everybody, in the order in which they became customers."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.since: list[datetime] = []
        self.customers: list[Customer] = []

    def caller(self, at: datetime) -> Caller:
        """Somebody known by then; old customers call more often, and some far more than others."""
        random, known = self.random, bisect_right(self.since, at)
        customer = self.customers[int(known * random.random() ** 1.7)]
        people = customer.people
        if customer.company is None or (people and random.random() < 0.9):
            contact, who = people[int(len(people) * random.random() ** 2)]
            place = customer.company.town.name if customer.company else town(random).name
            return Caller(contact, customer.account, _called(who.name), place, who.language)
        # somebody there who is not on record
        name = random.choice([*WOMEN, *MEN])
        return Caller(None, customer.account, name, customer.company.town.name, customer.company.language)


def gather(
    random: Random, fast: FastPath, house: House, *, accounts: int, contacts: int, first: datetime, last: datetime
) -> Clientele:
    """Put so many accounts and contacts on record between two moments."""
    alone = int(contacts * WITHOUT_COMPANY)
    firms: list[Company | None] = [*companies(random, accounts), *[None] * alone]
    random.shuffle(firms)
    crowd = _sizes(random, [firm is not None for firm in firms], contacts - alone)
    later = moments(random, len(firms) - int(len(firms) * AT_FIRST), first + timedelta(days=3), last)
    on_first_day = [first + timedelta(seconds=4 * i) for i in range(len(firms) - len(later))]
    clientele = Clientele(random)
    apart = Random(accounts)  # remarks change nobody else's story
    admin = house.agents[ADMINISTRATOR.email]
    for at, firm, size in zip([*on_first_day, *later], firms, crowd, strict=True):
        by = admin if at < first + timedelta(days=1) else random.choice(house.members[DESK])
        customer = Customer(None, firm)
        if firm is not None:
            customer.account = fast.open_account(
                name=firm.name,
                tax_id=firm.tax_id,
                emails=firm.emails,
                phones=firm.phones,
                addresses=firm.addresses,
                by=by,
                now=at,
                **remarks.of_company(apart, firm.language),
            )
        for i in range(size):
            who = somebody(random, firm)
            contact = fast.open_contact(
                name=who.name,
                tax_id=who.tax_id,
                emails=who.emails,
                phones=who.phones,
                addresses=who.addresses,
                company=customer.account,
                position=who.position,
                by=by,
                now=at + timedelta(seconds=40 * (i + 1)),
                **remarks.of_person(apart, who.language),
            )
            customer.people.append((contact, who))
        clientele.since.append(at)
        clientele.customers.append(customer)
    return clientele


def _sizes(random: Random, is_firm: list[bool], contacts: int) -> list[int]:
    """How many people each customer has: one for those alone; firms share the rest, unevenly, some with nobody."""
    sizes = [0 if firm else 1 for firm in is_firm]
    firms = [i for i, firm in enumerate(is_firm) if firm]
    weights = [random.paretovariate(1.6) for _ in firms]
    for i in random.choices(firms, weights, k=contacts):
        sizes[i] += 1
    return sizes


def _called(name: str) -> str:
    return name.split()[0]
