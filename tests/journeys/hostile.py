"""A hostile value in every text column of every table of an organization (hardening 3.18)."""

from __future__ import annotations

import json
from collections.abc import Set
from itertools import count
from typing import Any

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql
from psycopg.types.json import Jsonb

from atenda.organizations.models import Organization

NUMBER = count(1)
# Columns that hold words of ours, not of people: code reads them, no page shows them.
# `notices_mail.html` is markup that we escaped when we wrote it, shown in a frame where nothing runs.
# Of an import, the names of its files and of the program they come from, and why a file could not be read, in JSON.
OURS = {"history_event.kind", "history_event.subject_type", "customers_nameword.word", "notices_mail.html"}
# A mail's markup is made harmless before it is kept: `test_hostile_mails.py` attacks that.
OURS |= {"conversations_message.html", "mailboxes_hookdoor.provider"}
OURS |= {"customers_likelyduplicate.kind", "customers_duplicatesearch.kind"}
OURS |= {f"importing_import.{name}" for name in ("upload", "rows", "source", "reason")}
# Codes and moments of ours inside JSON that holds words of people and of files as well: by key, or by place in a row.
OUR_KEYS: dict[str, Set[str | int]] = {
    "worklists_bulkdeed.asked": {"deed", "how"},
    "importing_import.reading": {"format", "encoding", "separator", "chosen"},
    "importing_import.mapping": {"columns", "order"},
    "importing_refusedrow.problems": {1},
    "webhooks_delivery.attempts": {0},
    "intake_rawmail.evidence": {"asked", "rules", "problems"},
    "intake_rule.conditions": {"field", "how"},
}
# Text that is JSON: what is in it is hostile, and it stays JSON.
WRITTEN_JSON = {"webhooks_delivery.body"}
# What stands outside the tenants' tables and is shown all the same: the condition finds the organization's own.
BESIDES = [
    ("organizations_organization", "name", "id = %(organization)s", 200),
    (
        "access_identity",
        "email",
        "id IN (SELECT identity_id FROM staff_agent WHERE organization_id = %(organization)s)",
        254,
    ),
    (
        "access_session",
        "device",
        "identity_id IN (SELECT identity_id FROM staff_agent WHERE organization_id = %(organization)s)",
        200,
    ),
]


def hostile(longest: int | None = None) -> str:
    """Calls __pwn__ with a number of its own wherever it is taken for markup; cut at the front where it is too long."""
    value = f'"><img src=x onerror=__pwn__({next(NUMBER)})>'
    return value[-longest:] if longest is not None else value


def poison(owner: psycopg.Connection[Any], organization: Organization) -> list[str]:
    """Overwrite every text of the organization, as the owner of the tables; the columns that were, `table.column`."""
    poisoned = []
    for model in apps.get_models():
        if getattr(model, "is_tenant_table", False):
            table = model._meta.db_table
            for field in model._meta.concrete_fields:
                if _is_text(field) and f"{table}.{field.column}" not in OURS:
                    condition = "organization_id = %(organization)s"
                    _overwrite(owner, table, field.column, condition, field.max_length, organization.pk)
                    poisoned.append(f"{table}.{field.column}")
    for table, column, condition, longest in BESIDES:
        _overwrite(owner, table, column, condition, longest, organization.pk)
        poisoned.append(f"{table}.{column}")
    owner.commit()
    return poisoned


def _is_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def _overwrite(
    owner: psycopg.Connection[Any], table: str, column: str, condition: str, longest: int | None, organization: int
) -> None:
    """Row by row, so that each value has its own number and what must be unique still is."""
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column), "condition": sql.SQL(condition)}
    select = sql.SQL("SELECT ctid, {column} FROM {table} WHERE {condition}").format(**names)
    update = sql.SQL("UPDATE {table} SET {column} = %s WHERE ctid = %s").format(**names)
    for place, value in owner.execute(select, {"organization": organization}).fetchall():
        if value:
            owner.execute(update, [_as_bad(value, longest, f"{table}.{column}"), place])


def _as_bad(value: Any, longest: int | None, column: str) -> Any:
    if column in WRITTEN_JSON:
        return json.dumps(_inside(json.loads(value)))
    return hostile(longest) if isinstance(value, str) else Jsonb(_inside(value, OUR_KEYS.get(column, frozenset())))


def _inside(value: Any, kept: Set[str | int] = frozenset()) -> Any:
    """The same shape with every text hostile, except beneath the keys, or at the places of each row, that are kept."""
    match value:
        case dict():
            return {key: inner if key in kept else _inside(inner) for key, inner in value.items()}
        case list() if kept:
            return [_inside(row, kept) if isinstance(row, dict) else _row(row, kept) for row in value]
        case list():
            return [_inside(inner) for inner in value]
        case str():
            return hostile()
    return value


def _row(row: list[Any], kept: Set[str | int]) -> list[Any]:
    return [one if place in kept else _inside(one) for place, one in enumerate(row)]
