"""What the database itself holds of every tenant table: keys that begin with the organization, and no row that points
into another one (I14). Read from PostgreSQL's own catalogue, not from our models."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from atenda.organizations.constraints import OrgFKConstraint, OrgPK
from atenda.organizations.tenancy import OrgFK
from atenda.testing import make
from atenda.testing.cast import Cast

TENANT_MODELS = sorted(
    (model for model in apps.get_models() if getattr(model, "is_tenant_table", False)), key=lambda model: model.__name__
)
LINKS = [
    (model, constraint)
    for model in TENANT_MODELS
    for constraint in model._meta.constraints
    if isinstance(constraint, OrgFKConstraint)
]
# Tables that belong to no organization, each with its reason.
GLOBAL = {
    "organizations_organization": "names the tenants",
    "organizations_counter": "the next folio, keyed by the organization alone",
    "access_identity": "a person may work in several organizations",
    "access_session": "a browser, signed in or not",
    "access_accesslink": "used by somebody who is not in yet; names its organization",
    "server_hold": "a restored copy is held as a whole, before anybody enters an organization",
    "server_backup": "a backup is of the whole installation",
    "server_pulse": "a process works for all organizations",
    "access_tally": "counts attempts of people nobody knows yet",
}
OF_LIBRARIES = ("account_", "auth_", "django_", "mfa_", "procrastinate_", "usersessions_")


def rows(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def constraints(kind: str) -> dict[tuple[str, str], tuple[list[str], str | None, list[str], bool]]:
    """By table and name: columns, table pointed to, columns there, and whether it may be deferred."""
    found = rows(
        """SELECT c.conrelid::regclass::text, c.conname, c.confrelid::regclass::text, c.condeferrable,
                  ARRAY(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k (n, i)
                        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.i)::text[],
                  ARRAY(SELECT a.attname FROM unnest(c.confkey) WITH ORDINALITY k (n, i)
                        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.i)::text[]
           FROM pg_constraint c WHERE c.contype = %s AND c.connamespace = 'public'::regnamespace""",
        kind,
    )
    return {(table, name): (mine, target, theirs, late) for table, name, target, late, mine, theirs in found}


@pytest.mark.django_db
def test_every_table_belongs_to_a_tenant_or_says_why_not() -> None:
    there = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    ours = {name for name in there if not name.startswith(OF_LIBRARIES)}
    assert ours == {model._meta.db_table for model in TENANT_MODELS} | set(GLOBAL)


@pytest.mark.django_db
def test_every_primary_key_begins_with_the_organization() -> None:
    keys = {table: columns for (table, _), (columns, *_) in constraints("p").items()}
    expected = {
        model._meta.db_table: ["organization_id", *constraint.columns]
        for model in TENANT_MODELS
        for constraint in model._meta.constraints
        if isinstance(constraint, OrgPK)
    }
    assert {model._meta.db_table: keys[model._meta.db_table] for model in TENANT_MODELS} == expected


OVER_ALL = {
    "mailbox_address_leads_to_one",  # a mail names an address, and no organization
}


@pytest.mark.django_db
def test_every_unique_index_begins_with_the_organization() -> None:
    found = rows(
        """SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid, 1, true)
           FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
           WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace"""
    )
    tables = {model._meta.db_table for model in TENANT_MODELS}
    assert [
        index
        for index, table, first in found
        if table in tables and first != "organization_id" and index not in OVER_ALL
    ] == []


@pytest.mark.django_db
def test_every_link_inside_an_organization_is_composite_and_checked_at_once() -> None:
    existing = constraints("f")
    missing = []
    for model in TENANT_MODELS:
        for field in model._meta.concrete_fields:
            if not isinstance(field, OrgFK):
                continue
            expected = (
                ["organization_id", field.column],
                field.related_model._meta.db_table,
                ["organization_id", "id"],
                False,
            )
            mine = [found for (table, _), found in existing.items() if table == model._meta.db_table]
            if expected not in mine:
                missing.append(f"{model.__name__}.{field.name}")
    assert missing == []


@pytest.mark.django_db
def test_no_link_between_tenant_tables_forgets_the_organization() -> None:
    tables = {model._meta.db_table for model in TENANT_MODELS}
    forgetful = [
        name
        for (table, name), (columns, target, _, _) in constraints("f").items()
        if table in tables and target in tables and columns[0] != "organization_id"
    ]
    plain = [
        f"{model.__name__}.{field.name}"
        for model in TENANT_MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and not isinstance(field, OrgFK)
        if getattr(field.related_model, "is_tenant_table", False)
    ]
    assert (forgetful, plain) == ([], [])


@pytest.mark.django_db
def test_nothing_cascades_into_a_tenant_table() -> None:
    """Cascades run as the owner, whom nothing is forbidden; a verb says what goes with what."""
    found = rows(
        """SELECT conname FROM pg_constraint WHERE contype = 'f' AND confdeltype <> 'a'
           AND connamespace = 'public'::regnamespace AND conrelid::regclass::text = ANY(%s)""",
        [model._meta.db_table for model in TENANT_MODELS],
    )
    assert found == []


@pytest.mark.parametrize(
    ("model", "link"), LINKS, ids=[f"{model.__name__}.{constraint.field}" for model, constraint in LINKS]
)
def test_no_row_points_into_another_organization(model: Any, link: OrgFKConstraint, acme: Cast, other: Cast) -> None:
    """I14, one query for every link: rows whose target is not in their organization."""
    make.case()
    field = model._meta.get_field(link.field)
    target = field.related_model._meta.db_table
    strays = rows(
        f"""SELECT count(*) FROM {model._meta.db_table} child LEFT JOIN {target} parent
            ON parent.organization_id = child.organization_id AND parent.id = child.{field.column}
            WHERE child.{field.column} IS NOT NULL AND parent.id IS NULL"""
    )
    assert strays == [(0,)]


@pytest.mark.django_db
def test_no_trigger_of_ours_keeps_data() -> None:
    found = rows(
        """SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)""",
        [model._meta.db_table for model in TENANT_MODELS],
    )
    assert found == []
