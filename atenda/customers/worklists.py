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
from atenda.organizations.entering import current_organization
from atenda.organizations.joined import Joined
from atenda.staff.models import Agent

PAGE = 50
PEOPLE_SHOWN = 100
NEAR = 2_000  # names that are walked through in a millisecond or two
FAR = 40_000  # and in some twenty
LAST = 9_223_372_036_854_775_807
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
    size: int | None = None,
) -> Page:
    """A page of the list sorted by name, from the one that follows (or comes before) a customer."""
    size = size or PAGE
    start = after if after is not None else before
    visible = MODELS[kind].objects.visible_to(actor)
    name = visible.filter(pk=start).values_list("search_name", flat=True).first() if start is not None else None
    walk = Walk(name, start, is_back=name is not None and after is None, size=size)
    asked = narrowed(visible, narrowing, actor)
    rows = _by_words(kind, asked, walk) if narrowing.is_by_words else list(walk.over(asked)[: size + 1])
    if walk.is_back:
        return _page(rows[:size][::-1], has_newer=len(rows) > size, has_older=True)
    return _page(rows[:size], has_newer=name is not None, has_older=len(rows) > size)


@dataclass(frozen=True)
class Walk:
    """Through the names from a customer on, or from the first one; forwards or back."""

    name: str | None
    start: int | None
    is_back: bool
    size: int

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

    def over_names(self, kind: str) -> Any:
        """The names alone, of merged records too: read from the index and from nowhere else."""
        return self.over(MODELS[kind].objects.values_list("search_name", flat=True))

    def until(self, edge: str) -> Q:
        return Q(search_name__gte=edge) if self.is_back else Q(search_name__lte=edge)

    def beyond(self, edge: str) -> Walk:
        """The rest of the way, after everybody of that name."""
        return Walk(edge, 0 if self.is_back else LAST, self.is_back, self.size)


def _by_words(kind: str, asked: Any, walk: Walk) -> list[Any]:
    """Who is asked for by words of the name and more.

    Common words are met soon: so one looks among the next names, and goes on for as long as what was found says that
    it is not far. If it is, all who fit are looked up and sorted: walking on would pass over half of the names, for
    those that begin alike stand together.
    """
    rows: list[Any] = []
    rest, passed, step = walk, 0, NEAR
    while passed + step <= FAR:
        edge = rest.over_names(kind)[step : step + 1].first()
        rows += rest.over(asked if edge is None else asked.filter(rest.until(edge)))[: walk.size + 1 - len(rows)]
        if edge is None or len(rows) > walk.size:
            return rows
        passed, rest = passed + step, rest.beyond(edge)
        step = max(NEAR, passed * (walk.size + 1 - len(rows)) * 5 // (len(rows) * 4)) if rows else FAR
    apart_from_any_index: Any = Collate(Concat("search_name", Value("")), "C")
    return list(walk.over(asked, apart_from_any_index)[: walk.size + 1])


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


ONLY_ACCOUNT = Joined(
    "FROM customers_accountcontact l"
    " JOIN customers_account a ON a.organization_id = l.organization_id AND a.id = l.account_id"
    " WHERE l.organization_id = %s AND l.contact_id = %s AND NOT EXISTS (SELECT 1 FROM customers_accountcontact other"
    " WHERE other.organization_id = %s AND other.contact_id = %s AND other.account_id <> l.account_id)",
    a=Account,
)


def only_account_of(contact: Contact) -> Account | None:
    """The company a person works for, if there is exactly one: whose case it probably is (S4.7)."""
    organization = current_organization().pk
    found = ONLY_ACCOUNT.one(organization, contact.pk, organization, contact.pk)
    return found[0] if found else None


def _page(customers: list[Any], *, has_newer: bool, has_older: bool) -> Page:
    return Page(
        cards(customers),
        newer=customers[0].pk if customers and has_newer else None,
        older=customers[-1].pk if customers and has_older else None,
    )
