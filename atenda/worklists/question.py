"""What one asks of the list: a view, filters, an order. All of it stands in the address (B40)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import pgettext_lazy

from atenda.cases import catalogue
from atenda.cases.models import FINISHED, Lifecycle
from atenda.worklists.filters import NO_FILTERS, Filters, read_filters
from atenda.worklists.ordering import ORDERS, Order
from atenda.worklists.presentation import TABLE, Presentation, read_presentation

# what a list can be grouped by (grouping.py), and the order that keeps each group together
ORDER_OF_GROUPS: Mapping[str, str] = {
    "due": "due",
    "created": "-created",
    "contacted": "-contacted",
    "state": "state",
    "priority": "-priority",
    "category": "category",
    "responsible": "responsible",
    "team": "team",
}
SAVED = re.compile(r"[a-z0-9]{1,20}", re.ASCII)


class View(models.TextChoices):
    """The six views of the list (S0.40); pending is what one sees first (S0.39)."""

    PENDING = "pending", pgettext_lazy("cases", "Pending")
    ALL = "all", pgettext_lazy("cases", "All")
    NEW = "new", pgettext_lazy("cases", "Open")
    WORKING = "working", pgettext_lazy("cases", "In progress")
    WAITING = "waiting", pgettext_lazy("cases", "On hold")
    CLOSED = "closed", pgettext_lazy("cases", "Closed")

    @property
    def lifecycles(self) -> tuple[str, ...]:
        match self:
            case View.ALL:
                return tuple(Lifecycle)
            case View.PENDING:
                return (Lifecycle.NEW, Lifecycle.WORKING, Lifecycle.WAITING)
            case View.CLOSED:
                return FINISHED
            case _:
                return (self.value,)

    @property
    def finished(self) -> bool | None:
        """Whether its cases are finished; nothing where some are and some are not."""
        return {View.ALL: None, View.CLOSED: True}.get(self, False)

    def holds(self, state: int | None) -> bool:
        """Whether cases of this state may stand in it; of no state in particular they may."""
        return state is None or catalogue.states()[state].lifecycle in self.lifecycles


@dataclass(frozen=True)
class Question:
    """A view of the cases, narrowed by filters, in an order, and how they are shown.

    `saved` is the key of the saved view it began with; what it asks by now may be something else.
    """

    view: View = View.PENDING
    order: Order = ORDERS["-folio"]
    filters: Filters = NO_FILTERS
    presentation: Presentation = TABLE
    saved: str = ""
    group: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """All of it as an address says it, whatever it began with; what goes without saying does not."""
        return self._bare | self.filters.written

    @property
    def bare_written(self) -> dict[str, str]:
        """What stands in the address beside the filters. Never nothing at all is said: that asks for whatever view
        one starts with."""
        bare = self._bare or ({} if self.filters else {"view": self.view.value})
        return bare | ({"saved": self.saved} if self.saved else {})

    @property
    def written(self) -> dict[str, str]:
        """What stands in the address."""
        return self.bare_written | self.filters.written

    @cached_property
    def carried(self) -> str:
        """What another page's address says of it beside view and order; see `Filters.carried`."""
        more = {name: value for name, value in (("saved", self.saved), ("group", self.group)) if value}
        beside = more | self.presentation.written
        if not beside:
            return self.filters.carried
        return f"&{urlencode({'in': urlencode(beside | self.filters.written, safe=',:')})}"

    @property
    def _bare(self) -> dict[str, str]:
        said = {"view": self.view.value, "order": self.order.name, "group": self.group}
        usual = ORDER_OF_GROUPS.get(self.group) or usual_order(self.filters)
        defaults = {"view": View.PENDING.value, "order": usual, "group": ""}
        return {name: value for name, value in said.items() if defaults[name] != value} | self.presentation.written

    @property
    def without_filters(self) -> Question:
        return replace(self, filters=NO_FILTERS)

    def query(self, **more: str) -> str:
        """The end of the address of the list, with whatever else it says."""
        said = [f"{name}={value}" for name, value in self.bare_written.items()]  # nothing there needs to be quoted
        if self.filters:
            said.append(self.filters.quoted)
        if given := {name: value for name, value in more.items() if value}:
            said.append(urlencode(given, safe=",:"))
        return "?" + "&".join(said)

    def with_filters(self, filters: Filters) -> Question:
        return replace(self, filters=filters)

    def in_view(self, view: View) -> Question:
        return replace(self, view=view)

    def in_order(self, name: str) -> Question:
        """In another order; groups stay where it keeps them together."""
        keeps = name.lstrip("-") == self.group
        return replace(self, order=ORDERS[name], group=self.group if keeps else "")

    def grouped(self, by: str) -> Question:
        order = ORDER_OF_GROUPS[by] if by else usual_order(self.filters)
        return replace(self, order=ORDERS[order], group=by)

    def presented(self, presentation: Presentation) -> Question:
        return replace(self, presentation=presentation)


def read_question(said: Mapping[str, Any]) -> Question:
    """What an address asks; what makes no sense in it is not asked."""
    view, filters = said.get("view") or "", read_filters(said)
    group = group if (group := str(said.get("group") or "")) in ORDER_OF_GROUPS else ""
    order = ORDERS.get(said.get("order") or "")
    if order is None or (group and order.field != group):
        order = ORDERS[ORDER_OF_GROUPS.get(group) or usual_order(filters)]
    return Question(
        View(view) if view in View.values else View.PENDING,
        order,
        filters,
        read_presentation(said),
        saved if SAVED.fullmatch(saved := str(said.get("saved") or "")) else "",
        group,
    )


def usual_order(filters: Filters) -> str:
    """The order of a list of which no other is asked: by what its days are of, the newest first; else by folio."""
    if filters.open_on:
        return "-created"
    if filters.is_overdue or filters.has_no_deadline:
        return "due" if filters.is_overdue else "-folio"
    if filters.idle:
        return "changed"
    return next((order if order == "due" else f"-{order}" for order in filters.days), "-folio")
