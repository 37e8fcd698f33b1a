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
NEAR = 10_000  # names that are walked through in a few milliseconds
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
    start = after if after is not None else before
    visible = MODELS[kind].objects.visible_to(actor)
    name = visible.filter(pk=start).values_list("search_name", flat=True).first() if start is not None else None
    walk = Walk(name, start, is_back=name is not None and after is None)
    asked = narrowed(visible, narrowing, actor)
    near = NEAR * 2 if narrowing.open else NEAR  # those with open cases are in no index of names: they are met later
    rows = _near_or_far(kind, asked, walk, near) if narrowing.is_by_words else list(walk.over(asked)[: PAGE + 1])
    if walk.is_back:
        return _page(rows[:PAGE][::-1], has_newer=len(rows) > PAGE, has_older=True)
    return _page(rows[:PAGE], has_newer=name is not None, has_older=len(rows) > PAGE)


@dataclass(frozen=True)
class Walk:
    """Through the names from a customer on, or from the first one; forwards or back."""

    name: str | None
    start: int | None
    is_back: bool

    def over(self, customers: Any, by_name: Any = None) -> Any:
        """The customers beyond the start, in order."""
        name, key = by_name or F("search_name"), F("id")
        if self.name is not None and self.is_back:
            customers = customers.filter(
                Q(search_name__lt=self.name) | Q(id__lt=self.start), search_name__lte=self.name
            )
        elif self.name is not None:
            customers = customers.filter(
                Q(search_name__gt=self.name) | Q(id__gt=self.start), search_name__gte=self.name
            )
        return customers.order_by(*((name.desc(), key.desc()) if self.is_back else (name.asc(), key.asc())))

    def until(self, edge: str) -> Q:
        return Q(search_name__gte=edge) if self.is_back else Q(search_name__lte=edge)


def _near_or_far(kind: str, asked: Any, walk: Walk, near: int) -> list[Any]:
    """Who is asked for by words of the name and more.

    Common words are met soon: among the next names. If they are not, all who fit are looked up and sorted; walking
    on would pass over half of the names, for those that begin alike stand together.
    """
    edge = walk.over(MODELS[kind].objects.values_list("search_name", flat=True))[near : near + 1].first()
    if edge is None:
        return list(walk.over(asked)[: PAGE + 1])
    found = list(walk.over(asked.filter(walk.until(edge)))[: PAGE + 1])
    if len(found) > PAGE:
        return found
    apart_from_any_index: Any = Collate(Concat("search_name", Value("")), "C")
    return list(walk.over(asked, apart_from_any_index)[: PAGE + 1])


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
