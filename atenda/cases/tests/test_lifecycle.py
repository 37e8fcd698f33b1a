from datetime import timedelta

import pytest

from atenda.cases import events
from atenda.cases.counts import counts_by_state
from atenda.cases.lifecycle import close, move, reopen
from atenda.cases.models import CaseAssignee, Category
from atenda.cases.presets import PRESETS, PresetName
from atenda.cases.refusals import RetiredValue
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW

LATER = NOW + timedelta(hours=3)


def kinds(case):
    return list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def test_closing_keeps_when_and_takes_the_case_off_the_pending_ones(acme):
    case = make.case(responsible=acme.agent)
    close(case, by=acme.agent, now=LATER)

    assert (case.closed_at, case.resolution_time, str(case.state)) == (LATER, timedelta(hours=3), "Cerrado")
    assert CaseAssignee.objects.get(case=case).pending is False
    assert kinds(case) == [events.OPENED.name, events.CLOSED.name]
    assert +counts_by_state() == {case.state_id: 1}


def test_closing_twice_changes_nothing_the_second_time(acme):
    case = make.case()
    close(case, by=acme.agent, now=LATER)
    close(case, by=acme.agent, now=LATER + timedelta(hours=1))

    assert case.closed_at == LATER
    assert len(kinds(case)) == 2


def test_choosing_a_closed_state_is_closing(acme):
    case = make.case()
    move(case, to=acme.state("Cerrado"), by=acme.agent, now=LATER)

    assert case.closed_at == LATER
    assert kinds(case)[-1] == events.CLOSED.name


def test_reopening_is_counted_and_keeps_the_first_close(acme):
    case = make.case(responsible=acme.agent)
    close(case, by=acme.agent, now=LATER)
    reopen(case, by=acme.agent, now=LATER + timedelta(days=1))
    close(case, by=acme.agent, now=LATER + timedelta(days=2))

    assert case.reopen_count == 1
    assert (case.first_closed_at, case.closed_at) == (LATER, LATER + timedelta(days=2))
    assert kinds(case)[1:] == [events.CLOSED.name, events.REOPENED.name, events.CLOSED.name]


def test_a_move_between_pending_states_says_from_where_to_where(acme):
    case = make.case()
    move(case, to=acme.state("En espera"), by=acme.agent, now=LATER)
    payload = Event.objects.get(case=case, seq=2).payloads.get()

    assert payload.before["state"][1] == "Abierto"
    assert payload.after["state"][1] == "En espera"
    assert case.is_pending


def test_moving_to_the_state_it_has_changes_nothing(acme):
    case = make.case()
    move(case, to=acme.state("Abierto"), by=acme.agent, now=LATER)

    assert kinds(case) == [events.OPENED.name]
    assert case.updated_at == NOW


def test_a_retired_state_is_refused(acme):
    state = acme.state("En espera")
    state.retired_at = NOW
    state.save(update_fields=["retired_at"])
    with pytest.raises(RetiredValue):
        move(make.case(), to=state, by=acme.agent, now=LATER)


@pytest.mark.parametrize("name", list(PresetName))
def test_every_preset_can_open_close_and_reopen_a_case(db, name):
    from atenda.organizations.entering import inside
    from atenda.testing.cast import make_cast

    cast = make_cast("preset", preset=name)
    with inside(cast.organization):
        # one preset asks for both (S4.8, S4.11)
        case = make.case(description="Desde ayer.", category=Category.objects.order_by("pk").first())
        assert [case.state.labels["es"], case.state.labels["gl"]] == list(PRESETS[name].states[0][0][:2])
        close(case, by=cast.agent, now=LATER)
        assert not case.is_pending
        reopen(case, by=cast.agent, now=LATER)
        assert case.is_pending
