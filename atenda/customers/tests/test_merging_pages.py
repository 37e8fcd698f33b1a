"""The pages that merge two records: who may, what they show, what becomes of the addresses."""

from __future__ import annotations

import re

import pytest

from atenda.access.abilities import Ability, Sees
from atenda.cases.assignment import assign
from atenda.cases.models import Case
from atenda.customers import merging
from atenda.customers.editing import edit, words_for
from atenda.customers.models import Contact
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email, Phone
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW


def person(name, **values):
    return open_contact(name=name, by=None, now=NOW, **values)


@pytest.fixture
def pair(acme):
    stays = person("Noa <b>Rei", emails=[Email("noa@rei.example")], notes="Unha")
    goes = person("Noa Rei", emails=[Email("noa@rei.example"), Email("n@rei.example")], notes="Outra", language="gl")
    make.case("Un", contact=goes)
    return stays, goes


def at(acme, contact, rest="merging/"):
    return acme.url(f"contacts/{contact.pk}/{rest}")


def sent(pair, **values):
    stays, goes = pair
    seen = {"seen": last_seq(stays), "other_seen": last_seq(goes)}
    return {"other": goes.pk, "name": "goes", "language": "goes", "notes": "both", **seen, **values}


def test_from_the_page_to_one_record_and_back(acme, visit, pair):
    stays, goes = pair
    pages = visit.as_(acme.agent)
    assert "/merging/" in pages.get(at(acme, stays, "")).content.decode()
    offered = pages.get(at(acme, stays)).content.decode()
    assert f"?other={goes.pk}" in offered
    assert f"?other={stays.pk}" not in offered
    shown = pages.get(f"{at(acme, stays)}?other={goes.pk}").content.decode()
    assert "Noa &lt;b&gt;Rei" in shown
    assert set(re.findall(r'type="radio" name="(\w+)" value="(\w+)"', shown)) == {
        ("name", "stays"), ("name", "goes"), ("language", "stays"), ("language", "goes"),
        ("notes", "stays"), ("notes", "goes"), ("notes", "both"),
    }  # fmt: skip
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', shown) == [
        ("name", "stays"),
        ("language", "goes"),
        ("notes", "both"),
    ]
    answer = pages.post(at(acme, stays), sent(pair))
    assert answer.url == at(acme, stays, "")
    assert words_for(Contact.objects.get(pk=stays.pk), ("name", "language", "notes")) == {
        "name": "Noa Rei",
        "language": "gl",
        "notes": "Unha\n\nOutra",
    }
    event = Event.objects.get(kind="contact.merged")
    page = pages.get(answer.url).content.decode()
    assert f'value="{event.pk}"' in page
    pages.post(acme.url("deeds/undoing/"), {"deed": event.pk})
    assert Contact.objects.get(pk=goes.pk).merged_into_id is None


def test_the_merged_one_leads_to_the_one_that_stays(acme, visit, pair):
    stays, goes = pair
    merging.merge(stays, goes, by=acme.agent, now=NOW)
    pages = visit.as_(acme.agent)
    assert pages.get(at(acme, goes, "")).url == at(acme, stays, "")
    assert pages.get(at(acme, goes, "edit/")).url == at(acme, stays, "edit/")
    assert pages.get(f"{at(acme, stays)}?other={goes.pk}").status_code == 404
    listed = pages.get(acme.url("contacts/?q=noa")).content.decode()
    assert listed.count('id="contact-') == 1


def test_what_was_typed_for_the_merged_one_is_not_lost(acme, visit, pair):
    stays, goes = pair
    merging.merge(stays, goes, by=acme.agent, now=NOW)
    typed = {"name": "Noa Rei Novo", "tags": "VIP", "notes": "", "seen": "1"}
    for field in ("phones", "emails", "addresses"):
        typed |= {f"{field}-TOTAL_FORMS": "0", f"{field}-INITIAL_FORMS": "0", f"{field}-default": "0"}
    pages = visit.as_(acme.agent)
    answer = pages.post(at(acme, goes, "edit/"), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Noa Rei Novo"' in shown
    assert f'action="{at(acme, stays, "edit/")}"' in shown
    assert words_for(Contact.objects.get(pk=stays.pk), ("name",)) == {"name": "Noa <b>Rei"}


def test_the_remark_of_the_form_offers_to_merge(acme, visit, pair):
    stays, goes = pair
    pages = visit.as_(acme.agent)
    offer = f"{at(acme, stays)}?other={goes.pk}"
    assert offer in pages.get(at(acme, stays, "edit/")).content.decode()
    asked = acme.url(f"customers/sharers/?emails-0-address=n@rei.example&but=contact:{stays.pk}")
    assert offer in pages.get(asked).content.decode()
    assert "merging" not in pages.get(acme.url("customers/sharers/?email=n@rei.example")).content.decode()


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"name": "both"}, {"seen": "x"}, {"other_seen": ""}, {"other_seen": "7"}, {"notes": "x"}]
)
def test_a_broken_or_stale_form_is_shown_again_and_merges_nothing(acme, visit, pair, values):
    answer = visit.as_(acme.agent).post(at(acme, pair[0]), sent(pair, **values))
    assert answer.status_code == 422
    assert Contact.objects.get(pk=pair[1].pk).merged_into_id is None


