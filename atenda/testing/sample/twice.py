"""Customers whom somebody put on record a second time, as it happens at a busy counter: what duplicates look like."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from atenda.customers.duplicates import looking
from atenda.customers.search import MODELS
from atenda.importing.fast.loading import FastPath
from atenda.testing.sample.clientele import Clientele
from atenda.testing.sample.house import DESK, House

PEOPLE, COMPANIES = 6, 3
SLIPS = ("ll", "l"), ("rr", "r"), ("v", "b"), ("z", "s"), ("g", "j"), ("o", "a")


def put_on_record_twice(random: Random, fast: FastPath, house: House, clientele: Clientele, *, now: datetime) -> None:
    """So many of either, in the last weeks, the name as it was heard, with one of the ways to reach them."""
    moments = (now - timedelta(days=2 * number, hours=3) for number in range(1, PEOPLE + COMPANIES + 1))
    desk = house.members[DESK]
    everybody = [(each.account, *person) for each in clientele.customers for person in each.people if person[1].phones]
    for company, _known, who in random.sample(everybody, PEOPLE):
        fast.open_contact(
            name=_misheard(who.name), phones=who.phones[:1], company=company, by=random.choice(desk), now=next(moments)
        )
    firms = [each.company for each in clientele.customers if each.company is not None]
    for firm in random.sample(firms, COMPANIES):
        name = f"{firm.name.split(',')[0]}, S.L."
        fast.open_account(
            name=name, emails=firm.emails[:1], phones=firm.phones[:1], by=random.choice(desk), now=next(moments)
        )


def find_them(now: datetime) -> None:
    """As it is done every night."""
    for kind in MODELS:
        looking.look(kind, now=now)


def _misheard(name: str) -> str:
    """The name as somebody wrote it who heard it once."""
    for heard, written in SLIPS:
        if heard in name[1:]:
            return name[0] + name[1:].replace(heard, written, 1)
    return name
