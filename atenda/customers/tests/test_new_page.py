"""Putting a customer on record by the whole form."""

from __future__ import annotations

import json

import pytest

from atenda.customers.editing import words_for
from atenda.customers.models import Account, Contact
from atenda.customers.tests.sending import company, sent
from atenda.customers.ways import Phone
from atenda.history.merging import last_seq


def test_a_new_contact_by_the_whole_form(acme, visit):
    data = sent(
        name="  Noa  Castro ",
        tax_id="12345678-z",
        company="Naviera",
        position="Xefa",
        language="gl",
        **{"phones-0-number": "600 11 22 33", "phones-1-number": "986112233", "phones-1-label": "taller"},
        **{"phones-default": "1", "emails-0-address": "Noa@Castro.example"},
        **{"addresses-0-street": "Rúa 1", "addresses-0-city": "Vigo", "addresses-0-country": "ES"},
        **{"addresses-1-country": "ES"},
    )
    answer = visit.as_(acme.agent).post(acme.url("contacts/new/"), data)
    contact = Contact.objects.get(name="Noa Castro")
    assert (answer.status_code, answer["Location"]) == (302, acme.url(f"contacts/{contact.pk}/"))
    assert words_for(contact, ("tax_id", "language", "phones", "emails", "addresses")) == {
        "tax_id": "12345678Z",
        "language": "gl",
        "phones": [
            {"number": "+34986112233", "label": "taller", "is_default": True},
            {"number": "+34600112233"},
        ],
        "emails": [{"address": "noa@castro.example", "is_default": True}],
        "addresses": [{"street": "Rúa 1", "city": "Vigo", "country": "ES", "is_default": True}],
    }
    assert [(job.account.name, job.position) for job in contact.companies.all()] == [("Naviera", "Xefa")]
    page = visit.get(answer["Location"]).content.decode()
    for shown in ("Noa Castro", "986 11 22 33", "taller", "Rúa 1", "Naviera", "Xefa", "12345678Z", "Galego"):
        assert shown in page


