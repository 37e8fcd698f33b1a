"""The form of a contact and the search for a company, in a real browser."""

import pytest
from playwright.sync_api import expect, sync_playwright

from atenda.customers.opening import open_account
from atenda.testing.browser import launch_options
from atenda.testing.cast import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(acme, visit, live_server):
    open_account(name="Bar Ñandú", by=None, now=NOW)
    cookies = visit.as_(acme.agent).cookies.items()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        context = chromium.new_context(base_url=live_server.url)
        context.add_cookies([{"name": name, "value": one.value, "url": live_server.url} for name, one in cookies])
        yield context.new_page()
        chromium.close()


def test_a_contact_with_two_phones_is_saved_and_linked_to_companies(acme, page):
    page.goto(acme.url("contacts/new/"))
    page.fill("[name=name]", "Noa Castro")
    page.locator("[name=company]").press_sequentially("conser", delay=30)
    expect(page.locator("datalist option")).to_have_attribute("value", "Conservas Ñandú")
    page.fill("[name=company]", "Conservas Ñandú")
    expect(page.locator("#phones .way-row:visible")).to_have_count(1)
    page.fill("[name=phones-0-number]", "986 11 22 33")
    for number in ("986 11 22 34", "986 11 22 35", "986 11 22 36"):
        page.click("#phones [data-adds-row]")
        page.keyboard.type(number)
    page.check("[name=phones-default][value='3']")
    page.click("form[data-unsaved] .form-deeds .btn-primary")
    expect(page.locator("h1")).to_have_text("Noa Castro")
    expect(page.locator("#reach a[href^='tel:']")).to_have_text(
        ["986 11 22 36", "986 11 22 33", "986 11 22 34", "986 11 22 35"]
    )

    page.click("#companies a[data-panel]")
    page.locator("#panel [name=q]").press_sequentially("bar ña", delay=30)
    page.fill("#panel [name=position]", "Camareira")
    page.click("#panel .found-company button")
    expect(page.locator("#companies [data-row] a")).to_have_text(["Bar Ñandú", "Conservas Ñandú"])
    expect(page.locator("#companies")).to_contain_text("Camareira")
