"""Many cases changed at once, and one over the list: by mouse and by key, with the way back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.testing import make
from atenda.testing.cast import NOW
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place

pytestmark = pytest.mark.browser


def priorities() -> list[str]:
    return [case.priority.labels["es"] for case in Case.objects.order_by("folio")]


def test_marked_rows_stay_marked_and_are_changed_together_with_the_way_back(sit: Sit, place: Place) -> None:
    for number in range(4):
        make.case(f"Caso {number + 1}")
    agent = sit(place.cast.agent)
    page = agent.go("cases/?view=pending").page
    for key in ("j", "x"):
        page.keyboard.press(key)
    page.locator("[data-mark]").nth(2).click(modifiers=["Shift"])
    count = page.locator("[data-marks-count]")
    expect(count).to_have_text("Seleccionados: 3")
    expect(page.locator("[data-mark]:checked")).to_have_count(3)

    edit(Case.objects.get(folio=2), by=place.cast.colleague, now=NOW, reference="Xa se mirou")
    expect(page.locator("#case-2")).to_contain_text("Xa se mirou")  # the list fetched itself again
    expect(page.locator("[data-mark]:checked")).to_have_count(3)
    expect(count).to_have_text("Seleccionados: 3")

    page.locator(".many").get_by_role("button", name="Prioridad").click()
    panel = page.locator("#panel")
    panel.get_by_label("Prioridad").select_option(label="Alta")
    expect(panel.locator(".foretold")).to_contain_text("3 casos cambiarán")
    assert priorities() == ["Normal"] * 4
    panel.get_by_role("button", name="Cambiar 3 casos").click()
    expect(page.locator("#toasts")).to_contain_text("3 casos cambiados.")
    assert priorities() == ["Normal", "Alta", "Alta", "Alta"]
    expect(page.locator("[data-mark]:checked")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Deshecho.")
    assert priorities() == ["Normal"] * 4


def test_a_row_is_changed_over_the_list_by_key_and_by_mouse(sit: Sit, place: Place) -> None:
    make.case("No enfría")
    agent = sit(place.cast.agent)
    page = agent.go("cases/?view=pending").page
    page.keyboard.press("j")
    page.keyboard.press("p")
    over = page.locator("#quick")
    expect(over.locator("[aria-current]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#case-1 .badge-priority")).to_have_text("Alta")
    expect(over).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("Caso 1: guardado.")

    page.locator("#case-1 .badge-state").click()
    over.get_by_role("button", name="En progreso").click()
    expect(page.locator("#case-1 .badge-state")).to_have_text("En progreso")

    page.keyboard.press("/")
    page.keyboard.type("ap")  # typing is typing
    expect(over).to_be_hidden()
    assert agent.hits() == []
