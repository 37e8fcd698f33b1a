"""Saved views, columns and the live list, by mouse, by keyboard and on a phone; in Spanish and in Galician."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from atenda.cases.editing import edit
from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import NOW
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def speaks(agent: Agent, language: str) -> None:
    agent.identity.language = language
    agent.identity.save(update_fields=["language"])


def test_what_others_do_moves_nothing_that_one_reads(sit: Sit, place: Place) -> None:
    for number in range(30):
        make.case(f"Caso {number + 1}")
    agent = sit(place.cast.agent)
    page = agent.go("cases/").page
    row = page.locator("#case-8")
    row.locator("input[type=checkbox]").check()
    row.locator(".rows__link").focus()
    top = row.bounding_box()["y"]  # type: ignore[index]

    eighth = Case.objects.get(folio=8)
    edit(eighth, reference="O oitavo", by=place.cast.supervisor, now=NOW)
    expect(row).to_contain_text("O oitavo")
    make.case("Acaba de chegar")
    close(Case.objects.get(folio=9), by=place.cast.supervisor, now=NOW)
    news = page.locator(".list-news button")
    expect(news).to_contain_text("Casos nuevos: 1")
    expect(page.locator("#case-31")).to_have_count(0)
    expect(page.locator("#case-9.is-gone")).to_be_visible()
    assert row.bounding_box()["y"] == top  # type: ignore[index]
    expect(row.locator("input[type=checkbox]")).to_be_checked()
    expect(row.locator(".rows__link")).to_be_focused()

    news.click()
    expect(page.locator("#case-31")).to_be_visible()
    expect(page.locator("#case-9")).to_have_count(0)
    expect(page.locator("#case-8 input[type=checkbox]")).to_be_checked()


@pytest.mark.parametrize("language", ["es", "gl"])
def test_a_view_is_saved_opened_and_changed_by_keyboard(sit: Sit, place: Place, language: str) -> None:
    speaks(place.cast.agent, language)
    for number in range(3):
        make.case(f"Caso {number + 1}", responsible=place.cast.agent if number else None)
    agent = sit(place.cast.agent, bypass_policy=True)
    page = agent.go("cases/?view=all&assignee=me").page
    page.keyboard.press("v")
    page.locator(".views__menu a[href*='views/new']").press("Enter")
    page.locator("#panel [name=name]").fill("As miñas <b>")
    assert agent.violations() == []
    page.keyboard.press("Enter")
    page.wait_for_url("**saved=*")
    tab = page.locator(".tabs__one[aria-current]")
    expect(tab).to_contain_text("As miñas <b>")
    expect(tab.locator(".tabs__count")).to_have_text("2")
    assert agent.violations() == []

    page.locator(".chip__remove").first.press("Enter")
    expect(page.locator(".view-changed")).to_be_visible()
    expect(page.locator("tr[data-row]")).to_have_count(3)
    assert agent.violations() == []
    page.locator(".view-changed button").press("Enter")
    expect(page.locator(".view-changed")).to_have_count(0)
    expect(page.locator("tr[data-row]")).to_have_count(3)

    page.locator("a[href*='cases/columns']").press("Enter")
    page.locator("#up-customer").press("Enter")
    expect(page.locator("#panel [name=order]").nth(1)).to_have_value("customer")
    page.locator("#panel [name=column][value=tags]").check()
    assert agent.violations() == []
    page.locator("#panel .form-deeds .btn-primary").press("Enter")
    expect(page.locator("th[data-column=tags]")).to_be_visible()
    page.locator(".rows__link").first.click()
    page.wait_for_url("**/cases/*/?from=*")
    page.go_back()
    expect(page.locator("tr.is-current")).to_have_count(1)
    agent.go("cases/views/")
    assert agent.violations() == []


def test_views_on_a_phone_in_the_dark(sit: Sit, place: Place) -> None:
    make.case("Caso")
    agent = sit(place.cast.agent, viewport=PHONE, color_scheme="dark", bypass_policy=True)
    for path in ("cases/?saved=mine&view=all", "cases/views/", "cases/views/new/?view=all", "cases/columns/?view=all"):
        page = agent.go(path).page
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert agent.violations() == []
    page = agent.go("cases/").page
    page.locator(".views__menu summary").click()
    page.get_by_role("link", name="Sin asignar").last.click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
