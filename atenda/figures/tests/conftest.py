"""What all figures are told of."""

import pytest

from atenda.cases import picklists
from atenda.cases.models import Lifecycle
from atenda.figures.tests.lives import NOW


@pytest.fixture
def cancelled(acme):
    """A state of this life cycle, which the preset has not."""
    labels = {"es": "Anulado", "gl": "Anulado", "en": "Cancelled"}
    return picklists.add("states", labels=labels, position=9, lifecycle=Lifecycle.CANCELLED, by=acme.admin, now=NOW)
