"""The watch over SQL sees what it should, so that its silence in every other test means something."""

import pytest
from django.db import connection

from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.organizations.entering import NoOrganization
from atenda.testing.cast import Cast
from atenda.testing.tenant_sql import forgetful


@pytest.mark.parametrize(
    "statement",
    [
        'SELECT "cases_case"."id" FROM "cases_case" WHERE "cases_case"."organization_id" = 1',
        "SELECT count(*) FROM cases_case WHERE organization_id = %s AND closed_at IS NULL",
        'UPDATE "cases_case" SET "reference" = %s WHERE ("cases_case"."organization_id" = %s AND "id" = 3)',
        'INSERT INTO "cases_case" ("organization_id", "folio") VALUES (1, 2) RETURNING "cases_case"."id"',
        'SELECT 1 FROM "cases_case" INNER JOIN "staff_agent" T5 ON ("cases_case"."responsible_id" = T5."id" '
        'AND T5."organization_id" = ("cases_case"."organization_id")) WHERE "cases_case"."organization_id" = 1',
        "SELECT 1 FROM cases_case c JOIN staff_agent a USING (organization_id) WHERE c.organization_id = 1",
        'SELECT "staff_agent"."id" FROM "staff_agent" WHERE "staff_agent"."identity_id" = 7',
        "SELECT 'cases_case'::regclass",
        "SELECT 1",
    ],
)
def test_a_statement_that_names_its_organization_passes(statement: str) -> None:
    assert forgetful(statement) == ()


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('SELECT "cases_case"."id" FROM "cases_case" WHERE "cases_case"."folio" = 1', ["cases_case"]),
        ("DELETE FROM cases_case", ["cases_case"]),
        ('INSERT INTO "cases_case" ("folio") VALUES (2)', ["cases_case"]),
        ("SELECT organization_id, count(*) FROM cases_case GROUP BY organization_id", ["cases_case"]),
        (
            'SELECT 1 FROM "cases_case" INNER JOIN "staff_agent" T5 ON ("cases_case"."responsible_id" = T5."id") '
            'WHERE "cases_case"."organization_id" = 1',
            ["staff_agent"],
        ),
        (
            'SELECT 1 FROM "cases_case" U0 WHERE U0."id" IN (SELECT "case_id" FROM "cases_caseassignee" '
            'WHERE "cases_caseassignee"."organization_id" = 1)',
            ["cases_case"],
        ),
        ('SELECT "staff_agent"."id" FROM "staff_agent" WHERE "staff_agent"."name" = %s', ["staff_agent"]),
    ],
)
def test_a_statement_that_forgets_its_organization_is_named(statement: str, tables: list[str]) -> None:
    assert list(forgetful(statement)) == tables


def test_the_manager_names_the_organization_in_every_kind_of_statement(acme: Cast) -> None:
    for statement in (
        Case.objects.all().query,
        Case.objects.select_related("state", "responsible__role", "contact").query,
        Case.objects.filter(assignees__agent__name="Xoán", notes__body="x").query,
        Case.objects.exclude(contact__companies__position="x").query,
        Event.objects.filter(case__state__lifecycle="new", payloads__after=None).query,
    ):
        assert forgetful(str(statement)) == ()


def test_outside_an_organization_there_is_nothing_to_ask(db: None) -> None:
    with pytest.raises(NoOrganization):
        Case.objects.count()


def test_the_watch_stands_on_the_connection_of_every_test(db: None) -> None:
    assert [wrapper.__name__ for wrapper in connection.execute_wrappers][:1] == ["_watch"]
