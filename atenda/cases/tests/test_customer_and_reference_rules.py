"""Customer, company and reference: what is asked of them is said like of any other field (S3)."""

from datetime import timedelta

import pytest

from atenda.cases.editing import edit
from atenda.cases.field_rules import MissingFields, NeededToClose, NotEditable, Rule, rules
from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.cases.setting_rules import set_rules
from atenda.cases.tests.sending import opening
from atenda.customers.opening import open_contact
from atenda.history.merging import last_seq
from atenda.testing import make
from atenda.testing.cast import NOW, make_customer

LATER = NOW + timedelta(hours=3)
FREE = Rule(shown=True, editable=True)


def ask(acme, **wanted):
    set_rules(wanted, by=acme.admin, now=NOW)


def matter(case, **changed):
    who = f"contact:{case.contact_id}" if case.contact_id else f"account:{case.account_id}"
    account = f"account:{case.account_id}" if case.account_id else ""
    said = {"reference": case.reference, "description": case.description, "customer": who, "account": account}
    return {"seen": last_seq(case), **said, **changed}


def test_what_cannot_be_otherwise_stays_and_the_page_says_why(acme, visit):
    ask(acme, customer=Rule(shown=False, at_opening=False, editable=False, mass_editable=True))
    assert rules(None)["customer"] == Rule(first=True, at_opening=True, editable=False, mass_editable=True)
    page = visit.as_(acme.admin).get(acme.url("settings/fields/")).content.decode()

    assert "Un caso siempre tiene cliente." in page
    assert 'value="customer.shown" aria-label="Cliente: Visible" checked disabled aria-describedby' in page
    assert 'value="customer.editable" aria-label="Cliente: Se puede cambiar">' in page


def test_a_case_needs_a_reference_unless_the_rules_say_otherwise(acme):
    with pytest.raises(MissingFields) as refused:
        make.case("  ")
    assert refused.value.fields == ("reference",)
    ask(acme, reference=FREE)
    assert make.case("", description="Onte deixou de enfriar.\nE fai ruído.").reference == "Onte deixou de enfriar."
    assert make.case("", description="palabra " * 40).reference == ("palabra " * 10)[:79].rstrip() + "…"
    assert make.case("").reference == "Uxía Cliente"


def test_a_reference_that_is_emptied_is_made_of_the_rest(acme):
    case = make.case("Non enfría", description="Fai ruído")
    with pytest.raises(MissingFields):
        edit(case, reference="", by=acme.agent, now=LATER)
    case.refresh_from_db()
    ask(acme, reference=FREE)
    edit(case, reference="", by=acme.agent, now=LATER)
    assert Case.objects.get().reference == "Fai ruído"


def test_hidden_they_are_in_no_form_and_keep_what_they_have(acme, visit):
    case = make.case("Vella", contact=acme.customer, account=acme.account)
    ask(acme, reference=Rule(shown=False), account=Rule(shown=False))
    visitor = visit.as_(acme.agent)
    form = opening(acme)
    for page in ("cases/new/", f"cases/new/?contact={acme.customer.pk}", "cases/1/matter/"):
        text = visitor.get(acme.url(page)).content.decode()
        assert ('name="reference"' in text, 'name="account"' in text) == (False, False)
    assert visitor.post(acme.url("cases/new/"), form).status_code == 302
    new = Case.objects.get(folio=2)
    assert (new.reference, new.account) == ("El pedido llegó incompleto.", None)

    sent = {"seen": last_seq(case), "description": "Outra", "customer": f"contact:{acme.customer.pk}"}
    assert visitor.post(acme.url("cases/1/matter/"), sent).status_code == 302
    case.refresh_from_db()
    assert (case.reference, case.account, case.description) == ("Vella", acme.account, "Outra")


def test_a_customer_who_does_not_change_stays_whoever_asks(acme, visit):
    case = make.case(contact=acme.customer)
    company, person = make_customer("Ledicia Outra", "Outra SL")
    ask(acme, customer=Rule(editable=False))
    with pytest.raises(NotEditable) as refused:
        edit(case, contact=person, account=company, by=acme.agent, now=LATER)
    assert refused.value.fields == ("customer",)
    case.refresh_from_db()
    edit(case, account=acme.account, by=acme.agent, now=LATER)  # on whose behalf is another field
    visit.as_(acme.agent).post(
        acme.url("cases/1/matter/"), matter(case, customer=f"contact:{person.pk}", reference="R")
    )
    case.refresh_from_db()
    assert (case.contact, case.account, case.reference) == (acme.customer, acme.account, "R")


def test_the_company_that_writes_for_itself_is_the_customer(acme):
    case = make.case(contact=None, account=acme.account)
    other, _person = make_customer("Ledicia Outra", "Outra SL")
    ask(acme, account=Rule(editable=False))
    edit(case, account=other, by=acme.agent, now=LATER)
    ask(acme, customer=Rule(editable=False))
    with pytest.raises(NotEditable):
        edit(case, account=acme.account, by=acme.agent, now=LATER)


def test_another_customer_brings_their_only_company_along_where_nobody_is_asked(acme, visit):
    case = make.case(contact=acme.customer, account=acme.account)
    company, person = make_customer("Ledicia Outra", "Outra SL")
    ask(acme, account=Rule(editable=False))
    with pytest.raises(NotEditable):
        edit(case, account=company, by=acme.agent, now=LATER)
    case.refresh_from_db()
    form = matter(case, customer=f"contact:{person.pk}", account=f"account:{acme.account.pk}")
    assert visit.as_(acme.agent).post(acme.url("cases/1/matter/"), form).status_code == 302
    case.refresh_from_db()
    assert (case.contact, case.account) == (person, company)


def test_on_whose_behalf_is_needed_where_there_is_a_company(acme, visit):
    ask(acme, account=Rule(at_opening=True))
    visitor = visit.as_(acme.agent)
    answer = visitor.post(acme.url("cases/new/"), opening(acme))
    assert answer.status_code == 422
    assert 'id="id_account_error"' in answer.content.decode()
    assert visitor.post(acme.url("cases/new/"), opening(acme, account=f"account:{acme.account.pk}")).status_code == 302
    alone = open_contact(name="Brais Só", by=None, now=NOW)
    assert make.case(contact=alone).account is None
    assert make.case(contact=None, account=acme.account).account == acme.account


def test_closing_asks_for_whom_in_its_panel(acme, visit):
    case = make.case(contact=acme.customer)
    ask(acme, account=Rule(at_closing=True))
    with pytest.raises(NeededToClose):
        close(case, by=acme.agent, now=LATER)
    visitor = visit.as_(acme.agent)
    panel = visitor.get(acme.url("cases/1/resolution/")).content.decode()
    assert f'<option value="account:{acme.account.pk}">Conservas Ñandú' in panel
    form = {"account": f"account:{acme.account.pk}"}
    assert visitor.post(acme.url("cases/1/resolution/"), form).status_code == 302
    case.refresh_from_db()
    assert (case.is_pending, case.account) == (False, acme.account)
