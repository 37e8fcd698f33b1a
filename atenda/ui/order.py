"""Things in an order that somebody gives them, a place at a time."""

from __future__ import annotations


def move(order: list[str], name: str, step: int) -> None:
    """Take one a place further; at the edge, or where it is not there, nothing changes.

    >>> order = ["a", "b", "c"]
    >>> move(order, "b", -1); order
    ['b', 'a', 'c']
    >>> move(order, "b", -1); order
    ['b', 'a', 'c']
    """
    if name in order and 0 <= (to := order.index(name) + step) < len(order):
        order.remove(name)
        order.insert(to, name)
