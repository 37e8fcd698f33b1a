import pytest

from atenda.cases.lifecycle import close, move, reopen
from atenda.cases.models import BarredMove, CaseType
from atenda.cases.moving import MoveBarred, bar_moves, is_allowed
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW


def pair(acme, leaving, entering):
    return acme.state(leaving).pk, acme.state(entering).pk


def test_every_move_is_allowed_unless_barred(acme):
    bar_moves([pair(acme, "Abierto", "Cerrado")], by=acme.admin, now=NOW)
    case = make.case()
    with pytest.raises(MoveBarred):
        close(case, by=acme.agent, now=NOW)
    move(case, to=acme.state("En progreso"), by=acme.agent, now=NOW)
    close(case, by=acme.agent, now=NOW)
    assert not case.is_pending


def test_what_is_barred_for_a_type_is_allowed_for_others(acme):
    kind = CaseType.objects.create(labels={"es": "Avería"})
    bar_moves([pair(acme, "Abierto", "Cerrado")], type=kind, by=acme.admin, now=NOW)
    close(make.case(), by=acme.agent, now=NOW)
    with pytest.raises(MoveBarred):
        close(make.case(type=kind), by=acme.agent, now=NOW)


def test_a_case_reopens_to_where_it_may_go(acme):
    bar_moves([pair(acme, "Cerrado", "En progreso")], by=acme.admin, now=NOW)
    case = make.case(state=acme.state("Cerrado"))
    reopen(case, by=acme.agent, now=NOW)
    assert str(case.state) == "Abierto"


def test_reopening_that_leads_nowhere_is_told_on_the_case(acme, visit):
    bar_moves([pair(acme, "Cerrado", "En progreso"), pair(acme, "Cerrado", "Abierto")], by=acme.admin, now=NOW)
    make.case(state=acme.state("Cerrado"))
    answer = visit.as_(acme.agent).post(acme.url("cases/1/reopening/"))
    assert answer.status_code == 422
    assert "notice--refused" in answer.content.decode()


def test_the_form_offers_only_the_states_a_case_may_go_to(acme, visit):
    bar_moves([pair(acme, "Abierto", "Cerrado")], by=acme.admin, now=NOW)
    make.case()
    page = visit.as_(acme.agent).get(acme.url("cases/1/")).content.decode()
    assert ">En espera</option>" in page
    assert ">Cerrado</option>" not in page


def test_the_matrix_is_saved_whole_and_recorded(acme, visit):
    visitor = visit.as_(acme.admin)
    assert visitor.get(acme.url("settings/moves/")).status_code == 200
    states = [acme.state(label).pk for label in ("Abierto", "En progreso", "En espera", "Cerrado")]
    all_moves = [f"{leaving}-{entering}" for leaving in states for entering in states if leaving != entering]
    barred = "{}-{}".format(*pair(acme, "Abierto", "Cerrado"))
    visitor.post(acme.url("settings/moves/"), {"move": [each for each in all_moves if each != barred]})
    acme.organization.refresh_from_db()
    assert not is_allowed(None, *pair(acme, "Abierto", "Cerrado"))
    visitor.post(acme.url("settings/moves/"), {"move": all_moves})
    assert BarredMove.objects.count() == 0
    kinds = Event.objects.filter(kind__startswith="moves.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["moves.barred", "moves.allowed"]
