"""What a search finds, as JSON."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, ref
from atenda.api.shapes.cases import StateRef
from atenda.cases import catalogue
from atenda.customers.cards import Card
from atenda.searching.finding import Found


class FoundCase(Answer):
    folio: int
    reference: str
    state: StateRef
    customer: str
    excerpt: str = Field(description="Where the words stand in it, if not in its reference.")


class FoundCustomer(Answer):
    kind: Literal["contact", "account"]
    id: int
    name: str
    phone: str
    email: str
    town: str
    others: list[str] = Field(description="Where a person works, or who works there; the first few.")


class SearchOut(Answer):
    cases: list[FoundCase]
    customers: list[FoundCustomer]
    meant: str | None = Field(description="What the cases were found by, where nothing fitted what was asked.")


def case(found: Found) -> dict[str, Any]:
    state = catalogue.states()[found.state_id]
    return {
        "folio": found.folio,
        "reference": found.reference.striptags(),
        "state": {**(ref(state) or {}), "lifecycle": str(state.lifecycle)},
        "customer": found.customer.striptags(),
        "excerpt": found.excerpt.striptags(),
    }


def customer(card: Card) -> dict[str, Any]:
    said = {name: getattr(card, name) for name in ("kind", "id", "name", "phone", "email", "town")}
    return {**said, "others": list(card.others)}
