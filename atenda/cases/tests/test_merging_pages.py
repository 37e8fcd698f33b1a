"""The page on which cases are merged: what it offers, what it foretells, who may, and the way back."""

from __future__ import annotations

import re

import pytest

from atenda.access.abilities import Sees
from atenda.access.models import Role
from atenda.cases import assignment, lifecycle
from atenda.cases.foreseeing import NewReader, foresee
from atenda.cases.models import Case
from atenda.customers.models import Contact
from atenda.customers.opening import open_contact
from atenda.history.models import Event
from atenda.notices.announcing import tell_case
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import program_of


@pytest.fixture
def brais(acme: Cast) -> Contact:
    return open_contact(name="Brais", emails=[], language="", by=None, now=NOW)


def test_a_case_is_merged_and_taken_out_again_on_its_page(acme: Cast, visit: Visit) -> None:
    stays, goes = make.case("Queda", by=acme.agent), make.case("Vai", by=acme.agent)
    agent = visit.as_(acme.agent)
    assert "cases/merging/?case=1" in agent.get(acme.url("cases/1/")).text
    page = agent.get(acme.url("cases/merging/?case=1")).text
    assert "?case=1,2&amp;stays=1" in page  # the other open case of the customer
    page = agent.get(acme.url("cases/merging/?case=1,2&stays=1")).text
    assert "El caso 2 deja de estar pendiente y lleva al caso 1." in page
    assert "Fusionar con el caso 1" in page
    done = agent.post(acme.url("cases/merging/"), {"case": "1,2", "stays": "1"})
    assert (done.status_code, done["Location"]) == (302, acme.url("cases/1/"))
    assert Case.objects.get(pk=goes.pk).merged_into == stays
    page = agent.get(acme.url("cases/1/")).text
    assert "se fusionó con este" in page
    assert "Separar el caso 2" in page
    deed = re.search(r'name="deed" value="([0-9-]+)"', page)
    assert deed is not None
    foreseen = agent.get(acme.url("cases/2/unmerging/")).text
    assert "Vuelve a estar pendiente, en el estado que tenía:" in foreseen
    assert Case.objects.get(pk=goes.pk).merged_into == stays  # looking changes nothing
    assert agent.post(acme.url("cases/2/unmerging/")).status_code == 302
    assert Case.objects.get(pk=goes.pk).is_pending
    assert agent.post(acme.url("cases/2/unmerging/")).status_code == 302  # again, nothing
    assert Event.objects.filter(kind="case.unmerged").count() == 1


def test_the_message_after_it_takes_the_deed_back(acme: Cast, visit: Visit) -> None:
    make.case(by=acme.agent)
    goes = make.case(by=acme.agent)
    agent = visit.as_(acme.agent)
    agent.post(acme.url("cases/merging/"), {"case": ["1", "2"], "stays": "1"})
    deed = re.search(r'name="deed" value="([0-9-]+)"', agent.get(acme.url("cases/1/")).text)
    assert deed is not None
    agent.post(acme.url("deeds/undoing/"), {"deed": deed[1]})
    assert Case.objects.get(pk=goes.pk).merged_into is None


def test_others_are_found_by_number_and_by_words_and_never_those_one_does_not_see(acme: Cast, visit: Visit) -> None:
    make.case("Primeiro", by=acme.agent)
    make.case("Gotea a pía", by=acme.agent)
    make.case("Gotea o tellado", responsible=acme.colleague, by=acme.agent)
    Role.objects.filter(kind="agent").update(sees=Sees.OWN)
    agent = visit.as_(acme.agent)
    for asked in ("gotea", "2"):
        page = agent.get(acme.url("cases/merging/"), {"case": "1", "q": asked}).text
        assert "case=1,2" in page
        assert "case=1,3" not in page
    assert "case=1,3" not in agent.get(acme.url("cases/merging/"), {"case": "1", "q": "3"}).text
    assert agent.get(acme.url("cases/merging/?case=1,3")).status_code == 404
    assert agent.post(acme.url("cases/merging/"), {"case": "1,3", "stays": "1"}).status_code == 404


def test_of_different_customers_only_whoever_says_that_they_know_it(acme: Cast, visit: Visit, brais: Contact) -> None:
    make.case(by=acme.agent)
    goes = make.case(contact=brais, by=acme.agent)
    agent = visit.as_(acme.agent)
    assert "El caso 2 es de otro cliente (Brais)." in agent.get(acme.url("cases/merging/?case=1,2&stays=1")).text
    refused = agent.post(acme.url("cases/merging/"), {"case": "1,2", "stays": "1"})
    assert refused.status_code == 422
    assert "Di que sabes que son casos de clientes distintos." in refused.text
    agent.post(acme.url("cases/merging/"), {"case": "1,2", "stays": "1", "understood": "1"})
    assert Case.objects.get(pk=goes.pk).merged_into is not None


