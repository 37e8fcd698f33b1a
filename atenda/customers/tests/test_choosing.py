"""Choosing a customer in another form, or making one from inside it."""

from __future__ import annotations

import json
from uuid import uuid4

from atenda.customers.models import Account, Contact
from atenda.customers.tests.sending import company


def test_the_picker_is_answered_in_json(acme, visit):
    answer = visit.as_(acme.observer).get(acme.url("customers/search/?q=uxia"))
    assert answer.json() == {
        "results": [
            {
                "value": f"contact:{acme.customer.pk}",
                "text": "Uxía Cliente",
                "note": "Conservas Ñandú · 986 12 34 56 · uxia@cliente.example",
                "kind": "contact",
                "group": answer.json()["results"][0]["group"],
            }
        ]
    }
    assert visit.get(acme.url("customers/search/?q=uxia&kind=account")).json() == {"results": []}
    assert visit.get(acme.url("customers/search/?q=uxia&kind=nothing")).json() == {"results": []}
    assert visit.get(acme.url("customers/search/")).json() == {"results": []}


def test_company_names_are_offered_as_options(acme, visit):
    company("Bar <Ñ> & Fillos")
    page = visit.as_(acme.agent).get(acme.url("customers/companies/?company=bar")).content.decode()
    assert '<option value="Bar &lt;Ñ&gt; &amp; Fillos">' in page


def test_a_customer_made_inside_another_form_is_handed_to_it(acme, visit):
    visit.as_(acme.agent)
    here, htmx = acme.url("customers/new/"), {"HX-Request": "true"}
    page = visit.get(f"{here}?name=600%20112%20233", headers=htmx).content.decode()
    assert 'value="600 112 233"' in page
    assert "<html" not in page
    data = {"name": "Noa", "phone": "600 112 233", "company": "Naviera", "submission": str(uuid4())}
    answer = visit.post(here, data, headers=htmx)
    contact = Contact.objects.get(name="Noa")
    made = json.loads(answer["HX-Trigger"])["atenda:created"]
    assert (answer.status_code, made) == (204, {"value": f"contact:{contact.pk}", "text": "Noa"})
    assert visit.post(here, data, headers=htmx)["HX-Trigger"] == answer["HX-Trigger"]
    assert Contact.objects.filter(name="Noa").count() == 1


def test_a_customer_made_without_scripts_leads_to_a_case_for_them(acme, visit):
    answer = visit.as_(acme.agent).post(acme.url("customers/new/"), {"company": "Naviera"})
    assert answer["Location"].endswith(f"?account={Account.objects.get(name='Naviera').pk}")


def test_the_short_form_says_what_is_missing(acme, visit):
    visit.as_(acme.agent)
    answer = visit.post(acme.url("customers/new/"), {"phone": "600112233"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert (answer.status_code, 'id="id_name_error"' in page, 'value="600112233"' in page) == (422, True, True)
    company("Dous")
    company("Dous")
    answer = visit.post(acme.url("customers/new/"), {"company": "Dous"})
    assert answer.status_code == 302
    answer = visit.post(acme.url("customers/new/"), {"name": "Noa", "company": "Dous"})
    assert answer.status_code == 422
