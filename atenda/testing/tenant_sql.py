"""In every test: each statement over a tenant table says which organization it is for.

A statement that forgets is a leak between tenants, or a walk over every shard. It fails where it is executed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from types import FrameType
from typing import Any

import pytest
from django.apps import apps
from django.db import connections

from atenda.organizations.backend.base import DatabaseWrapper

NOT_AN_ALIAS = (
    "ON|WHERE|SET|INNER|LEFT|RIGHT|FULL|CROSS|JOIN|GROUP|ORDER|LIMIT|VALUES|USING|RETURNING|HAVING|UNION|FOR|OFFSET|"
    "DEFAULT|SELECT|NATURAL|WINDOW|EXCEPT|INTERSECT|OVERRIDING|AND|OR|IN|NOWAIT|SKIP"
)
# Whose statements may go over all organizations: the machine's own upkeep, and finding where a person works.
MAY_LOOK_EVERYWHERE = ("atenda.server.",)
FOUND_BY_PERSON = re.compile(r'"?staff_agent"?\."?identity_id"? (=|IN)')


class NamesNoOrganization(AssertionError):
    """A statement reads or changes a tenant table without saying for which organization."""


@pytest.fixture(scope="session", autouse=True)
def tenant_sql() -> Iterator[None]:
    """Watch the application's connections, in whatever thread they are made."""
    plain: Callable[..., None] = DatabaseWrapper.__init__

    def watched(self: Any, settings_dict: dict[str, Any], alias: str = "default") -> None:
        plain(self, settings_dict, alias)
        if alias == "default":
            self.execute_wrappers.append(_watch)

    connections["default"].execute_wrappers.append(_watch)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseWrapper, "__init__", watched)
        yield
    connections["default"].execute_wrappers.remove(_watch)


@lru_cache(maxsize=20_000)  # the same few thousand statements, again and again
def forgetful(statement: str) -> tuple[str, ...]:
    """The tenant tables in this statement that are not bound to an organization; a lock on a table has no rows."""
    if statement.startswith("LOCK TABLE "):
        return ()
    return tuple(sorted({table for table, alias in _mentioned(statement) if not _is_bound(statement, table, alias)}))


def _watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    statement = sql if isinstance(sql, str) else sql.as_string(None)
    if (tables := forgetful(statement)) and not _may_look_everywhere():
        raise NamesNoOrganization(f"{', '.join(tables)} without organization_id in: {statement}")
    return execute(sql, params, many, context)


def _mentioned(statement: str) -> Iterator[tuple[str, str]]:
    for match in _mention().finditer(statement):
        yield match["table"], match["alias"] or match["table"]


@cache
def _mention() -> re.Pattern[str]:
    tables = "|".join(
        sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "is_tenant_table", False))
    )
    return re.compile(
        rf'(?<![\w".\'])"?(?P<table>{tables})"?(?![\w"]|\s*\.)'
        rf'(?:\s+(?:AS\s+)?(?!(?:{NOT_AN_ALIAS})\b)"?(?P<alias>[A-Za-z_]\w*)"?)?',
        re.IGNORECASE,
    )


def _is_bound(statement: str, table: str, alias: str) -> bool:
    column = rf'(?:"?{re.escape(alias)}"?\.|(?<![\w".]))"?organization_id"?'
    inserted = rf'INSERT\s+INTO\s+"?{table}"?[^(]*\([^)]*"?organization_id"?'
    return any(
        re.search(pattern, statement, re.IGNORECASE)
        for pattern in (
            rf"{column}\s*(?:=|IN\b)",
            rf"=\s*\(?{column}",
            rf"\(\s*{column}\s*,[^()]*\)\s*(?:=|IN\b)",
            r"\bUSING\s*\(\s*organization_id\b",
            inserted,
        )
    ) or bool(table == "staff_agent" and FOUND_BY_PERSON.search(statement))


def _may_look_everywhere() -> bool:
    """Asked only when a statement forgets: upkeep may, and a test's own SQL may."""
    frame: FrameType | None = sys._getframe(2)
    through_models = False
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(MAY_LOOK_EVERYWHERE):
            return True
        through_models = through_models or module.startswith("django.db.models")
        if module.startswith(("atenda.", "tests.")) and module != __name__:
            name = module.rpartition(".")[2]
            return not through_models and (name.startswith("test_") or module.startswith(("tests.", "atenda.testing.")))
        frame = frame.f_back
    return False