def test_it_is_foretold_who_joins_and_who_newly_sees_what(acme: Cast) -> None:
    stays = make.case(responsible=acme.agent, by=acme.admin)
    goes = make.case(responsible=acme.colleague, by=acme.admin, priority=acme.priority("Alta"))
    tell_case(goes.pk, now=NOW)
    Role.objects.filter(kind="agent").update(sees=Sees.OWN)
    found = foresee(stays, [goes])
    assert found.joining == [acme.colleague.name]
    assert found.readers == [NewReader(acme.colleague.name, (1,)), NewReader(acme.agent.name, (2,))]
    assert {line.label: (line.stays, line.goes) for line in found.lines}["prioridad"][1] == ((2, "Alta"),)
    assert (found.strangers, found.stays_closed, found.waiting) == ([], False, 1)
    lifecycle.close(stays, by=acme.agent, now=NOW)
    assert foresee(Case.objects.get(pk=stays.pk), [goes]).stays_closed


def test_whoever_may_not_merge_is_offered_nothing(acme: Cast, visit: Visit) -> None:
    make.case(by=acme.agent)
    make.case(by=acme.agent)
    observer = visit.as_(acme.observer)
    assert "cases/merging/" not in observer.get(acme.url("cases/1/")).text
    assert observer.get(acme.url("cases/merging/?case=1,2")).status_code == 403


def test_what_was_typed_on_a_case_that_was_merged_meanwhile_is_not_lost(acme: Cast, visit: Visit) -> None:
    stays, goes = make.case(by=acme.agent), make.case(by=acme.agent)
    agent = visit.as_(acme.agent)
    agent.post(acme.url("cases/merging/"), {"case": "1,2", "stays": "1"})
    refused = agent.post(acme.url("cases/2/notes/"), {"body": "Unha cousa máis"})
    assert refused.status_code == 422
    assert "Unha cousa máis" in refused.text
    assert f"se fusionó con el caso {stays.folio}" in refused.text
    assert goes.notes.count() == 0


def test_all_of_a_list_is_too_much(acme: Cast, visit: Visit) -> None:
    make.case(by=acme.agent)
    answer = visit.as_(acme.agent).get(acme.url("cases/merging/?all=1"))
    assert answer.status_code == 302


def test_a_program_foresees_merges_and_unmerges(acme: Cast, brais: Contact) -> None:
    for contact in (acme.customer, acme.customer, brais):
        make.case(contact=contact, responsible=acme.colleague, by=acme.agent)
    assignment.assign(Case.objects.get(folio=1), responsible=acme.agent, by=acme.agent, now=NOW)
    program = program_of(acme.agent)
    found = program.ask("POST", "cases/1/merge/preview/", {"cases": [2, 3]}).json()
    assert (found["joining"], found["different_customers"]) == ([acme.colleague.name], [3])
    refused = program.ask("POST", "cases/1/merge/", {"cases": [2, 3]})
    assert (refused.status_code, Case.objects.filter(has_merged=True).count()) == (422, 0)
    done = program.ask("POST", "cases/1/merge/", {"cases": [2, 3], "different_customers": True})
    assert (done.json()["merged"], done["Atenda-Undo"].count("-")) == ([2, 3], 2)
    assert program.ask("GET", "cases/2/").json()["merged_into"] == 1
    assert program.ask("POST", "cases/2/notes/", {"body": "Ola"}).status_code == 422
    back = program.ask("POST", "cases/2/unmerge/", {"state": "En espera"}).json()
    assert (back["merged_into"], back["state"]["name"]) == (None, "En espera")
    assert program.ask("GET", "cases/1/").json()["merged"] == [3]
    assert program.ask("POST", "cases/1/merge/", {"cases": [1]}).status_code == 422
    assert program.ask("POST", "cases/1/merge/", {"cases": [99]}).status_code == 404


def test_lists_searches_and_the_palette_find_it_still_and_say_that_it_was_merged(acme: Cast, visit: Visit) -> None:
    make.case("Queda", by=acme.agent)
    make.case("Gotea o tellado", by=acme.agent)
    agent = visit.as_(acme.agent)
    assert 'formaction="' + acme.url("cases/merging/") in agent.get(acme.url("cases/")).text
    agent.post(acme.url("cases/merging/"), {"case": "1,2", "stays": "1"})
    assert "Gotea" not in agent.get(acme.url("cases/?view=pending")).text
    for asked in ("view=closed", "view=all&q=gotea"):
        page = agent.get(acme.url(f"cases/?{asked}")).text
        assert "Gotea" in page
        assert "Fusionado" in page
    assert "tellado" in agent.get(acme.url("palette/"), {"q": "gotea"}).text
    lines = agent.get(acme.url("cases/2/"), follow=True).text
    assert "tellado" in lines
