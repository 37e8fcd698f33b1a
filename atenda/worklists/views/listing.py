"""The list of cases."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from atenda.cases.permissions import may_open_cases
from atenda.staff.requests import AtendaRequest
from atenda.worklists.neighbours import Trail
from atenda.worklists.ordering import ORDERS, Order
from atenda.worklists.paging import COUNTED, View, page, tab_counts

COLUMNS = [
    ("folio", _("Folio"), "-folio"),
    ("", _("Reference"), ""),
    ("", _("Customer"), ""),
    ("state", _("State"), "state"),
    ("priority", _("Priority"), "-priority"),
    ("", _("Category"), ""),
    ("", _("Assigned to"), ""),
    ("created", _("Created"), "-created"),
]
ORDER_NAMES = {
    "-folio": _("Folio, newest first"),
    "folio": _("Folio, oldest first"),
    "state": _("State, A to Z"),
    "-state": _("State, Z to A"),
    "-created": _("Created, newest first"),
    "created": _("Created, oldest first"),
    "-priority": _("Priority, most urgent first"),
    "priority": _("Priority, least urgent first"),
}
EMPTY = {
    View.PENDING: _("Everything is solved. New cases appear here by themselves."),
    View.ALL: _("A case is a problem, complaint, question or incident of a customer."),
    View.NEW: _("No case is waiting to be looked at."),
    View.WORKING: _("Nobody is working on a case now."),
    View.WAITING: _("No case waits for somebody."),
    View.CLOSED: _("No case has been closed yet."),
}


@require_safe
def cases(request: AtendaRequest) -> HttpResponse:
    """Everything shown is in the address: view, order, and the cursor of the page (B40)."""
    view = View(request.GET["view"]) if request.GET.get("view") in View.values else View.PENDING
    order = ORDERS.get(request.GET.get("order", ""), ORDERS["-folio"])
    found = page(
        request.actor,
        view=view,
        order=order,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    counts = tab_counts(request.actor)
    context = {
        "page": found,
        "view": view,
        "order": order,
        "tabs": [_tab(tab, counts[tab], view, order.name) for tab in View],
        "columns": [_column(name, label, first, view, order) for name, label, first in COLUMNS],
        "older": _address(view, order.name, before=found.older) if found.older else "",
        "newer": _address(view, order.name, after=found.newer) if found.newer else "",
        "first": _address(view, order.name),
        "trail": lambda row: Trail(view, order, order.cursor(row)).query,
        "orders": [(_address(view, name), label) for name, label in ORDER_NAMES.items()],
        "order_label": ORDER_NAMES[order.name],
        "empty_why": EMPTY[view],
        "may_open": may_open_cases(request.actor),
    }
    return render(request, "worklists/list.html", context)


def _address(view: View, order: str, **cursor: str) -> str:
    defaults = {"view": View.PENDING.value, "order": "-folio"}
    wanted = {"view": view.value, "order": order, **cursor}
    return "?" + urlencode({key: value for key, value in wanted.items() if defaults.get(key) != value})


def _tab(tab: View, count: int, view: View, order: str) -> dict[str, object]:
    return {
        "label": tab.label,
        "href": _address(tab, order),
        "is_here": tab == view,
        "count": _shown(count),
        "id": tab.value,
    }


def _shown(count: int) -> int | str:
    """Counts stop being counted where they stop being of use."""
    return f"{COUNTED}+" if count == COUNTED + 1 else count


def _column(name: str, label: object, first: str, view: View, order: Order) -> dict[str, object]:
    if not name:
        return {"label": label}
    is_this = order.field == name
    wanted = order.turned if is_this else first
    way = ("down" if order.descending else "up") if is_this else ""
    kind = {"kind": "number"} if name == "folio" else {}
    return {"label": label, "href": _address(view, wanted), "sorted": way, **kind}
