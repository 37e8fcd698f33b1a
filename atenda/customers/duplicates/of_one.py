"""Who may be the same customer put on record twice: the same phone, e-mail, tax number or name."""

from __future__ import annotations

from typing import Any

from atenda.customers.cards import Card, cards
from atenda.customers.duplicates.telling_apart import are_told_apart
from atenda.customers.models import Account, Contact
from atenda.customers.reaching import ways_of
from atenda.customers.search import MODELS
from atenda.customers.sharing import sharers
from atenda.customers.ways import Email, Phone

MOST_WAYS = 10
SHOWN = 10


def likely_duplicates(customer: Account | Contact) -> list[Card]:
    """Others of its kind that share something with it, those who are called the same last; the first few.

    Without those of whom somebody said that they are another customer."""
    shared = [card for cards in sharers(_known(customer), but=customer).values() for card in cards]
    alike = MODELS[customer.kind].objects.current().filter(search_name=customer.search_name).exclude(pk=customer.pk)
    once = {
        card.id: card for card in (*shared, *cards(list(alike.order_by("pk")[:SHOWN]))) if card.kind == customer.kind
    }
    apart = are_told_apart(customer, list(once))
    return [card for pk, card in once.items() if pk not in apart][:SHOWN]


def _known(customer: Account | Contact) -> dict[str, Any]:
    """What may be shared, by the names that fields of the form have."""
    known = {"tax_id": customer.tax_id}
    for number, way in enumerate(ways_of(customer, "phones")[:MOST_WAYS]):
        known[f"phones-{number}-number"] = way.number if isinstance(way, Phone) else ""
    for number, way in enumerate(ways_of(customer, "emails")[:MOST_WAYS]):
        known[f"emails-{number}-address"] = way.address if isinstance(way, Email) else ""
    return known
