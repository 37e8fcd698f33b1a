"""The stage, set once for the tests of a file: setting it takes longer than most of them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import count

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.testing.cast import make_cast
from tests.architecture.stage import Stage, set_stage

# What is kept in memory is kept by revision, and each test takes back what it touched: no two count from the same one.
REVISIONS = count(1_000_000, 1_000)


@pytest.fixture(scope="module")
def stage_of_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """In a transaction of its own, around those of the tests; taken back at the end."""
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        acme, other = make_cast("acme"), make_cast("other")
        with inside(acme.organization):
            stage = set_stage(acme, other)
    yield stage
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def stage(stage_of_file: Stage, db: None) -> Iterator[Stage]:
    """As it was set, for this test alone."""
    stage = deepcopy(stage_of_file)
    for cast in (stage.acme, stage.other):
        Organization.objects.filter(pk=cast.organization.pk).update(revision=next(REVISIONS))
        cast.organization.refresh_from_db()
    with inside(stage.acme.organization):
        yield stage
