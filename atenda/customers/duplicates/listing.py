"""The duplicates that are proposed, as the page and the API show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from atenda.customers.cards import Card, cards
from atenda.customers.duplicates.weighing import SAID, Share
from atenda.customers.models import LikelyDuplicate
from atenda.customers.search import MODELS
from atenda.organizations.folding import fold
from atenda.staff.models import Agent

PAGE = 20
MOST_COUNTED = 500


@dataclass(frozen=True)
class Proposal:
    """Two records, the older one first, and what they share, in the words of a page and as it is kept."""

    id: int
    cards: tuple[Card, Card]
    since: tuple[Any, Any]
    shares: list[Share]
    weight: int

    @property
    def said(self) -> list[str]:
        """In words; a name is called the same where it is written the same."""
        first, second = (fold(card.name) for card in self.cards)
        heard = {Share.NAME: _("a name that sounds the same")} if first != second else {}
        return [str(heard.get(share, SAID[share])) for share in self.shares]


@dataclass(frozen=True)
class Page:
    proposals: list[Proposal]
    after: int | None  # where the next page goes on; None where there is none


def proposed(kind: str, *, share: str = "", seen_by: Agent) -> Any:
    """Those not yet merged nor told apart, weightiest first."""
    seen = MODELS[kind].objects.visible_to(seen_by)
    rows = LikelyDuplicate.objects.filter(kind=kind, told_apart_at__isnull=True)
    if share:
        rows = rows.filter(shares__contains=[share])
    both = [Exists(seen.filter(pk=OuterRef(column))) for column in ("first_id", "second_id")]
    return rows.filter(*both).order_by("-weight", "pk")


def count_of(kind: str, *, seen_by: Agent) -> int | str:
    """How many there are, «500+» where they are more: nobody goes through so many, and counting them takes time."""
    rows = proposed(kind, seen_by=seen_by).order_by().values("pk")[: MOST_COUNTED + 1].count()
    return rows if rows <= MOST_COUNTED else f"{MOST_COUNTED}+"


def page_of(kind: str, *, seen_by: Agent, share: str = "", after: int | None = None, size: int = PAGE) -> Page:
    """A page of them, that goes on after the proposal of that key; from the beginning when it is no longer there."""
    rows = proposed(kind, share=share, seen_by=seen_by)
    last = LikelyDuplicate.objects.filter(pk=after, kind=kind).first() if after else None
    if last is not None:
        rows = rows.filter(Q(weight__lt=last.weight) | Q(weight=last.weight, pk__gt=last.pk))
    found = list(rows[: size + 1])
    shown = found[:size]
    pks = {pk for pair in shown for pk in (pair.first_id, pair.second_id)}
    customers = MODELS[kind].objects.in_bulk(pks)
    drawn = {card.id: card for card in cards(list(customers.values()))}
    proposals = [
        Proposal(
            pair.pk,
            cards=(drawn[pair.first_id], drawn[pair.second_id]),
            since=(customers[pair.first_id].created_at, customers[pair.second_id].created_at),
            shares=[Share(share) for share in pair.shares],
            weight=pair.weight,
        )
        for pair in shown
    ]
    return Page(proposals, shown[-1].pk if len(found) > size else None)
