import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.abilities import Ability
from atenda.customers import worklists
from atenda.customers.editing import edit, words_for
from atenda.customers.linking import link
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.neighbours import _NEIGHBOURS, Neighbour, add
from atenda.customers.opening import open_account, open_contact
from atenda.customers.ways import Email, Phone, Postal
from atenda.history.merging import last_seq
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW


def person(name="Brais Louro", **values):
    return open_contact(name=name, by=None, now=NOW, **values)


def company(name="Muíños SL", **values):
    return open_account(name=name, by=None, now=NOW, **values)


def sent(**values):
    """What a visit sends for the whole form: its rows are there even when empty."""
    data = {"name": "", "tax_id": "", "submission": str(uuid4())}
    for field in ("phones", "emails", "addresses"):
        data |= {f"{field}-TOTAL_FORMS": "2", f"{field}-INITIAL_FORMS": "0", f"{field}-default": "0"}
    return data | values


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


def address(cast, page):
    return cast.url(page.format(account=cast.account.pk, contact=cast.customer.pk))


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


def test_the_list_shows_how_to_reach_each(acme, visit):
    person(
        "Ñuria Ñ",
        company="Bar Ñ",
        phones=[Phone("986 55 55 55")],
        emails=[Email("n@n.example")],
        addresses=[Postal("Rúa 1", city="Cangas")],
    )
    page = visit.as_(acme.agent).get(acme.url("contacts/")).content.decode()
    for shown in ("Ñuria Ñ", 'href="tel:+34986555555"', "986 55 55 55", "mailto:n@n.example", "Cangas", "Bar Ñ"):
        assert shown in page
    page = visit.get(acme.url("accounts/")).content.decode()
    assert "Bar Ñ" in page
    assert "Ñuria Ñ" in page


def test_the_list_is_sorted_by_name_with_enye_after_n(acme, visit):
    for name in ("Oza", "Ñora", "Nuria", "Zas", "ana"):
        person(name)
    page = visit.as_(acme.agent).get(acme.url("contacts/")).content.decode()
    places = [page.index(f">{name}<") for name in ("ana", "Nuria", "Ñora", "Oza", "Uxía Cliente", "Zas")]
    assert places == sorted(places)


def test_pages_follow_each_other_without_gaps_or_repeats(acme, monkeypatch):
    monkeypatch.setattr(worklists, "PAGE", 2)
    for name in ("A", "B", "B", "B", "C"):
        person(name)
    seen = []
    for _ in range(3):
        page = worklists.page_of("contact", actor=acme.agent, after=seen[-1] if seen else None)
        seen += [card.id for card in page.cards]
    assert seen == list(Contact.objects.order_by("search_name", "id").values_list("id", flat=True))
    assert page.older is None
    back = worklists.page_of("contact", actor=acme.agent, before=page.newer)
    assert [card.id for card in back.cards] == seen[2:4]
    first = worklists.page_of("contact", actor=acme.agent, before=back.newer)
    assert ([card.id for card in first.cards], first.newer) == (seen[:2], None)


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=", "after=" + "9" * 40, "before=٣", "q=%00", "q=" + "ñ" * 999]
)
def test_a_broken_address_shows_a_list(acme, visit, query):
    assert visit.as_(acme.agent).get(acme.url(f"contacts/?{query}")).status_code == 200


def test_the_list_says_what_to_do_when_nothing_matches(acme, visit):
    page = visit.as_(acme.agent).get(acme.url("contacts/?q=Zzzyx")).content.decode()
    assert "Zzzyx" in page
    assert "contacts/new/?name=Zzzyx" in page


@pytest.mark.parametrize(
    "page", ["accounts/", "contacts/", "contacts/?q=triple", "accounts/{account}/", "contacts/{contact}/"]
)
def test_as_many_queries_for_one_row_as_for_three(acme, visit, page):
    def fill(number):
        each = person(f"Triple {number}", phones=[Phone(f"98612345{number}")], emails=[Email(f"e{number}@e.example")])
        link(each, acme.account, by=None, now=NOW)
        link(acme.customer, company(f"Triple {number}"), by=None, now=NOW)

    fill(0)
    visit.as_(acme.agent).get(address(acme, page))
    with CaptureQueriesContext(connection) as one:
        visit.get(address(acme, page))
    fill(1)
    fill(2)
    with CaptureQueriesContext(connection) as three:
        visit.get(address(acme, page))
    assert len(three) == len(one)


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


HOSTILE = "<script>alert(1)</script>{{7*7}}\"'><img src=x onerror=alert(1)>🦑" + "ñ" * 60


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
