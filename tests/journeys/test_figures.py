"""Figures, charts and the home page, by mouse, by keyboard and on a phone; in Spanish and in Galician."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from atenda.cases.lifecycle import close
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def some_cases(place: Place) -> None:
    """One a day, at this hour: whatever it is, seven of them lie in seven days."""
    now = timezone.now()
    for number in range(12):
        case = make.case(f"Caso {number}", now=now - timedelta(days=number), responsible=place.cast.agent)
        if number % 3 == 0:
            close(case, by=place.cast.agent, now=min(now, case.created_at + timedelta(minutes=30)))


def test_a_supervisor_looks_at_figures_charts_and_the_desk(sit: Sit, place: Place) -> None:
    some_cases(place)
    person = sit(place.cast.supervisor, bypass_policy=True)
    page = person.go("cases/").page
    bar = page.locator("#analysis")

    expect(bar.get_by_text("Número de casos")).to_be_visible()
    height = bar.bounding_box()["height"]  # type: ignore[index]
    bar.locator("summary").click()
    bar.get_by_role("button", name="Últimos 7 días").click()
    page.wait_for_url("**period=7d*")
    opened = bar.get_by_role("link", name="Número de casos 7")
    opened.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(bar.get_by_text("sea cual sea su estado ahora")).to_be_visible()
    assert bar.bounding_box()["height"] == height  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(7)

    page.get_by_text("Ver como", exact=True).click()
    page.get_by_role("link", name="Gráfico", exact=True).click()
    chart = page.locator("#chart")
    expect(chart.get_by_role("link", name="Cerrado")).to_be_visible()
    assert person.violations() == []
    chart.get_by_text("Guardar", exact=True).click()
    with page.expect_download() as data:
        chart.get_by_role("link", name="Datos (CSV)").click()
    assert data.value.suggested_filename == "state.csv"
    with page.expect_download() as picture:
        chart.get_by_role("button", name="Imagen (PNG)").click()
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    page.keyboard.press("Escape")
    chart.get_by_role("link", name="Cerrado").click()
    expect(page.locator("tr[data-row]")).to_have_count(3)

    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/home/")
    expect(page.get_by_role("heading", name="Por persona")).to_be_visible()
    expect(page.locator("#analysis").get_by_text("Número de casos")).to_be_visible()
    assert person.violations() == []


def test_on_a_phone_at_night_in_galician(sit: Sit, place: Place) -> None:
    some_cases(place)
    place.cast.agent.identity.language = "gl"
    place.cast.agent.identity.save(update_fields=["language"])
    person = sit(place.cast.agent, viewport=PHONE, color_scheme="dark", locale="gl-ES", bypass_policy=True)
    for path, words in (
        ("home/", "Sen asignar"),
        ("cases/?show=chart&by=assignee", "Tempo de solución"),
        ("figures/", "Como se contan"),
        ("figures/cases/?figure=solved", "Casos pechados no período"),
    ):
        page = person.go(path).page
        expect(page.get_by_text(words).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert person.violations() == [], path


def test_without_scripts_the_figures_are_a_link_away(sit: Sit, place: Place) -> None:
    some_cases(place)
    person = sit(place.cast.agent)
    state = person.context.storage_state()
    plain = person.context.browser.new_context(java_script_enabled=False, storage_state=state)  # type: ignore[union-attr]
    page = plain.new_page()
    page.goto(place.url("cases/"))
    page.get_by_role("link", name="Cifras de los casos").click()
    expect(page.get_by_role("link", name="Número de casos 12")).to_be_visible()
    plain.close()
