"""How long the database may take for one statement of a page, where people ask what nobody can foresee."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction


class TookTooLong(Exception):
    """A statement was given up: what was asked for is to be narrowed."""


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Give up each statement of the block after so long, and raise TookTooLong. One transaction."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(milliseconds)}")
            yield
    except OperationalError as error:
        if type(error.__cause__).__name__ == "QueryCanceled":
            raise TookTooLong from error
        raise
