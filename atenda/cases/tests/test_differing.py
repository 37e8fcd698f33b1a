"""Where a type or a state is replaced other rules hold for its cases: never unsaid, nor to show what was hidden."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from atenda.cases.differing import differences
from atenda.cases.field_rules import Rule
from atenda.cases.models import Case, Lifecycle, Replacement
from atenda.cases.moving import MoveBarred, bar_moves, check_move
from atenda.cases.replacing import OtherRules, WouldBeRead, replace
from atenda.cases.tests.replaced import carry_out, value
from atenda.cases.tests.test_field_rules import a_type, ask
from atenda.notices.customer_links import way_to
from atenda.notices.policy import change_policy, telling
from atenda.testing import make
from atenda.testing.cast import NOW


@pytest.fixture
def fraud(acme):
    return a_type(acme, "Fraude")


@pytest.fixture
def complaint(acme):
    return a_type(acme, "Queixa")


def let_customers_read(acme, *fields):
    now = telling()
    change_policy(switches=now.switches, public_fields=fields, window=60, customer_page=True, by=acme.admin)


def told(value, to):
    return [(one.what, one.before, one.after) for one in differences(value, to)]


def test_what_a_type_hides_from_customers_stays_hidden(acme, fraud, complaint):
    ask(acme, type=fraud, solution=Rule(shown=False))
    let_customers_read(acme, "state", "solution")
    case = make.case(type=fraud, solution="Denunciado á policía", responsible=acme.agent)
    way = urlsplit(way_to(case, acme.customer, now=NOW)).path
    with pytest.raises(WouldBeRead) as refused:
        replace(fraud, to=complaint, agreed=True, by=acme.admin, now=NOW)

    assert refused.value.fields == ("solution",)
    fraud.refresh_from_db()
    assert (fraud.retired_at, Replacement.objects.exists()) == (None, False)
    ask(acme, type=complaint, solution=Rule(shown=False))
    carry_out(replace(fraud, to=complaint, by=acme.admin, now=NOW))
    assert Case.objects.get().type == complaint
    page = Client().get(way)
    assert (page.status_code, "Denunciado" in page.content.decode()) == (200, False)


def test_other_rules_of_fields_hold_once_somebody_agreed(acme, fraud, complaint):
    ask(acme, type=fraud, solution=Rule(shown=False, mass_editable=False), team=Rule(at_closing=True))
    let_customers_read(acme, "state")
    assert told(fraud, complaint) == [
        ("Equipo: Necesario para cerrar", "sí", "no"),
        ("Solución: Visible", "no", "sí"),
    ]
    with pytest.raises(OtherRules):
        replace(fraud, to=complaint, by=acme.admin, now=NOW)
    carry_out(replace(fraud, to=complaint, agreed=True, by=acme.admin, now=NOW))
    assert Replacement.objects.get().finished_at


def test_other_moves_of_a_type_are_told(acme, fraud, complaint):
    opened, waiting, closed = (acme.state(label) for label in ("Abierto", "En espera", "Cerrado"))
    bar_moves([(opened.pk, closed.pk), (waiting.pk, closed.pk)], type=fraud, by=acme.admin, now=NOW)
    bar_moves([(waiting.pk, closed.pk)], by=acme.admin, now=NOW)  # for all, so for either

    assert told(fraud, complaint) == [("De «Abierto» a «Cerrado»", "vetado", "permitido")]
    with pytest.raises(OtherRules):
        replace(fraud, to=complaint, by=acme.admin, now=NOW)


def test_moves_from_and_to_a_state_are_told_for_all_and_for_a_type(acme, fraud):
    opened, waiting, closed = (acme.state(label) for label in ("Abierto", "En espera", "Cerrado"))
    parked = value("states", "Parado", lifecycle=Lifecycle.WAITING)
    bar_moves([(waiting.pk, closed.pk)], by=acme.admin, now=NOW)
    bar_moves([(opened.pk, waiting.pk), (opened.pk, parked.pk), (closed.pk, parked.pk)], type=fraud, by=None, now=NOW)

    assert sorted(told(waiting, parked)) == [
        ("De este estado a «Cerrado»", "vetado", "permitido"),
        ("Fraude: De «Cerrado» a este estado", "permitido", "vetado"),
    ]
    with pytest.raises(OtherRules):
        replace(waiting, to=parked, by=acme.admin, now=NOW)
    with pytest.raises(MoveBarred):
        check_move(None, waiting.pk, closed.pk)


def test_values_without_rules_never_differ(acme):
    ask(acme, solution=Rule(shown=False))
    assert differences(acme.category("Queja"), acme.category("Incidencia")) == []
    assert differences(a_type(acme, "Unha"), a_type(acme, "Outra")) == []
    assert differences(acme.state("Abierto"), acme.state("En espera")) == []


def test_the_page_says_what_changes_and_takes_a_tick_for_that_value_alone(acme, visit, fraud, complaint):
    ask(acme, type=fraud, team=Rule(at_closing=True))
    other = a_type(acme, "Outra")
    make.case(type=fraud)
    address, visitor = acme.url(f"settings/picklists/types/{fraud.pk}/replacement/"), visit.as_(acme.admin)
    assert "Qué cambia en estos casos" not in visitor.get(address).content.decode()
    for sent in ({"to": complaint.pk}, {"to": complaint.pk, "agreed": other.pk}):
        answer = visitor.post(address, sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Equipo: Necesario para cerrar" in page
        assert f'name="agreed" value="{complaint.pk}"' in page
    assert not Replacement.objects.exists()
    assert visitor.post(address, {"to": complaint.pk, "agreed": complaint.pk}).status_code == 302
    assert Replacement.objects.get().entering_id == complaint.pk


def test_the_page_says_what_customers_would_read(acme, visit, fraud, complaint):
    ask(acme, type=fraud, solution=Rule(shown=False))
    let_customers_read(acme, "solution")
    address = acme.url(f"settings/picklists/types/{fraud.pk}/replacement/")
    answer = visit.as_(acme.admin).post(address, {"to": complaint.pk, "agreed": complaint.pk})

    assert answer.status_code == 422
    assert "Los clientes leerían lo que en estos casos está oculto: Solución." in answer.content.decode()
    assert not Replacement.objects.exists()
