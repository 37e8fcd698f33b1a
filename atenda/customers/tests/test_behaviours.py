"""The form of a contact and the search for a company, in a real browser."""

import pytest
from playwright.sync_api import expect

from atenda.customers.opening import open_account, open_contact
from atenda.customers.ways import Email
from atenda.testing.cast import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(acme, visit, live_server, chromium):
    open_account(name="Bar Ñandú", by=None, now=NOW)
    cookies = visit.as_(acme.agent).cookies.items()
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies([{"name": name, "value": one.value, "url": live_server.url} for name, one in cookies])
    yield context.new_page()
    context.close()


@pytest.fixture
def twice(acme):
    """The customer, on record once more."""
    emails = [Email("uxia@cliente.example")]
    return open_contact(name="Uxía Cliente", emails=emails, notes="Chama tarde", by=None, now=NOW)


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


def test_a_phone_that_another_has_is_remarked_beside_it_and_saved_all_the_same(acme, page):
    page.goto(acme.url("contacts/new/"))
    page.fill("[name=name]", "Irmá de Uxía")
    page.fill("[name=phones-0-number]", "600 111 222")
    for number in ("600 111 223", "600 111 224", "986123456"):  # the last one in a row drawn by the page
        page.click("#phones [data-adds-row]")
        page.keyboard.type(number)
    page.press("[name=phones-3-number]", "Tab")
    remark = page.locator("#phones [data-sharers] a")
    expect(remark).to_have_text("Uxía Cliente")
    expect(remark).to_have_attribute("href", acme.url(f"contacts/{acme.customer.pk}/"))
    page.fill("[name=phones-3-number]", "986123457")
    page.press("[name=phones-3-number]", "Tab")
    expect(remark).to_have_count(0)
    page.fill("[name=phones-3-number]", "986123456")
    page.click("form[data-unsaved] .form-deeds .btn-primary")
    expect(page.locator("h1")).to_have_text("Irmá de Uxía")


def test_the_menu_of_the_last_row_opens_the_panel_for_a_case(acme, page):
    page.goto(acme.url("contacts/"))
    page.locator("tr:last-child .customer-row__deeds summary").click()
    page.get_by_role("link", name="Agregar caso").last.click()
    expect(page.locator(".panel-form select[name=customer] option:checked")).to_have_attribute(
        "value", f"contact:{acme.customer.pk}"
    )
    expect(page.locator(".panel-form [name=account]")).to_have_value(f"account:{acme.account.pk}")


def test_two_records_are_merged_and_parted_by_hand(acme, twice, page):
    """U14: from the page of a contact, without leaving the keyboard, and back by the bar after the deed."""
    page.goto(acme.url(f"contacts/{acme.customer.pk}/"))
    page.locator(".page-header summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Fusionar con otra ficha").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Comparar con Uxía Cliente").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Chama tarde")).to_be_checked()
    page.get_by_role("button", name="Fusionar en una ficha").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reach")).to_contain_text("Chama tarde")
    page.get_by_role("button", name="Deshacer").first.click()
    expect(page.locator("#reach")).not_to_contain_text("Chama tarde")
    page.goto(acme.url(f"contacts/{twice.pk}/"))
    expect(page.locator("#reach")).to_contain_text("Chama tarde")


def test_the_company_of_the_list_is_looked_up_as_one_types(acme, page):
    page.goto(acme.url("contacts/"))
    page.locator(".narrowing__company .ts-control input").press_sequentially("conser", delay=30)
    page.locator(".narrowing__company .option", has_text="Conservas Ñandú").click()
    page.get_by_role("button", name="Filtrar").click()
    expect(page.locator(".chip")).to_contain_text("Conservas Ñandú")
    expect(page.locator("[data-row] .rows__link")).to_have_text(["Uxía Cliente"])
