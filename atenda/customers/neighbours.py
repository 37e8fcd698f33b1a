"""Blocks that later packages show on a customer's page.

A package that knows customers, and that customers do not know, registers its block when it starts:
`neighbours.add(Neighbour("customer_cases", "worklists/_of_customer.html", cases_of_customer))`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from atenda.customers.models import Account, Contact
from atenda.staff.models import Agent


class Read(Protocol):
    def __call__(self, actor: Agent, *, account: Account | None = None, contact: Contact | None = None) -> Any: ...


@dataclass(frozen=True)
class Neighbour:
    """The fragment `template` is drawn with what `read` answers under the name `name`; not drawn for None.

    At the top of the page, before or after what others put there, or at its end.
    """

    name: str
    template: str
    read: Read
    is_at_end: bool = False
    is_first: bool = False


_NEIGHBOURS: dict[str, Neighbour] = {}


def add(neighbour: Neighbour) -> None:
    _NEIGHBOURS[neighbour.name] = neighbour


def blocks_for(actor: Agent, customer: Account | Contact) -> tuple[list[str], list[str], dict[str, Any]]:
    """The templates to include at the top and at the end, as they were registered, and the values they need."""
    account, contact = (customer, None) if isinstance(customer, Account) else (None, customer)
    values = {each.name: each.read(actor, account=account, contact=contact) for each in _NEIGHBOURS.values()}
    shown = [each for each in _NEIGHBOURS.values() if values[each.name] is not None]
    shown.sort(key=lambda each: not each.is_first)
    top = [each.template for each in shown if not each.is_at_end]
    return top, [each.template for each in shown if each.is_at_end], values
