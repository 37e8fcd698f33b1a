"""Who else has a phone, an e-mail or a tax number, said beside the field and never refused."""

from __future__ import annotations

import re

import pytest

from atenda.customers.models import Contact
from atenda.customers.opening import open_account, open_contact
from atenda.customers.sharing import sharers
from atenda.customers.ways import Email, Phone
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW


@pytest.fixture
def bar(acme):
    return open_account(
        name="Bar <Ñ>",
        tax_id="B36000008",
        phones=[Phone("986 12 34 56")],
        emails=[Email("uxia@cliente.example")],
        by=None,
        now=NOW,
    )


def names(found):
    return {field: [card.name for card in cards] for field, cards in found.items()}


def test_whoever_has_it_is_found_however_it_is_typed(acme, bar):
    typed = {
        "phones-0-number": "0034 986-123456",
        "emails-2-address": " UXIA@cliente.example",
        "tax_id": "es-b36.000.008",
        "phones-1-number": "600 111 222",
        "emails-0-address": "",
        "name": "Uxía Cliente",
    }
    assert names(sharers(typed)) == {
        "phones-0-number": ["Uxía Cliente", "Bar <Ñ>"],
        "emails-2-address": ["Uxía Cliente", "Bar <Ñ>"],
        "tax_id": ["Bar <Ñ>"],
    }
    assert names(sharers(typed, but=bar)) == {
        "phones-0-number": ["Uxía Cliente"],
        "emails-2-address": ["Uxía Cliente"],
    }


def test_nobody_of_another_organization_is_named(acme, other):
    with inside(other.organization):
        open_contact(name="Allea", emails=[Email("so@allea.example")], by=None, now=NOW)
    assert sharers({"email": "so@allea.example"}) == {}


def test_as_many_questions_for_three_fields_as_for_one_of_each(acme, bar, django_assert_num_queries):
    few = {"phone": "986123456", "email": "uxia@cliente.example", "tax_id": "B36000008"}
    with django_assert_num_queries(7):
        sharers(few)
    for number in range(5):
        open_account(name=f"Bar {number}", tax_id="B36000008", phones=[Phone("986123456")], by=None, now=NOW)
    with django_assert_num_queries(7):
        found = sharers({**few, "phones-0-number": "986 12 34 56"})
    assert len(found["phone"]) == 3


def remark(page):
    """What the first remark of a page says, and where its links lead."""
    found = re.search(r"<p class=\"form-hint\"><svg.*?</svg>(.*?)</p>", page, re.DOTALL)
    return (re.findall(r'href="([^"]+)"', found[1]), found[1]) if found else ([], "")


def test_the_remark_names_the_other_with_a_link(acme, bar, visit):
    here = acme.url("customers/sharers/")
    links, words = remark(visit.as_(acme.agent).get(f"{here}?phones-1-number=986123456").content.decode())
    assert links == [acme.url(f"contacts/{acme.customer.pk}/"), acme.url(f"accounts/{bar.pk}/")]
    assert "Bar &lt;Ñ&gt;" in words
    page = visit.get(f"{here}?phones-1-number=986123456&but=account:{bar.pk}").content.decode()
    assert remark(page)[0] == [acme.url(f"contacts/{acme.customer.pk}/")]
    for nothing in (
        "",
        "?phone=%00",
        "?name=Bar",
        "?email=nobody",
        "?tax_id=%00-",
        "?tax_id=.",
        f"?phone={'9' * 5000}",
    ):
        assert visit.get(here + nothing).content.decode().strip() == ""


def test_a_form_says_it_when_it_is_opened_and_saves_all_the_same(acme, bar, visit):
    links, _words = remark(visit.as_(acme.agent).get(acme.url(f"accounts/{bar.pk}/edit/")).content.decode())
    assert links == [acme.url(f"contacts/{acme.customer.pk}/")]
    short = visit.get(acme.url("customers/new/?name=986123456"), headers={"HX-Request": "true"}).content.decode()
    assert len(remark(short)[0]) == 2
    answer = visit.post(acme.url("customers/new/"), {"name": "Irmá de Uxía", "email": "uxia@cliente.example"})
    assert answer.status_code == 302
    assert Contact.objects.filter(emails__address="uxia@cliente.example").count() == 2
