"""The accounts or the contacts of a list as a table: who is asked for, by name, with the columns of the page."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from atenda.customers.cards import cards
from atenda.customers.models import Account, Contact
from atenda.customers.narrowing import Narrowing, narrowed
from atenda.customers.search import MODELS
from atenda.exporting.tables import Column, Table, Value
from atenda.staff.models import Agent

FETCHED = 10_000


def narrowing_of(kind: str, asked: Mapping[str, Any]) -> Narrowing:
    said = QueryDict(mutable=True)
    said.update({name: str(value) for name, value in asked.items() if isinstance(value, str | int)})
    return Narrowing.of(said, kind)


def meant(kind: str, actor: Agent, asked: Mapping[str, Any]) -> Any:
    """Those of the list that this agent sees."""
    return narrowed(MODELS[kind].objects.visible_to(actor), narrowing_of(kind, asked), actor)


def accounts(actor: Agent, asked: Mapping[str, Any], now: datetime) -> Table:
    return _table(Account.kind, actor, asked)


def contacts(actor: Agent, asked: Mapping[str, Any], now: datetime) -> Table:
    return _table(Contact.kind, actor, asked)


def _table(kind: str, actor: Agent, asked: Mapping[str, Any]) -> Table:
    others = _("People") if kind == Account.kind else _("Companies")
    labels = [_("Name"), _("Phone"), _("E-mail"), _("Town"), others]
    order = meant(kind, actor, asked).order_by("search_name", "id").values_list("pk", flat=True)
    keys = array("q", order.iterator(FETCHED))
    model = MODELS[kind]

    def read(pks: Sequence[int]) -> Iterable[Sequence[Value]]:
        found = model.objects.in_bulk(list(pks))
        for card in cards([found[pk] for pk in pks if pk in found]):
            more = ["…"] if card.has_more_others else []
            yield card.name, card.phone_shown, card.email, card.town, ", ".join([*card.others, *more])

    return Table([Column(label) for label in labels], keys, read)
