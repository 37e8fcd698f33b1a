"""How a case is closed: by deed or by state, why, with what solution."""

from datetime import timedelta

import pytest

from atenda.cases import events
from atenda.cases.editing import edit
from atenda.cases.lifecycle import close, move, reopen
from atenda.cases.models import Case
from atenda.cases.refusals import StillPending
from atenda.cases.tests.sending import standing
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(hours=3)


def last_payload(case):
    return Event.objects.filter(case=case).order_by("-seq").first().payloads.get()


def test_closing_says_why_and_what_solved_it_in_one_event(acme):
    case = make.case()
    close(case, reason=acme.reason("Solucionado"), solution="Cambiouse o termóstato.", by=acme.agent, now=LATER)

    assert (str(case.closing_reason), case.solution) == ("Solucionado", "Cambiouse o termóstato.")
    payload = last_payload(case)
    assert payload.after["closing_reason"] == [acme.reason("Solucionado").pk, "Solucionado"]
    assert (payload.before["solution"], payload.after["solution"]) == ("", "Cambiouse o termóstato.")
    assert [event.kind for event in Event.objects.filter(case=case).order_by("seq")] == [
        events.OPENED.name,
        events.CLOSED.name,
    ]


def test_a_solution_proposed_before_stays_when_closing_says_nothing_of_it(acme):
    case = make.case(solution="Probar con outro cable")
    close(case, by=acme.agent, now=LATER)

    assert case.solution == "Probar con outro cable"


def test_reopening_takes_the_reason_away_and_keeps_the_solution(acme):
    case = make.case()
    close(case, reason=acme.reason("Solucionado"), solution="Feito", by=acme.agent, now=LATER)
    reopen(case, by=acme.agent, now=LATER)

    assert (case.closing_reason, case.solution) == (None, "Feito")
    assert last_payload(case).before["closing_reason"][1] == "Solucionado"


def test_a_pending_case_has_no_reason(acme):
    case = make.case()
    for refused in (
        lambda: edit(case, closing_reason=acme.reason("Solucionado"), by=acme.agent, now=LATER),
        lambda: move(case, to=acme.state("En espera"), reason=acme.reason("Solucionado"), by=acme.agent, now=LATER),
        lambda: make.case(closing_reason=acme.reason("Solucionado")),
    ):
        with pytest.raises(StillPending):
            refused()


def test_the_panel_asks_how_it_ends(acme, visit):
    make.case(solution="Chamar ao técnico")
    panel = visit.as_(acme.agent).get(acme.url("cases/1/resolution/"), headers={"hx-request": "true"}).content.decode()

    assert "Chamar ao técnico" in panel
    assert "El cliente dejó de responder" in panel
    assert 'type="hidden" name="state"' in panel
    assert " autofocus" in panel


def test_closing_through_the_panel(acme, visit):
    make.case()
    form = {"closing_reason": acme.reason("Solucionado").pk, "solution": "Arranxado"}
    answer = visit.as_(acme.agent).post(acme.url("cases/1/resolution/"), form)

    assert (answer.status_code, answer.headers["Location"]) == (302, acme.url("cases/1/"))
    case = Case.objects.get()
    assert (str(case.state), str(case.closing_reason), case.solution) == ("Cerrado", "Solucionado", "Arranxado")
    assert "Arranxado" in visit.get(acme.url("cases/1/")).content.decode()


def test_choosing_a_closed_state_takes_the_reason_and_the_solution_beside_it(acme, visit):
    case = make.case()
    form = standing(
        case,
        state=acme.state("Cerrado").pk,
        closing_reason=acme.reason("Solicitud atendida").pk,
        solution="Enviada a ficha",
    )
    assert visit.as_(acme.agent).post(acme.url("cases/1/standing/"), form).status_code == 302
    case.refresh_from_db()
    assert (case.is_pending, str(case.closing_reason), case.solution) == (
        False,
        "Solicitud atendida",
        "Enviada a ficha",
    )
    assert Event.objects.filter(case=case).count() == 2
