"""A card that is moved: the ordinary deed, refused with its sentence, never over what somebody else did (U26)."""

import json
from datetime import timedelta

import pytest

from atenda.access.abilities import Ability
from atenda.cases.describing import assignees_of
from atenda.cases.lifecycle import close, move
from atenda.cases.models import Case
from atenda.cases.moving import bar_moves
from atenda.cases.tests.sending import without
from atenda.history.models import Event
from atenda.organizations.revisions import touch
from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.worklists.columns import value_called
from atenda.worklists.placing import MovedMeanwhile, place

LATER = NOW + timedelta(hours=1)
DRAG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "cases-list"}


def drop(visitor, acme, to, was, query="show=board", **more):
    sent = {"to": to.pk if to else "none", "was": was.pk if was else "none", **more}
    return visitor.post(acme.url(f"cases/1/place/?{query}"), sent, **DRAG)


def said(answer):
    return json.loads(answer.headers["HX-Trigger"])["atenda:toast"]


def test_a_card_dropped_in_a_column_is_moved_with_a_way_back(acme, visit):
    make.case()
    answer = drop(visit.as_(acme.agent), acme, acme.state("En progreso"), acme.state("Abierto"))
    assert answer.status_code == 200
    board = answer.content.decode()
    assert 'id="card-1"' in board
    assert f'hx-get="{acme.url("cases/?show=board")}"' in board  # not the address of the move
    assert str(Case.objects.get().state) == "En progreso"
    toast = said(answer)
    assert toast["text"] == "Caso 1: En progreso."
    visit.post(toast["undo"]["address"], {"deed": toast["undo"]["deed"]})
    assert str(Case.objects.get().state) == "Abierto"


def test_without_scripts_a_form_moves_it_and_leads_back_to_the_board(acme, visit):
    make.case(category=acme.category("Queja"))
    visitor, address = visit.as_(acme.agent), acme.url("cases/1/place/?show=board&by=category&lanes=priority")
    page = visitor.get(address).content.decode()
    assert 'name="to"' in page
    assert 'name="lane"' in page
    answer = visitor.post(address, {"to": acme.category("Consulta").pk, "lane": acme.priority("Alta").pk})
    assert answer.url == acme.url("cases/?show=board&by=category&lanes=priority")
    case = Case.objects.get()
    assert (str(case.category), str(case.priority)) == ("Consulta", "Alta")
    assert Event.objects.filter(case=case).count() == 2  # one change for both


def test_whoever_comes_second_is_told_and_moves_nothing(acme, visit):
    case = make.case()
    move(case, to=acme.state("En espera"), by=acme.colleague, now=LATER)
    answer = drop(visit.as_(acme.agent), acme, acme.state("En progreso"), acme.state("Abierto"))
    assert said(answer)["text"].endswith("cambió este caso entretanto: ahora está en «En espera». No se movió nada.")
    assert acme.colleague.name in said(answer)["text"]
    assert str(Case.objects.get().state) == "En espera"
    # to the same place is no quarrel
    answer = drop(visit, acme, acme.state("En espera"), acme.state("Abierto"))
    assert "HX-Trigger" not in answer.headers


def test_the_verb_looks_again_when_it_has_the_case_to_itself(acme):
    case = make.case()
    move(Case.objects.get(), to=acme.state("En espera"), by=acme.colleague, now=LATER)
    to = value_called("state", str(acme.state("En progreso").pk), acme.agent)
    with pytest.raises(MovedMeanwhile):
        place(case, {"state": to}, seen={"state": str(acme.state("Abierto").pk)}, by=acme.agent, now=LATER)


def test_a_barred_move_is_refused_with_its_sentence(acme, visit):
    make.case()
    opened, working, closed = (acme.state(name) for name in ("Abierto", "En progreso", "Cerrado"))
    bar_moves([(opened.pk, working.pk), (opened.pk, closed.pk)], by=acme.admin, now=NOW)
    visitor = visit.as_(acme.agent)
    for to in (working, closed):
        toast = said(drop(visitor, acme, to, opened))
        assert (toast["text"], toast["kind"]) == ("Los casos de este tipo no pasan de este estado a ese.", "error")
    assert "En progreso" not in visitor.get(acme.url("cases/1/place/?show=board")).content.decode().split("<form")[-1]
    assert str(Case.objects.get().state) == "Abierto"


def test_closing_asks_for_what_closing_needs_in_the_panel(acme, visit):
    make.case()
    closed = acme.state("Cerrado")
    answer = drop(visit.as_(acme.agent), acme, closed, acme.state("Abierto"))
    address = json.loads(answer.headers["HX-Trigger"])["atenda:panel"]["address"]
    assert address == acme.url(f"cases/1/resolution/?state={closed.pk}")
    assert Case.objects.get().is_pending
    plain = visit.post(acme.url("cases/1/place/?show=board"), {"to": closed.pk})
    assert plain.url == address
    board = f"http://testserver{acme.url('cases/?show=board')}"
    closing = visit.post(address, {"state": closed.pk}, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=board)
    assert closing.headers["HX-Redirect"] == acme.url("cases/?show=board")
    assert not Case.objects.get().is_pending


def test_a_card_goes_from_one_person_to_another_and_to_nobody(acme, visit):
    make.case(responsible=acme.agent, assignees=[acme.supervisor])
    visitor, by = visit.as_(acme.agent), "show=board&by=responsible"
    drop(visitor, acme, acme.colleague, acme.agent, by)
    assert assignees_of(Case.objects.get()) == [acme.colleague, acme.supervisor]
    drop(visitor, acme, None, acme.colleague, by)
    case = Case.objects.get()
    assert (case.responsible, case.assignee_ids) == (None, [])


def test_each_move_needs_the_ability_of_its_deed(acme, visit):
    case = make.case(responsible=acme.agent)
    opened, closed = acme.state("Abierto"), acme.state("Cerrado")
    assert drop(visit.as_(acme.observer), acme, acme.state("En progreso"), opened).status_code == 403
    without(acme.agent.role, Ability.CLOSE_CASES, Ability.REOPEN_CASES, Ability.ASSIGN_CASES)
    touch()
    visitor = visit.as_(acme.agent)
    assert drop(visitor, acme, closed, opened).status_code == 403
    assert drop(visitor, acme, acme.colleague, acme.agent, "show=board&by=responsible").status_code == 403
    close(case, by=acme.admin, now=LATER)
    assert drop(visitor, acme, opened, closed).status_code == 403
    case.refresh_from_db()
    assert (case.state, case.responsible) == (closed, acme.agent)


@pytest.mark.parametrize("to", ["", "x", "999999999999999999999", "none"])
def test_a_place_that_is_none_is_refused(acme, visit, to):
    make.case()
    answer = visit.as_(acme.agent).post(acme.url("cases/1/place/?show=board"), {"to": to})
    assert answer.status_code == 422
    assert str(Case.objects.get().state) == "Abierto"