def test_what_changed_since_is_shown_and_said(acme, visit, pair):
    stale = sent(pair)
    edit(pair[1], name="Noa Nova", by=acme.colleague, now=NOW)
    answer = visit.as_(acme.agent).post(at(acme, pair[0]), stale)
    assert answer.status_code == 422
    assert "Noa Nova" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("other", ["", "x", "0", "987654", "9" * 40, "-1", "٣"])
def test_another_that_is_none_is_not_found(acme, visit, pair, other):
    pages = visit.as_(acme.agent)
    assert pages.get(at(acme, pair[0]), {"other": other}).status_code == 404
    assert pages.post(at(acme, pair[0]), sent(pair, other=other)).status_code == 404


def test_a_record_is_not_merged_with_itself_nor_with_those_of_others(acme, other, visit, pair):
    with inside(other.organization):
        theirs = person("Noa Rei", emails=[Email("noa@rei.example")])
    pages = visit.as_(acme.agent)
    for pk in (pair[0].pk, theirs.pk):
        assert pages.post(at(acme, pair[0]), sent(pair, other=pk)).status_code == 404
    assert pages.get(at(acme, theirs)).status_code == 404
    assert f"?other={theirs.pk}" not in pages.get(at(acme, pair[0])).content.decode()


def test_who_may_not_merge_is_offered_nothing_and_refused(acme, other, visit, pair):
    role = acme.agent.role
    role.abilities = [each for each in role.abilities if each != Ability.MERGE_CUSTOMERS]
    role.save(update_fields=["abilities"])
    pages = visit.as_(acme.agent)
    assert "merging" not in pages.get(at(acme, pair[0], "")).content.decode()
    assert "merging" not in pages.get(at(acme, pair[0], "edit/")).content.decode()
    assert pages.get(at(acme, pair[0])).status_code == 403
    assert pages.post(at(acme, pair[0]), sent(pair)).status_code == 403
    assert visit.as_(other.agent).post(at(acme, pair[0]), sent(pair)).status_code == 404
    assert Contact.objects.get(pk=pair[1].pk).merged_into_id is None


def test_a_search_for_the_other_one_finds_all_but_itself(acme, visit, pair):
    third = person("Noelia", phones=[Phone("986 555 111")])
    shown = visit.as_(acme.agent).get(at(acme, pair[0]), {"q": "986555"}).content.decode()
    assert f"?other={third.pk}" in shown
    mine = visit.as_(acme.agent).get(at(acme, pair[0]), {"q": "noa"}).content.decode()
    assert f"?other={pair[0].pk}" not in mine


def cases_said(answer):
    """What the page says of the cases that come along, in the words of a screen."""
    facts = re.findall(r"<dd[^>]*>(.*?)</dd>", answer.content.decode(), re.DOTALL)
    return [said for fact in facts if re.search(r"\d|ves", said := " ".join(re.sub(r"<[^>]+>", " ", fact).split()))]


def test_of_cases_that_one_may_not_see_the_page_says_that_there_are_some_and_not_how_many(acme, visit, pair):
    goes = pair[1]
    for number in range(6):
        make.case(f"De outra {number}", contact=goes, responsible=acme.colleague)
    pages, asked = visit.as_(acme.agent), f"{at(acme, pair[0])}?other={goes.pk}"
    shown = [cases_said(pages.get(asked))]
    role = acme.agent.role
    role.sees = Sees.OWN
    role.save(update_fields=["sees"])
    shown.append(cases_said(pages.get(asked)))
    assign(Case.objects.get(reference="Un"), responsible=acme.colleague, others=[], by=acme.colleague, now=NOW)
    shown.append(cases_said(pages.get(asked)))
    assert shown == [["7"], ["1, y más que no ves"], ["Algunos que no ves"]]
