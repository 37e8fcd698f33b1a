"""The words this house chose for its cases, and what it asks of them. All made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from atenda.cases.field_rules import STANDARD, Rule
from atenda.cases.models import CaseType, Category, ClosingReason, Colour, Importance, Priority, Source, State
from atenda.cases.picklists import add
from atenda.cases.setting_rules import set_rules
from atenda.cases.tagging import tags_called
from atenda.organizations.labels import LANGUAGES
from atenda.staff.models import Agent

Words = tuple[str, str, str]  # Spanish, Galician, English

ORDERS, QUALITY, DELIVERY, MONEY = "Preparación del pedido", "Calidad del producto", "Entrega", "Facturación y cobro"
TRADE, FREEZERS, SHOP = "Atención comercial", "Equipos en cesión", "Web de pedidos"
TYPES: dict[str, tuple[Words, Colour]] = {
    ORDERS: ((ORDERS, "Preparación do pedido", "Picking"), Colour.BLUE),
    QUALITY: ((QUALITY, "Calidade do produto", "Quality"), Colour.GREEN),
    DELIVERY: ((DELIVERY, "Entrega", "Delivery"), Colour.ORANGE),
    MONEY: ((MONEY, "Facturación e cobramento", "Invoices and payments"), Colour.YELLOW),
    TRADE: ((TRADE, "Atención comercial", "Sales enquiry"), Colour.AZURE),
    FREEZERS: ((FREEZERS, "Equipos en cesión", "Equipment on loan"), Colour.PURPLE),
    SHOP: ((SHOP, "Web de pedidos", "Ordering website"), Colour.GREY),
}
IMPORTANCES: list[tuple[Words, Colour]] = [
    (("Baja", "Baixa", "Low"), Colour.GREY),
    (("Media", "Media", "Medium"), Colour.BLUE),
    (("Alta", "Alta", "High"), Colour.ORANGE),
    (("Crítica", "Crítica", "Critical"), Colour.RED),
]
CAMPAIGNS: list[tuple[Words, Colour]] = [
    (("Atención diaria", "Atención diaria", "Daily service"), Colour.GREY),
    (("Temporada de verano", "Tempada de verán", "Summer season"), Colour.YELLOW),
]
REPLACED, CREDITED = "Repuesto en el siguiente reparto", "Abonado en factura"
REASONS: list[tuple[Words, Colour]] = [
    ((REPLACED, "Reposto no seguinte reparto", "Replaced with the next delivery"), Colour.GREEN),
    ((CREDITED, "Aboado en factura", "Credited on an invoice"), Colour.AZURE),
]
TAGS = ["Cliente VIP", "En garantía", "Primer pedido", "Reclama por escrito", "Pendiente de abono"]
# What is asked besides, of one type each; of all cases, why they were closed.
ASKED: dict[str, dict[str, dict[str, bool]]] = {
    ORDERS: {"team": {"first": True, "at_opening": True}},
    QUALITY: {"importance": {"at_opening": True}},
    DELIVERY: {"source": {"editable": False}},
    MONEY: {"category": {"at_opening": True}},
    TRADE: {"importance": {"shown": False}},
    FREEZERS: {"responsible": {"at_closing": True}},
    SHOP: {"campaign": {"shown": False}},
}
OF_ALL = {"closing_reason": {"at_closing": True}}


@dataclass(frozen=True)
class Lists:
    """What a case may have, by the word it is known by here."""

    types: dict[str, CaseType]
    importances: list[Importance]  # the least first
    campaigns: list[Any]
    reasons: dict[str, ClosingReason]
    tags: list[Any]
    states: dict[str, State]  # the first of each life cycle
    priorities: list[Priority]
    sources: dict[str, Source]
    categories: dict[str, Category]

    def asks(self, type: str, field: str, flag: str) -> bool:
        """Whether cases of this type are asked so."""
        rule = Rule(**{**vars(STANDARD[field]), **ASKED[type].get(field, {})})
        return bool(getattr(rule, flag))


def choose(by: Agent, now: datetime) -> Lists:
    """Add them to what the preset brought, and say what is asked."""
    types: dict[str, Any] = {
        name: _add("types", words, colour, place, by, now)
        for place, (name, (words, colour)) in enumerate(TYPES.items())
    }
    importances: list[Any] = [_add("importances", *each, place, by, now) for place, each in enumerate(IMPORTANCES)]
    campaigns = [_add("campaigns", *each, place, by, now) for place, each in enumerate(CAMPAIGNS)]
    before = ClosingReason.objects.count()
    for place, each in enumerate(REASONS, start=before):
        _add("reasons", *each, place, by, now)
    set_rules(_rules(OF_ALL), by=by, now=now)
    for name, asked in ASKED.items():
        set_rules(_rules(asked), type=types[name], by=by, now=now)
    return Lists(
        types,
        importances,
        campaigns,
        reasons={row.labels["es"]: row for row in ClosingReason.objects.all()},
        tags=tags_called(TAGS, by=by, now=now),
        states={state.lifecycle: state for state in State.objects.order_by("-position")},
        priorities=list(Priority.objects.order_by("position")),
        sources={source.key: source for source in Source.objects.all()},
        categories={row.labels["es"]: row for row in Category.objects.all()},
    )


def _add(kind: str, words: Words, colour: Colour, place: int, by: Agent, now: datetime) -> Any:
    labels = dict(zip(LANGUAGES, words, strict=True))
    return add(kind, labels=labels, position=place, colour=colour, by=by, now=now)


def _rules(asked: dict[str, dict[str, bool]]) -> dict[str, Rule]:
    return {field: Rule(**{**vars(STANDARD[field]), **flags}) for field, flags in asked.items()}
