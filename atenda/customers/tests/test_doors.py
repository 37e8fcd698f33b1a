"""Who passes which door of customers, and what strangers see of them: nothing."""

from __future__ import annotations

import pytest

from atenda.access.abilities import Ability
from atenda.customers.linking import link
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.tests.sending import address, company, person, sent
from atenda.customers.ways import Postal
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW

PAGES = [
    "accounts/",
    "accounts/new/",
    "accounts/{account}/",
    "accounts/{account}/edit/",
    "accounts/{account}/people/",
    "contacts/",
    "contacts/new/",
    "contacts/{contact}/",
    "contacts/{contact}/edit/",
    "contacts/{contact}/companies/",
    "customers/search/",
    "customers/companies/",
    "customers/sharers/",
    "customers/tags/",
    "customers/new/",
]


FOR_EDITORS = {
    page
    for page in PAGES
    if page.endswith(("new/", "edit/", "sharers/")) or ("{" in page and page.endswith(("/companies/", "/people/")))
}


HOSTILE = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>🦑" + "ñ" * 60


@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_which_page(acme, other, visit, page):
    here = address(acme, page)
    assert visit.get(here).status_code == 302
    assert visit.as_(other.agent).get(here).status_code == 404
    assert visit.as_(acme.agent).get(here).status_code == 200
    assert visit.as_(acme.observer).get(here).status_code == (403 if page in FOR_EDITORS else 200)


@pytest.mark.parametrize("page", PAGES)
def test_a_role_that_sees_no_customers_finds_none(acme, visit, page):
    role = acme.agent.role
    role.abilities = [Ability.OPEN_CASES]
    role.save(update_fields=["abilities"])
    assert visit.as_(acme.agent).get(address(acme, page)).status_code == (404 if "{" in page else 403)


@pytest.mark.parametrize("page", [page for page in PAGES if "{" in page])
def test_customers_of_another_organization_do_not_exist(acme, other, visit, page):
    foreign = page.format(account=other.account.pk, contact=other.customer.pk)
    absent = page.format(account=10**12, contact=10**12)
    too_large = page.format(account=10**30, contact=10**30)
    visit.as_(acme.admin)
    for missing in (foreign, absent, too_large):
        assert visit.get(acme.url(missing)).status_code == 404
        assert visit.post(acme.url(missing)).status_code in (404, 405)


def test_deeds_are_refused_to_observers_and_strangers(acme, other, visit):
    link(acme.customer, company(), by=None, now=NOW)
    deeds = [page for page in PAGES if page in FOR_EDITORS and page != "customers/sharers/"]
    deeds.append(f"contacts/{acme.customer.pk}/companies/{acme.account.pk}/removal/")
    before = (Contact.objects.count(), Account.objects.count(), AccountContact.objects.count())
    for deed in deeds:
        data = sent(name="X", account=f"account:{acme.account.pk}")
        assert visit.as_(acme.observer).post(address(acme, deed), data).status_code == 403, deed
        assert visit.as_(other.admin).post(address(acme, deed), data).status_code == 404, deed
    assert (Contact.objects.count(), Account.objects.count(), AccountContact.objects.count()) == before


def test_hostile_values_are_shown_as_text(acme, visit):
    contact = person(HOSTILE, company=HOSTILE, position=HOSTILE[:120], addresses=[Postal(HOSTILE, city=HOSTILE[:100])])
    account = contact.companies.get().account
    visit.as_(acme.agent)
    for page in (
        "contacts/",
        f"contacts/{contact.pk}/",
        f"contacts/{contact.pk}/edit/",
        f"contacts/{contact.pk}/companies/?q=script",
        f"accounts/{account.pk}/",
        "accounts/?q=%3Cscript%3E",
    ):
        shown = visit.get(acme.url(page)).content.decode()
        assert "<script>alert" not in shown, page
        assert "<img src=x" not in shown, page
        assert "{{7*7}}" in shown, page


def test_pages_of_one_organization_never_show_another(acme, other, visit):
    with inside(other.organization):
        person("Canario Segredo", company="Canario SL")
    visit.as_(acme.admin)
    for page in ("contacts/", "accounts/", "contacts/?q=canario", "accounts/?q=canario", "customers/search/?q=canario"):
        assert "Canario S" not in visit.get(acme.url(page)).content.decode()
