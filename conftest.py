"""Fixtures every test has, wherever it stands. The database itself is in atenda/testing/database.py."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from atenda.testing import database

pytest_plugins = [
    "atenda.testing.fixtures",
    "atenda.testing.tenant_sql",
    "atenda.testing.spoken_events",
    "atenda.testing.one_browser",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: not {"slow", "browser"} & {mark.name for mark in item.iter_markers()})


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for this worker, migrated by the owner; instead of the one Django would make."""
    with database.own_database(), pytest.MonkeyPatch.context() as patch:
        # The application role may not empty tables, so after a test with real transactions the database is made anew.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: _begin_anew())
        yield
        with django_db_blocker.unblock():
            connections.close_all()


def _begin_anew() -> None:
    connections.close_all()
    database.rebuild()
