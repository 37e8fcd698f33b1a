"""axe-core finds nothing wrong on any page, light or dark (U35)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, expect

from atenda.organizations.entering import inside
from atenda.testing.cast import make_cast
from tests.architecture.routes import doors
from tests.architecture.stage import Stage, set_stage
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def stage(place: Place) -> Iterator[Stage]:
    other = make_cast(f"{place.cast.organization.slug}-alea")
    with inside(place.cast.organization):
        yield set_stage(place.cast, other)


def test_no_page_shuts_anybody_out(sit: Sit, place: Place, stage: Stage) -> None:
    admin = sit(place.cast.admin, bypass_policy=True, reduced_motion="reduce")  # nobody waits for colours to fade
    found = {}
    for door in doors():
        if door.method != "GET" or door.answers["admin"] != "200":
            continue
        address = f"http://127.0.0.1:{place.desk.port}{stage.address(door.route, door.thing)}"
        if _is_page(admin.page.request.get(address)):
            admin.page.goto(address)
            if violations := admin.violations():
                found[door.route] = violations
    assert found == {}


def _is_page(answer: APIResponse) -> bool:
    """Not a file, nor the body of a mail, nor rows, options or JSON for a page that is there."""
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    is_framed = "sandbox" in answer.headers.get("content-security-policy", "")
    return is_html and not is_framed and answer.text().lstrip().lower().startswith("<!doctype")


def test_nothing_that_opens_shuts_anybody_out(sit: Sit, place: Place, stage: Stage) -> None:
    """The panel, the palette with its answers, the help, a refused form, an error."""
    agent = sit(place.cast.agent, bypass_policy=True)
    found = {}
    agent.page.keyboard.press("?")
    found["help"] = agent.violations()
    agent.page.keyboard.press("Escape")
    agent.page.keyboard.press("Control+k")
    expect(agent.page.locator("#palette-answers [role=option]").first).to_be_visible()
    found["palette"] = agent.violations()
    agent.page.keyboard.press("Escape")
    agent.link("Agregar caso").click()
    agent.button("Crear caso").click()
    expect(agent.page.locator("#panel .field__error").first).to_be_visible()  # while it waits the button is faded
    found["panel"] = agent.violations()
    agent.go("contacts/new/").page.evaluate("document.querySelector('main form').noValidate = true")
    agent.page.locator("main form button[type=submit]").last.click()
    agent.page.wait_for_load_state()
    found["refused"] = agent.violations()
    agent.go("cases/987654/")
    found["not there"] = agent.violations()
    agent.go("settings/people/")
    found["not allowed"] = agent.violations()
    assert {place: violations for place, violations in found.items() if violations} == {}


def test_signing_in_shuts_nobody_out(sit: Sit, place: Place) -> None:
    nobody = sit(None, signed_in=False, bypass_policy=True)
    found = {}
    for path in ("/accounts/login/", "/accounts/password/forgotten/", "/accounts/inactive/", "/nowhere/at/all/"):
        nobody.page.goto(f"http://127.0.0.1:{place.desk.port}{path}")
        if violations := nobody.violations():
            found[path] = violations
    assert found == {}
