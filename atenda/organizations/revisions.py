"""Small, rarely changed data kept in each process, keyed by the organization's revision.

A verb that changes picklists, roles, agents or teams calls `touch()`; the organization row is read with every
request anyway, so a process notices on its next request and reads the data afresh. From `touch()` to the end of the
deed nothing is kept: what is read meanwhile may never come true, and somebody else may be given the same revision.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from django.db.models import F

from atenda.organizations.entering import current_organization
from atenda.organizations.models import Organization

P = ParamSpec("P")
T = TypeVar("T")
KEPT = 2000


def touch() -> None:
    """Say that small data of the organization entered has changed. Call it inside the verb's transaction."""
    organization = current_organization()
    Organization.objects.filter(pk=organization.pk).update(revision=F("revision") + 1)
    organization.is_touched = True


def lock_settings() -> None:
    """Until the transaction ends nobody else changes small data here; what was kept of it before is read afresh."""
    organization = current_organization()
    rows = Organization.objects.select_for_update(no_key=True).filter(pk=organization.pk)
    organization.revision = rows.values_list("revision", flat=True).get()


def settle(organization: Organization, *, has_happened: bool) -> None:
    """End what `touch()` began: the transaction was committed, or all of it taken back."""
    if organization.is_touched:
        if has_happened:
            organization.refresh_from_db(fields=["revision"])
        organization.is_touched = False


def kept_until_touched(read: Callable[P, T]) -> Callable[P, T]:
    """Keep what `read` returns for the organization entered until `touch()` is called there."""
    kept: OrderedDict[Any, T] = OrderedDict()
    lock = Lock()

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        organization = current_organization()
        if organization.is_touched:
            return read(*args, **kwargs)
        key = (
            organization.pk,
            organization.created_at,
            organization.revision,
            args,
            tuple(sorted(kwargs.items())) if kwargs else (),
        )
        with lock:
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        value = read(*args, **kwargs)
        with lock:
            kept[key] = value
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return value

    reading.forget = kept.clear  # type: ignore[attr-defined]
    return reading
