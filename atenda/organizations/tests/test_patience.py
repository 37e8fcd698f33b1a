"""Statements that are given up."""

import pytest
from django.db import DatabaseError, OperationalError, connection

from atenda.organizations.patience import TookTooLong, at_most

pytestmark = pytest.mark.django_db


def ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_takes_too_long_is_given_up_and_the_connection_goes_on():
    with pytest.raises(TookTooLong), at_most(50):
        ask("SELECT pg_sleep(5)")
    with at_most(5000):
        ask("SELECT 1")


def test_other_failures_stay_what_they_are():
    with pytest.raises(DatabaseError, match="division by zero") as failed, at_most(5000):
        ask("SELECT 1 / 0")
    assert not isinstance(failed.value, OperationalError)
