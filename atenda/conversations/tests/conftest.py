"""Where what people write to customers arrives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from atenda.notices.tests.postbox import Postbox, opened, server_at
from atenda.testing.cast import Cast


@pytest.fixture
def postbox(acme: Cast, settings: Any) -> Iterator[Postbox]:
    """Where the mails of `acme` arrive."""
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    with opened() as box:
        server_at(box.port)
        yield box
