"""Entering an organization: the only way to its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atenda.organizations.models import Organization

_entered: ContextVar[Organization | None] = ContextVar("atenda_organization", default=None)


class NoOrganization(RuntimeError):
    """A tenant table was asked for outside an organization: a mistake in our code, never a person's."""


@contextmanager
def inside(organization: Organization) -> Iterator[Organization]:
    """Enter an organization for as long as the block lasts; the one entered before comes back after it."""
    token = _entered.set(organization)
    try:
        yield organization
    finally:
        _entered.reset(token)


def current_organization() -> Organization:
    """The organization entered. Raises NoOrganization outside one."""
    organization = _entered.get()
    if organization is None:
        raise NoOrganization("no organization entered: use `with inside(organization):`")
    return organization


def is_inside() -> bool:
    return _entered.get() is not None