@pytest.mark.parametrize(
    ("field", "value", "beside"),
    [
        ("name", " ", "id_name"),
        ("name", "x" * 201, "id_name"),
        ("tax_id", "12345678A", "id_tax_id"),
        ("emails-1-address", "not-an-address", "id_emails-1-address"),
        ("phones-0-number", "9" * 33, "id_phones-0-number"),
        ("phones-1-label", "a label alone", "id_phones-1-number"),
        ("addresses-0-country", "Marte", "id_addresses-0-country"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_says_why_beside_the_field(acme, visit, field, value, beside):
    data = sent(**{"name": "Noa", "emails-0-address": "noa@castro.example", field: value})
    answer = visit.as_(acme.agent).post(acme.url("accounts/new/"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "noa@castro.example" in page
    assert f'id="{beside}_error"' in page
    assert Account.objects.filter(name="Noa").count() == 0


def test_a_wrong_control_digit_is_explained(acme, visit):
    answer = visit.as_(acme.agent).post(acme.url("contacts/new/"), sent(name="Noa", tax_id="B36000000"))
    assert answer.status_code == 422
    assert b"B36000000" in answer.content


def test_a_tax_number_that_does_not_fit_is_saved_when_one_says_so(acme, visit):
    data = sent(name="Noa", tax_id="12345678A", tax_kind="nif")
    page = visit.as_(acme.agent).post(acme.url("contacts/new/"), data).content.decode()
    assert 'name="tax_kept"' in page
    assert visit.post(acme.url("contacts/new/"), data | {"tax_kept": "on"}).status_code == 302
    contact = Contact.objects.get(name="Noa")
    assert (contact.tax_id, contact.tax_kind, contact.tax_kept) == ("12345678A", "nif", True)
    here = acme.url(f"contacts/{contact.pk}/")
    assert "conservado tal cual" in visit.get(here).content.decode()
    # a change of something else asks nothing again; a number that fits is no longer kept on purpose
    still = sent(name="Noa", tax_id="12345678A", tax_kind="nif", tax_kept="on", notes="Liña 1\r\nLiña 2 ")
    assert visit.post(f"{here}edit/", still | {"seen": last_seq(contact)}).status_code == 302
    right = still | {"tax_id": "12345678Z", "seen": last_seq(contact)}
    assert visit.post(f"{here}edit/", right).status_code == 302
    contact.refresh_from_db()
    assert (contact.tax_id, contact.tax_kind, contact.tax_kept) == ("12345678Z", "nif", False)
    assert contact.notes == "Liña 1\nLiña 2"


def test_a_mexican_company_is_checked_by_the_rules_of_mexico(acme, visit):
    there = {"addresses-0-street": "Av. 1", "addresses-0-country": "MX"}
    wrong = sent(name="Tacos", tax_id="GODE561231GR9", **there)
    assert visit.as_(acme.agent).post(acme.url("accounts/new/"), wrong).status_code == 422
    assert visit.post(acme.url("accounts/new/"), wrong | {"tax_id": "GODE561231GR8"}).status_code == 302
    assert Account.objects.get(name="Tacos").tax_kind == "rfc"


def test_tags_language_and_time_zone_are_shown(acme, visit):
    data = sent(name="Noa", tags="VIP, <b>", language="gl", time_zone="America/Bogota", notes="<i>só mañás</i>")
    visit.as_(acme.agent).post(acme.url("accounts/new/"), data)
    account = Account.objects.get(name="Noa")
    page = visit.get(acme.url(f"accounts/{account.pk}/")).content.decode()
    for shown in ("VIP", "&lt;b&gt;", "Bogotá", "&lt;i&gt;só mañás", "Galego"):
        assert shown in page
    assert 'value="&lt;b&gt;, VIP"' in visit.get(acme.url(f"accounts/{account.pk}/edit/")).content.decode()
    found = json.loads(visit.get(acme.url("customers/tags/?q=v")).content)
    assert found == {"results": [{"value": "VIP", "text": "VIP"}]}


@pytest.mark.parametrize(
    ("field", "value"),
    [("time_zone", "Marte/Cidade"), ("tax_kind", "x"), ("language", "xx"), ("notes", "x" * 10_001), ("tags", "\x00")],
)
def test_what_no_list_offers_is_refused(acme, visit, field, value):
    answer = visit.as_(acme.agent).post(acme.url("accounts/new/"), sent(name="Noa", **{field: value}))
    assert (answer.status_code, Account.objects.filter(name="Noa").exists()) == (422, False)


def test_the_same_form_sent_twice_makes_one(acme, visit):
    data = sent(name="Unha Soa Vez")
    visit.as_(acme.agent)
    first, second = (visit.post(acme.url("accounts/new/"), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Account.objects.filter(name="Unha Soa Vez").count() == 1


def test_only_fields_of_the_form_change(acme, visit):
    data = sent(name="Noa", id="1", organization="1", organization_id="1", created_at="2001-01-01", search_name="x")
    visit.as_(acme.agent).post(acme.url("contacts/new/"), data)
    contact = Contact.objects.get(name="Noa")
    assert (contact.organization, contact.search_name, contact.created_at.year > 2001) == (
        acme.organization,
        " noa",
        True,
    )


def test_a_broken_form_is_refused_not_an_error(acme, visit):
    visit.as_(acme.agent)
    for broken in (
        {"name": "Noa"},
        sent(name="Noa", **{"phones-TOTAL_FORMS": "99999"}),
        sent(name="Noa", **{"phones-TOTAL_FORMS": "x"}),
        sent(name="Noa", submission="not-a-uuid"),
        sent(name="Noa\x00"),
        sent(name="Noa", seen="-5"),
    ):
        assert visit.post(acme.url("accounts/new/"), broken).status_code == 422
    assert visit.post(acme.url("accounts/new/"), sent(name="Noa", **{"phones-default": "-٣"})).status_code == 302


def test_a_company_that_several_are_called_is_asked_for(acme, visit):
    first, second = company("Bar Central"), company("Bar Central", phones=[Phone("986 000 111")])
    visit.as_(acme.agent)
    answer = visit.post(acme.url("contacts/new/"), sent(name="Noa", company="bar central"))
    page = answer.content.decode()
    assert (answer.status_code, f'value="account:{first.pk}"' in page, "986 00 01 11" in page) == (422, True, True)
    chosen = sent(name="Noa", company="Bar Central", account=f"account:{second.pk}")
    assert visit.post(acme.url("contacts/new/"), chosen).status_code == 302
    assert Contact.objects.get(name="Noa").companies.get().account == second


def test_a_new_person_of_a_company_begins_with_its_name(acme, visit):
    page = visit.as_(acme.agent).get(acme.url(f"contacts/new/?account={acme.account.pk}")).content.decode()
    assert f'value="{acme.account.name}"' in page
    assert f'value="account:{acme.account.pk}"' in page
