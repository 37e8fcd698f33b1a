"""What colleagues change is marked in the list, and nothing else is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from atenda.cases.editing import edit
from atenda.testing import make
from atenda.testing.cast import NOW
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place

pytestmark = pytest.mark.browser


def test_only_the_row_that_changed_is_marked(sit: Sit, place: Place) -> None:
    cast = place.cast
    case = make.case("Chegou tarde")
    make.case("Falta unha caixa")
    agent = sit(cast.agent).go("cases/")
    expect(agent.page.locator("#case-1")).to_be_visible()
    agent.page.wait_for_timeout(800)  # the stream is heard
    edit(case, priority=cast.priority("Alta"), by=cast.colleague, now=NOW)
    changed = re.compile("is-changed")
    expect(agent.page.locator("#case-1")).to_have_class(changed)
    expect(agent.page.locator("#case-2")).not_to_have_class(changed)
