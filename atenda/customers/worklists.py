"""The lists of accounts and contacts, and what a customer's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Collate, Concat

from atenda.customers.cards import Card, cards
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.narrowing import Narrowing, narrowed
from atenda.customers.search import MODELS, find_customers
from atenda.staff.models import Agent

PAGE = 50
PEOPLE_SHOWN = 100
EVERYBODY = Narrowing()


@dataclass(frozen=True)
class Page:
    """Some customers by name; `newer` and `older` are the ids to go on from, None where nothing follows."""

    cards: list[Card]
    newer: int | None = None
    older: int | None = None


def page_of(
    kind: str,
    *,
    actor: Agent,
    narrowing: Narrowing = EVERYBODY,
    after: int | None = None,
    before: int | None = None,
) -> Page:
    """A page of the list sorted by name, from the one that follows (or comes before) a customer."""
    everyone = MODELS[kind].objects.visible_to(actor)
    start = after if after is not None else before
    name = everyone.filter(pk=start).values_list("search_name", flat=True).first() if start is not None else None
    everyone = narrowed(everyone, narrowing, actor)
    by_name: Any = F("search_name")
    if narrowing.text:  # whose names begin alike stand together: walking the names would pass over half of them
        by_name = Collate(Concat("search_name", Value("")), "C")
    if name is None:
        rows = list(everyone.order_by(by_name.asc(), "id")[: PAGE + 1])
        return _page(rows[:PAGE], has_newer=False, has_older=len(rows) > PAGE)
    if after is not None:
        beyond = everyone.filter(Q(search_name__gt=name) | Q(id__gt=start), search_name__gte=name)
        rows = list(beyond.order_by(by_name.asc(), "id")[: PAGE + 1])
        return _page(rows[:PAGE], has_newer=True, has_older=len(rows) > PAGE)
    beyond = everyone.filter(Q(search_name__lt=name) | Q(id__lt=start), search_name__lte=name)
    rows = list(beyond.order_by(by_name.desc(), "-id")[: PAGE + 1])
    return _page(rows[:PAGE][::-1], has_newer=len(rows) > PAGE, has_older=True)


def found(kind: str, text: str) -> Page:
    """The best matches of a search, one page of them."""
    return Page(find_customers(text, limit=PAGE, kinds=[kind]))


def companies_of(contact: Contact) -> list[AccountContact]:
    """Where a person works, in order of name."""
    return list(contact.companies.select_related("account").order_by("account__search_name", "id")[:PEOPLE_SHOWN])


def people_of(account: Account) -> list[tuple[Card, str]]:
    """Who works for a company, in order of name, with their position there."""
    links = list(account.people.select_related("contact").order_by("contact__search_name", "id")[:PEOPLE_SHOWN])
    return list(zip(cards([link.contact for link in links]), (link.position for link in links), strict=True))


def only_account_of(contact: Contact) -> Account | None:
    """The company a person works for, if there is exactly one: whose case it probably is (S4.7)."""
    links = list(contact.companies.select_related("account")[:2])
    return links[0].account if len(links) == 1 else None


def _page(customers: list[Any], *, has_newer: bool, has_older: bool) -> Page:
    return Page(
        cards(customers),
        newer=customers[0].pk if customers and has_newer else None,
        older=customers[-1].pk if customers and has_older else None,
    )
