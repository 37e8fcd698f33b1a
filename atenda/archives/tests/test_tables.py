"""Nothing is forgotten, and nothing that opens something goes along."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from atenda.archives.tables import ARCHIVED, LEFT_OUT, LEFT_OUT_COLUMNS, is_tenant, tables
from atenda.organizations.tenancy import OrgFK

OPENING = ("password", "secret", "token", "nonce", "hash", "key")
# columns called like that which open nothing, each with what they are
HARMLESS = {
    "history.event.previous_hash": "of the chain",
    "history.event.hash": "of the chain",
    "cases.source.key": "a word",
    "cases.tag.key": "a word",
    "customers.tag.key": "a word",
    "files.attachment.key": "so that a form sent twice adds one file",
    "importing.import.key": "so that a form sent twice is one import",
    "worklists.bulkdeed.key": "so that a form sent twice is done once",
}


def test_every_table_of_a_tenant_goes_along_or_says_why_not() -> None:
    there = {model._meta.label_lower for model in apps.get_models() if is_tenant(model)}
    assert there == ARCHIVED | set(LEFT_OUT)
    assert not ARCHIVED & set(LEFT_OUT)


def test_every_column_that_stays_out_is_there() -> None:
    for name, columns in LEFT_OUT_COLUMNS.items():
        known = {field.column for field in apps.get_model(name)._meta.concrete_fields}
        assert set(columns) <= known


def test_nothing_that_opens_something_goes_along() -> None:
    suspicious = {
        f"{table.name}.{column}" for table in tables() for column in table.columns if any(x in column for x in OPENING)
    }
    assert suspicious == set(HARMLESS)


def test_each_table_comes_after_all_it_points_to() -> None:
    before: set[str] = set()
    for table in tables():
        links = [field for field in table.model._meta.concrete_fields if isinstance(field, OrgFK)]
        pointed = {field.related_model._meta.label_lower for field in links} - {table.name}
        assert pointed <= before, table.name
        before.add(table.name)


def test_no_row_has_to_point_to_a_later_row_of_its_table() -> None:
    for table in tables():
        for column in table.late:
            field: models.Field = next(f for f in table.model._meta.concrete_fields if f.column == column)
            assert field.null, f"{table.name}.{column}"
