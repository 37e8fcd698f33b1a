"""The stage, set once for the tests of a file: setting it takes longer than most of them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django.plugin import DjangoDbBlocker

from atenda.organizations.entering import inside
from atenda.testing import keeping
from atenda.testing.cast import make_cast
from tests.architecture.stage import Stage, set_stage


@pytest.fixture(scope="module")
def stage_of_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with keeping.kept_for_a_file(django_db_blocker, _set) as stage:
        yield stage


def _set() -> Stage:
    acme, other = make_cast("acme"), make_cast("other")
    with inside(acme.organization):
        return set_stage(acme, other)


@pytest.fixture
def stage(stage_of_file: Stage, db: None) -> Iterator[Stage]:
    """As it was set, for this test alone."""
    stage = deepcopy(stage_of_file)
    keeping.begin(stage.acme, stage.other)
    with inside(stage.acme.organization):
        yield stage
