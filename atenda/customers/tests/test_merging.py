"""Two records of the same customer become one, and two again (U14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.cases.binning import bin_case
from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.customers import jobs, merging
from atenda.customers.editing import edit
from atenda.customers.linking import link
from atenda.customers.models import Contact
from atenda.customers.opening import open_account
from atenda.customers.refusals import CannotMerge, ChangedSinceCompared, MergedMeanwhile, TooMuchToMerge
from atenda.customers.search import customer_of, find_customers
from atenda.customers.sharing import sharers
from atenda.customers.tests.twice import fresh, merge, noa_twice, person, words, works_at
from atenda.customers.uniting import GOES
from atenda.customers.ways import Email, Phone
from atenda.history.chain import verify
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.history.subjects import history_of
from atenda.history.undoing import undo
from atenda.history.worklists import deeds_of
from atenda.notices.models import News
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def pair(acme):
    return noa_twice(acme)


def test_the_one_that_stays_has_everything_of_both(acme, pair):
    stays, goes = pair
    merge(acme, pair)
    assert words(stays, "name", "tax_id", "language", "notes", "tags") == {
        "name": "Noa Rei",
        "tax_id": "12345678Z",
        "language": "gl",
        "notes": "Só pola mañá\n\nSempre con pedido",
        "tags": ["moroso", "VIP"],
    }
    assert words(stays, "phones") == [
        {"number": "+34986000001", "label": "móbil", "is_default": True},
        {"number": "+34986000002"},
    ]
    assert words(stays, "emails") == [{"address": "noa@rei.example", "is_default": True}]
    assert words(stays, "addresses") == [{"street": "Rúa 1", "city": "Vigo", "is_default": True}]
    assert fresh(stays).town == "vigo"
    assert works_at(stays) == [(acme.account.name, "Xefa"), ("Muíños SL", "Compras")]
    assert fresh(goes).merged_into_id == stays.pk
    assert words(goes, "phones", "emails", "addresses") == {"phones": [], "emails": [], "addresses": []}
    assert works_at(goes) == []


def test_one_chooses_field_by_field(acme, pair):
    stays, _goes = pair
    merge(acme, pair, chosen={"name": GOES, "tax": GOES, "notes": GOES, "phones": GOES})
    assert words(stays, "name", "tax_id", "tax_kind", "notes") == {
        "name": "Noa Rei Souto",
        "tax_id": "",
        "tax_kind": "",
        "notes": "Sempre con pedido",
    }
    assert [way["number"] for way in words(stays, "phones") if way.get("is_default")] == ["+34986000002"]
    assert find_customers("noa souto")[0].id == stays.pk


def test_all_their_cases_go_along_and_say_so(acme, pair):
    stays, goes = pair
    own, opened, closed, binned = (
        make.case(f"Caso {n}", contact=who) for n, who in enumerate((stays, goes, goes, goes))
    )
    close(closed, by=acme.agent, now=NOW)
    bin_case(binned, by=acme.supervisor, now=NOW)
    told = News.objects.count()
    merge(acme, pair)
    assert set(Case.objects.filter(contact=stays)) == {own, opened, closed, binned}
    assert not Case.objects.filter(contact=goes).exists()
    last = Event.objects.filter(case=closed).order_by("seq").last()
    assert last.kind == "case.customer_joined"
    assert last.payloads.get().before == {"contact": [goes.pk, "Noa Rei Souto"]}
    assert last.payloads.get().after == {"contact": [stays.pk, "Noa Rei"]}
    assert Event.objects.filter(case=own).count() == 1
    assert News.objects.count() == told
    assert list(verify()) == []


def test_both_histories_say_it_and_what_one_did_is_one_line(acme, pair):
    make.case("Un", contact=pair[1])
    event = merge(acme, pair)
    kinds = [
        Event.objects.filter(subject_type="customers.contact", subject_id=each.pk).order_by("seq").last().kind
        for each in pair
    ]
    assert kinds == ["contact.merged", "contact.joined"]
    listed = deeds_of(acme.agent, seen_by=acme.agent, now=LATER).rows
    assert (listed[0].id, listed[0].may_undo) == (event.pk, True)
    assert "Noa Rei Souto" in listed[0].sentence
    assert [row.sentence for row in listed].count(listed[0].sentence) == 1


def test_searches_lists_and_remarks_find_one(acme, pair):
    stays, goes = pair
    merge(acme, pair)
    assert [card.id for card in find_customers("noa rei")] == [stays.pk]
    assert [card.id for card in find_customers("986000002")] == [stays.pk]
    assert [card.id for card in sharers({"email": "noa@rei.example"})["email"]] == [stays.pk]
    assert goes not in Contact.objects.visible_to(acme.agent)
    assert customer_of(f"contact:{goes.pk}") == stays


@pytest.mark.parametrize("merged", ["stays", "goes"])
def test_what_was_merged_before_is_not_merged_again(acme, pair, merged):
    third = person("Noa Terceira")
    merging.merge(third, pair[0 if merged == "stays" else 1], by=acme.agent, now=NOW)
    with pytest.raises(MergedMeanwhile):
        merge(acme, pair)


def test_two_people_merging_the_two_crosswise_make_one(acme, pair):
    stays, goes = pair
    merge(acme, pair)
    with pytest.raises(MergedMeanwhile):
        merging.merge(goes, stays, by=acme.supervisor, now=NOW)


def test_nothing_is_merged_into_itself_or_into_another_kind(acme, pair):
    with pytest.raises(CannotMerge):
        merging.merge(pair[0], fresh(pair[0]), by=acme.agent, now=NOW)
    with pytest.raises(CannotMerge):
        merging.merge(pair[0], acme.account, by=acme.agent, now=NOW)


def test_what_changed_since_they_were_compared_is_looked_at_again(acme, pair):
    seen = last_seq(pair[0]), last_seq(pair[1])
    edit(pair[1], name="Outra", by=acme.colleague, now=NOW)
    with pytest.raises(ChangedSinceCompared):
        merge(acme, pair, seen=seen)
    assert fresh(pair[1]).merged_into_id is None


def test_too_much_is_merged_the_other_way_round(acme, pair, monkeypatch):
    monkeypatch.setattr(merging, "MOST", 2)
    for number in range(3):
        make.case(f"Caso {number}", contact=pair[1])
    with pytest.raises(TooMuchToMerge):
        merge(acme, pair)
    merging.merge(pair[1], pair[0], by=acme.agent, now=NOW)
    assert Case.objects.filter(contact=pair[1]).count() == 3


def test_whoever_edits_one_that_is_being_merged_is_told(acme, pair):
    _stays, goes = pair
    stale = fresh(goes)
    merge(acme, pair)
    with pytest.raises(MergedMeanwhile):
        edit(stale, name="Outra", by=acme.agent, now=NOW)
    with pytest.raises(MergedMeanwhile):
        link(stale, acme.account, by=acme.agent, now=NOW)


def test_a_case_opened_for_it_in_that_very_moment_follows(acme, pair):
    stays, goes = pair
    stale = fresh(goes)
    merge(acme, pair)
    case = make.case("No mesmo intre", contact=stale)
    assert Case.objects.get(pk=case.pk).contact_id == goes.pk
    jobs.gather(acme.organization.pk, "contact", goes.pk)
    assert Case.objects.get(pk=case.pk).contact_id == stays.pk
    jobs.gather(acme.organization.pk, "contact", goes.pk)
    assert Event.objects.filter(case=case, kind="case.customer_joined").count() == 1


def test_companies_are_merged_with_their_people_and_cases(acme):
    stays = open_account(name="Muíños SL", emails=[Email("info@muinos.example")], by=None, now=NOW)
    goes = open_account(name="Muiños, S.L.", phones=[Phone("986 000 009")], by=None, now=NOW)
    ana, bea = person("Ana", company=stays), person("Bea", company=goes, position="Almacén")
    link(ana, goes, position="Compras", by=None, now=NOW)
    case = make.case("Un", account=goes, contact=bea)
    event = merging.merge(stays, goes, by=acme.agent, now=NOW)
    assert works_at(ana) == [("Muíños SL", "Compras")]
    assert works_at(bea) == [("Muíños SL", "Almacén")]
    assert Case.objects.get(pk=case.pk).account_id == stays.pk
    undo(event, by=acme.agent, now=LATER)
    assert works_at(bea) == [("Muiños, S.L.", "Almacén")]
    assert {name for name, _position in works_at(ana)} == {"Muíños SL", "Muiños, S.L."}
    assert Case.objects.get(pk=case.pk).account_id == goes.pk


def test_the_page_tells_also_what_happened_to_the_one_that_went(acme, pair):
    """Both histories, with the undo of the merging alone; parted, each has its own again."""
    stays, goes = pair
    edit(goes, notes="Outra cousa", by=acme.agent, now=NOW)
    event = merge(acme, pair)
    entries = history_of(fresh(stays), actor=acme.agent, now=NOW).entries
    told = [(entry.of, entry.may_undo) for entry in entries]
    assert entries[0].of == ""
    assert ("Noa Rei Souto", False) in told
    assert ("Noa Rei Souto", True) not in told
    assert [entry.id for entry in entries if entry.may_undo] == [event.pk]
    undo(event, by=acme.agent, now=NOW)
    assert {entry.of for entry in history_of(fresh(stays), actor=acme.agent, now=NOW).entries} == {""}
