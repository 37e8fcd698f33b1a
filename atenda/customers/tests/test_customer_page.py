"""The page of a customer: editing, where people work, what other packages show there."""

from __future__ import annotations

from atenda.customers.editing import edit, words_for
from atenda.customers.linking import link
from atenda.customers.neighbours import _NEIGHBOURS, Neighbour, add
from atenda.customers.tests.sending import company, person, sent
from atenda.customers.ways import Phone
from atenda.history.merging import last_seq
from atenda.testing.cast import NOW


def test_editing_by_the_form_changes_and_removes(acme, visit):
    contact = person(phones=[Phone("986 000 001"), Phone("986 000 002")])
    here = acme.url(f"contacts/{contact.pk}/edit/")
    page = visit.as_(acme.agent).get(here).content.decode()
    assert 'value="986 00 00 02"' in page
    data = sent(name="Brais Rey", seen=last_seq(contact), **{"phones-1-number": "986000002"})
    assert visit.post(here, data)["Location"] == acme.url(f"contacts/{contact.pk}/")
    assert words_for(contact.__class__.objects.get(pk=contact.pk), ("name", "phones")) == {
        "name": "Brais Rey",
        "phones": [{"number": "+34986000002", "is_default": True}],
    }


def test_two_people_saving_are_merged_or_shown_both_values(acme, visit):
    contact = person(phones=[Phone("986 000 001")])
    seen = last_seq(contact)
    edit(contact, name="Brais Rey", tax_id="12345678Z", by=acme.colleague, now=NOW)
    here = acme.url(f"contacts/{contact.pk}/edit/")
    mine = sent(name="Brais Rei", seen=seen, **{"phones-0-number": "986 000 001"})
    answer = visit.as_(acme.agent).post(here, mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    for shown in (
        'value="Brais Rei"',
        "Brais Rey",
        acme.colleague.name,
        'value="12345678Z"',
        f'value="{last_seq(contact)}"',
    ):
        assert shown in page
    again = mine | {"tax_id": "12345678Z", "seen": last_seq(contact)}
    assert visit.post(here, again).status_code == 302
    contact.refresh_from_db()
    assert (contact.name, contact.tax_id) == ("Brais Rei", "12345678Z")


def test_both_values_of_a_list_are_shown(acme, visit):
    contact = person(phones=[Phone("986 000 001")])
    seen = last_seq(contact)
    edit(contact, phones=[Phone("986 000 002")], by=acme.colleague, now=NOW)
    mine = sent(name="Brais Louro", seen=seen, **{"phones-0-number": "986 000 003"})
    page = visit.as_(acme.agent).post(acme.url(f"contacts/{contact.pk}/edit/"), mine).content.decode()
    assert 'value="986 00 00 03"' in page
    assert "986 00 00 02" in page


def test_linking_and_unlinking_a_company(acme, visit):
    contact, bar = person(), company("Bar Ñ")
    here = acme.url(f"contacts/{contact.pk}/companies/")
    assert f'value="account:{bar.pk}"' in visit.as_(acme.agent).get(f"{here}?q=bar").content.decode()
    assert visit.post(here, {"account": f"account:{bar.pk}", "position": "Camareiro"}).status_code == 302
    assert contact.companies.get().position == "Camareiro"
    assert visit.post(here, {"account": f"contact:{contact.pk}"}).status_code == 404
    assert visit.post(f"{here}{bar.pk}/removal/").status_code == 302
    assert contact.companies.count() == 0


def test_linking_somebody_on_record_from_the_companys_page(acme, visit):
    contact, bar = person(), company("Bar Ñ")
    here = acme.url(f"accounts/{bar.pk}/people/")
    assert here in visit.as_(acme.agent).get(acme.url(f"accounts/{bar.pk}/")).content.decode()
    panel = visit.get(f"{here}?q=louro", headers={"HX-Request": "true"}).content.decode()
    assert (f'value="contact:{contact.pk}"' in panel, "Bar Ñ" in panel, "<html" in panel) == (True, True, False)
    answer = visit.post(here, {"contact": f"contact:{contact.pk}", "position": "Camareiro"})
    assert answer["Location"] == acme.url(f"accounts/{bar.pk}/")
    assert (contact.companies.get().account, contact.companies.get().position) == (bar, "Camareiro")
    assert visit.post(here, {"contact": f"account:{bar.pk}"}).status_code == 404
    assert "contacts/new/" in visit.get(f"{here}?q=ninguén").content.decode()


def test_a_companys_page_shows_its_people(acme, visit):
    link(acme.customer, acme.account, position="Xerente", by=None, now=NOW)
    page = visit.as_(acme.observer).get(acme.url(f"accounts/{acme.account.pk}/")).content.decode()
    for shown in ("Uxía Cliente", "Xerente", "986 12 34 56"):
        assert shown in page
    assert "/edit/" not in page


def test_neighbours_show_their_blocks(acme, visit, monkeypatch):
    asked = []
    read = lambda actor, **customer: asked.append((actor, customer))  # noqa: E731
    monkeypatch.setattr("atenda.customers.neighbours._NEIGHBOURS", {})
    add(Neighbour("nothing", "customers/no_such.html", read))
    assert visit.as_(acme.agent).get(acme.url(f"contacts/{acme.customer.pk}/")).status_code == 200
    assert asked == [(acme.agent, {"account": None, "contact": acme.customer})]
    assert "nothing" not in _NEIGHBOURS
