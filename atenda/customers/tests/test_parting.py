"""A merging is taken back: two records again, but for what changed since (U14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.cases.binning import bin_case, bring_back
from atenda.cases.editing import edit as edit_case
from atenda.cases.models import Case
from atenda.customers import merging
from atenda.customers.editing import edit
from atenda.customers.linking import link, unlink
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.opening import open_account
from atenda.customers.refusals import MergedMeanwhile
from atenda.customers.search import customer_of, find_customers
from atenda.customers.tests.twice import fresh, merge, noa_twice, person, words, works_at
from atenda.customers.uniting import BOTH, GOES
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, UndoneBefore, undo
from atenda.organizations.tenancy import OrgModel
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def pair(acme):
    return noa_twice(acme)


def test_undone_both_are_what_they_were(acme, pair):
    stays, goes = pair
    names = ("name", "tax_id", "tax_kind", "language", "notes", "tags", "phones", "emails", "addresses")
    before = [words(each, *names) for each in pair], [works_at(each) for each in pair]
    cases = [make.case(f"Caso {n}", contact=who) for n, who in enumerate((stays, goes, goes))]
    event = merge(acme, pair, chosen={"name": GOES, "notes": BOTH})
    undo(event, by=acme.agent, now=LATER)
    assert ([words(each, *names) for each in pair], [works_at(each) for each in pair]) == before
    assert [Case.objects.get(pk=case.pk).contact_id for case in cases] == [stays.pk, goes.pk, goes.pk]
    assert fresh(goes).merged_into_id is None
    assert {card.id for card in find_customers("noa rei")} == {stays.pk, goes.pk}
    assert list(verify()) == []
    with pytest.raises(UndoneBefore):
        undo(event, by=acme.agent, now=LATER)


def test_what_changed_since_stays_as_it_is(acme, pair):
    stays, goes = pair
    kept, given, moved = (make.case(f"Caso {n}", contact=goes) for n in range(3))
    event = merge(acme, pair)
    new = make.case("Novo", contact=fresh(stays))
    edit_case(moved, contact=acme.customer, by=acme.agent, now=NOW)
    bin_case(kept, by=acme.supervisor, now=NOW)
    edit(stays, notes="Chamar á tarde", by=acme.colleague, now=NOW)
    unlink(stays, Account.objects.get(name="Muíños SL"), by=acme.colleague, now=NOW)
    undo(event, by=acme.agent, now=LATER)
    assert words(stays, "notes", "language", "tags") == {"notes": "Chamar á tarde", "language": "", "tags": ["VIP"]}
    of = {case: Case.objects.get(pk=case.pk).contact_id for case in (kept, given, moved, new)}
    assert of == {kept: goes.pk, given: goes.pk, moved: acme.customer.pk, new: stays.pk}
    assert works_at(goes) == [(acme.account.name, "Xefa")]
    bring_back(kept, by=acme.supervisor, now=LATER)


def test_what_was_merged_again_is_undone_from_the_end(acme, pair):
    stays, _goes = pair
    third = person("Noa Terceira")
    first = merge(acme, pair)
    second = merging.merge(third, fresh(stays), by=acme.agent, now=NOW)
    with pytest.raises(ChangedSince):
        undo(first, by=acme.agent, now=LATER)
    assert customer_of(f"contact:{pair[1].pk}") == third
    undo(second, by=acme.agent, now=LATER)
    undo(first, by=acme.agent, now=LATER)
    assert {fresh(each).merged_into_id for each in (*pair, third)} == {None}


@pytest.mark.parametrize("older_stays", [True, False])
def test_two_records_are_locked_in_one_order_however_they_are_merged_or_parted(acme, pair, monkeypatch, older_stays):
    """Else two of us, one merging and one taking it back, would wait for each other for ever."""
    plain, locked = Contact.lock, []
    monkeypatch.setattr(OrgModel, "lock", lambda row: locked.append(row.pk) or plain(row))
    stays, goes = pair if older_stays else reversed(pair)
    orders = []
    event = merging.merge(stays, goes, by=acme.agent, now=NOW)
    orders.append(locked[:2])
    locked.clear()
    undo(event, by=acme.agent, now=LATER)
    orders.append(locked[:2])
    assert orders == [sorted(each.pk for each in pair)] * 2


def test_after_thirty_days_they_are_one(acme, pair):
    event = merge(acme, pair)
    with pytest.raises(CannotUndo):
        undo(event, by=acme.agent, now=NOW + timedelta(days=31))


def test_an_edit_of_a_case_undone_gives_it_to_the_one_that_stays(acme, pair):
    stays, goes = pair
    case = make.case("Un", contact=goes)
    edit_case(case, contact=acme.customer, by=acme.agent, now=NOW)
    edited = Event.objects.filter(case=case).order_by("seq").last()
    merge(acme, pair)
    undo(edited, by=acme.agent, now=LATER)
    assert Case.objects.get(pk=case.pk).contact_id == stays.pk


def test_an_older_deed_on_the_one_that_went_waits_for_it(acme, pair):
    _stays, goes = pair
    edit(goes, notes="Outra cousa", by=acme.agent, now=NOW)
    unlink(goes, acme.account, by=acme.agent, now=NOW)
    stream = Event.objects.filter(subject_type="customers.contact", subject_id=goes.pk)
    edited, unlinked = stream.get(kind="contact.edited"), stream.get(kind="contact.unlinked")
    merged = merge(acme, pair)
    for event in (edited, unlinked):
        with pytest.raises(ChangedSince):
            undo(event, by=acme.agent, now=LATER)
    undo(merged, by=acme.agent, now=LATER)
    for event in (unlinked, edited):
        undo(event, by=acme.agent, now=LATER)
    assert words(goes, "notes") == "Sempre con pedido"
    assert (acme.account.name, "Xefa") in works_at(goes)


def two_companies():
    return [open_account(name=name, by=None, now=NOW) for name in ("Muíños SL", "Muiños, S.L.")]


def test_who_works_for_a_company_that_was_merged_is_said_again_after_its_parting(acme):
    stays, goes = two_companies()
    ana = person("Ana", company=goes, position="Compras")
    unlink(ana, goes, by=acme.agent, now=NOW)
    unlinked = Event.objects.get(kind="contact.unlinked")
    merged = merging.merge(stays, goes, by=acme.agent, now=NOW)
    with pytest.raises(ChangedSince):
        undo(unlinked, by=acme.agent, now=LATER)
    for deed in (link, unlink):
        with pytest.raises(MergedMeanwhile):
            deed(ana, goes, by=acme.agent, now=LATER)
    assert works_at(ana) == []
    undo(merged, by=acme.agent, now=LATER)
    undo(unlinked, by=acme.agent, now=LATER)
    assert works_at(ana) == [("Muiños, S.L.", "Compras")]


def test_who_is_put_on_record_for_a_company_being_merged_works_for_the_one_that_stays(acme):
    stays, goes = two_companies()
    stale = fresh(goes)
    merging.merge(stays, goes, by=acme.agent, now=NOW)
    assert works_at(person("Ana", company=stale)) == [("Muíños SL", "")]


@pytest.mark.parametrize("of_both", [True, False])
def test_people_written_for_the_one_that_went_are_no_hindrance_to_parting(acme, of_both):
    """As older versions let them be written."""
    stays, goes = two_companies()
    ana = person("Ana", company=goes, position="Compras")
    if of_both:
        link(ana, stays, position="Xefa", by=acme.agent, now=NOW)
    merged = merging.merge(stays, goes, by=acme.agent, now=NOW)
    AccountContact(contact=ana, account=goes, position="Outra").save(force_insert=True)
    undo(merged, by=acme.agent, now=LATER)
    assert sorted(works_at(ana)) == [("Muiños, S.L.", "Compras"), *([("Muíños SL", "Xefa")] if of_both else [])]
