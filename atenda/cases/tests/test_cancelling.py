"""Cancelling is not closing: a deed of its own, with its states and its reasons, and no solution (B32)."""

from datetime import timedelta

import pytest

from atenda.cases import events, picklists
from atenda.cases.lifecycle import cancel, close
from atenda.cases.models import Case, Lifecycle
from atenda.cases.moving import bar_moves
from atenda.cases.refusals import NothingCancels, WrongEnding, WrongReason
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(hours=3)


def cancelled_state(acme):
    labels = {"es": "Anulado", "gl": "Anulado", "en": "Cancelled"}
    return picklists.add(
        "states", labels=labels, position=9, colour="grey", lifecycle=Lifecycle.CANCELLED, by=acme.admin, now=NOW
    )


def reason_for_cancelling(acme):
    labels = {"es": "Duplicado", "gl": "Duplicado", "en": "Duplicate"}
    return picklists.add("reasons", labels=labels, position=9, cancels=True, by=acme.admin, now=NOW)


def kinds(case):
    return [event.kind for event in Event.objects.filter(case=case).order_by("seq")]


def test_cancelling_takes_the_first_cancelled_state_and_is_recorded_as_such(acme):
    case, state, reason = make.case(solution="Quizais un fusible"), cancelled_state(acme), reason_for_cancelling(acme)
    cancel(case, reason=reason, by=acme.agent, now=LATER)
    cancel(case, reason=reason, by=acme.agent, now=LATER + timedelta(hours=1))

    assert (case.state, case.closing_reason, case.closed_at) == (state, reason, LATER)
    assert case.solution == "Quizais un fusible"
    assert kinds(case) == [events.OPENED.name, events.CANCELLED.name]


def test_each_deed_refuses_the_states_and_reasons_of_the_other(acme):
    case, state, reason = make.case(), cancelled_state(acme), reason_for_cancelling(acme)
    for refusal, deed in (
        (WrongEnding, lambda: close(case, to=state, by=acme.agent, now=LATER)),
        (WrongEnding, lambda: cancel(case, to=acme.state("Cerrado"), by=acme.agent, now=LATER)),
        (WrongReason, lambda: close(case, reason=reason, by=acme.agent, now=LATER)),
        (WrongReason, lambda: cancel(case, reason=acme.reason("Solucionado"), by=acme.agent, now=LATER)),
    ):
        with pytest.raises(refusal):
            deed()
    assert Case.objects.get().is_pending


def test_where_no_state_cancels_the_deed_is_not_offered_and_says_why(acme, visit):
    case = make.case()
    with pytest.raises(NothingCancels):
        cancel(case, by=acme.agent, now=LATER)
    visitor = visit.as_(acme.agent)

    assert acme.url("cases/1/cancellation/") not in visitor.get(acme.url("cases/1/")).content.decode()
    panel = visitor.get(acme.url("cases/1/cancellation/")).content.decode()
    assert ("No hay ningún estado" in panel, 'id="closing_state"' in panel) == (True, False)
    assert visitor.post(acme.url("cases/1/cancellation/")).status_code == 422


def test_a_barred_move_is_not_offered(acme, visit):
    case, state = make.case(), cancelled_state(acme)
    visitor = visit.as_(acme.agent)
    assert acme.url("cases/1/cancellation/") in visitor.get(acme.url("cases/1/")).content.decode()
    bar_moves([(case.state_id, state.pk)], by=acme.admin, now=NOW)

    assert acme.url("cases/1/cancellation/") not in visitor.get(acme.url("cases/1/")).content.decode()


def test_each_panel_asks_only_for_what_goes_with_its_deed(acme, visit):
    make.case()
    cancelled_state(acme)
    reason_for_cancelling(acme)
    visitor = visit.as_(acme.agent)
    closing, cancelling = (
        visitor.get(acme.url(f"cases/1/{noun}/"), headers={"hx-request": "true"}).content.decode()
        for noun in ("resolution", "cancellation")
    )

    assert ("Solucionado" in closing, "Duplicado" in closing, "Anulado" in closing) == (True, False, False)
    assert ("Solucionado" in cancelling, "Duplicado" in cancelling) == (False, True)
    assert ("solution" in closing, "solution" in cancelling) == (True, False)
    assert ("Cerrar caso" in closing, "Cerrar caso" in cancelling) == (True, False)
    assert ("Cancelar caso" in closing, "Cancelar caso" in cancelling) == (False, True)


def test_cancelling_through_the_panel_says_so_and_is_undone(acme, visit):
    case = make.case()
    cancelled_state(acme)
    reason = reason_for_cancelling(acme)
    visitor = visit.as_(acme.agent)
    answer = visitor.post(acme.url("cases/1/cancellation/"), {"closing_reason": reason.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, acme.url("cases/1/"))
    page = visitor.get(acme.url("cases/1/")).content.decode()
    assert ("Caso cancelado." in page, "solucionado en" in page) == (True, False)

    deed = Event.objects.get(kind=events.CANCELLED.name)
    visitor.post(acme.url("deeds/undoing/"), {"deed": str(deed.pk)})
    case.refresh_from_db()
    assert (str(case.state), case.closing_reason, case.closed_at, case.first_closed_at) == ("Abierto", None, None, None)


def test_before_cancelling_one_sees_who_will_be_told(acme, visit):
    make.case()
    cancelled_state(acme)
    answer = visit.as_(acme.agent).post(acme.url("cases/1/cancellation/foreseen/"), {})

    assert (answer.status_code, acme.customer.name in answer.content.decode()) == (200, True)
    assert Case.objects.get().is_pending


def test_a_reason_of_the_other_deed_comes_back_with_what_was_typed(acme, visit):
    make.case()
    cancelled_state(acme)
    form = {"closing_reason": reason_for_cancelling(acme).pk, "solution": "Tecleado"}
    answer = visit.as_(acme.agent).post(acme.url("cases/1/resolution/"), form)

    assert (answer.status_code, "Tecleado" in answer.content.decode()) == (422, True)
    assert Case.objects.get().is_pending


def test_a_cancelled_case_was_not_solved_in_any_time(acme, visit):
    cancelled_state(acme)
    cancel(make.case(), by=acme.agent, now=LATER)
    close(make.case(), by=acme.agent, now=LATER)
    visitor = visit.as_(acme.agent)

    for page in ("", "print/"):
        cancelled, closed = (visitor.get(acme.url(f"cases/{folio}/{page}")).content.decode() for folio in (1, 2))
        assert ("3 h" in cancelled, "3 h" in closed) == (False, True)
