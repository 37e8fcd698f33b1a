"""Statements that are asked again and again, parsed once.

PostgreSQL takes longer to parse and plan the look at one row than to look. A prepared statement is parsed once for each
connection, and after five times its plan is kept, whatever the values. That is right where a whole key is asked for,
and wrong wherever the best way depends on how many rows a value has: such statements go through `connection.cursor()`
and are planned for their values each time.
"""

from __future__ import annotations

from typing import cast

from django.db import connections
from django.db.backends.utils import CursorWrapper

from atenda.organizations.backend.base import DatabaseWrapper


def prepared(*, binary: bool = False) -> CursorWrapper:
    """A cursor for statements that ask by key, or insert, with every value passed apart.

    `binary` has the answer sent as PostgreSQL holds it: the quicker way for a page full of times, without JSON.
    """
    return cast(DatabaseWrapper, connections["default"]).prepared_cursor(binary=binary)
