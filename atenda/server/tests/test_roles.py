"""What the application role may and may not do, whatever the code above it asks."""

import pytest
from django.db import ProgrammingError, connection, transaction

from atenda.server.grants import APPEND_ONLY, excessive_rights

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_tests_connect_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("atenda_app",)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET organization_id = 0", "TRUNCATE {}"])
def test_history_cannot_be_changed(deed: str, table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(deed.format(table))


@pytest.mark.parametrize(
    "deed",
    [
        "CREATE TABLE own (id int)",
        "ALTER TABLE cases_case ADD COLUMN own int",
        "DROP TABLE cases_case",
        "CREATE SCHEMA own",
        "DELETE FROM django_migrations",
    ],
)
def test_tables_cannot_be_made_or_altered(deed: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(deed)


def test_no_right_goes_too_far() -> None:
    assert excessive_rights() == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("plan_cache_mode", "auto"),
        ("jit", "off"),
        ("random_page_cost", "1.1"),
        ("parallel_setup_cost", "10000"),
        ("statement_timeout", "5min"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("TimeZone", "UTC"),
    ],
)
def test_sessions_plan_and_wait_as_decided(setting: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone() == (value,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_with_real_transactions_leaves_nothing_behind(turn: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'turns'")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_content_type (app_label, model) VALUES ('turns', %s)", [str(turn)])
