"""What is set once for all tests of a file, where setting it takes longer than the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TypeVar

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from atenda.organizations.models import Organization
from atenda.testing.cast import Cast

T = TypeVar("T")
# What is kept in memory is kept by revision, and each test takes back what it touched: no two count from the same one.
REVISIONS = count(1_000_000, 1_000)


@contextmanager
def kept_for_a_file(blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[T]:
    """In a transaction around those of the tests, taken back at the end. A test gets a copy of what was made."""
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
        made = make()
    yield made
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def begin(*casts: Cast) -> None:
    """At the beginning of each test, with its own copies."""
    for cast in casts:
        Organization.objects.filter(pk=cast.organization.pk).update(revision=next(REVISIONS))
        cast.organization.refresh_from_db()
