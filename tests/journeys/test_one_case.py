"""One case from sign-in to close: three people, each in a browser of their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.testing import make
from atenda.testing.cast import NOW
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import Person

pytestmark = pytest.mark.browser


def choose_customer(person: Person, typed: str, shown: str) -> None:
    """Type in the customer's field and take the answer that shows these words."""
    field = person.page.locator("#panel-body .ts-control input").first
    field.fill(typed)
    person.page.locator("#panel-body .ts-dropdown .option", has_text=shown).first.click()


def test_three_people_and_one_case(sit: Sit, place: Place) -> None:
    agent, supervisor, observer = (sit(person) for person in _three(place))
    supervisor.sees("Ningún caso en «Pendientes»")

    # The agent has somebody on the phone who is not on record.
    agent.link("Agregar caso").click()
    panel = agent.page.locator("#panel")
    panel.get_by_label("Referencia").fill("No llega el pedido")
    panel.get_by_label("Descripción").fill("Lo espera desde el martes")
    field = panel.locator(".ts-control input").first
    field.fill("Brais Carballo")
    panel.locator(".ts-dropdown .create").click()
    second = agent.page.locator("#second-panel")
    expect(second.get_by_label("Nombre de la persona")).to_have_value("Brais Carballo")
    second.get_by_label("Teléfono").fill("600 123 123")
    agent.button("Guardar cliente").click()
    expect(second).to_be_hidden()
    expect(panel.locator(".ts-control .item").first).to_have_text("Brais Carballo")
    expect(panel.get_by_label("Referencia")).to_have_value("No llega el pedido")
    expect(panel.get_by_label("Descripción")).to_have_value("Lo espera desde el martes")
    agent.button("Crear caso").click()

    # Saving leads to the case, and the supervisor's list has it without asking.
    agent.page.wait_for_url(re.compile(r"/cases/1/$"))
    agent.sees("Brais Carballo")
    row = supervisor.page.locator("#case-1")
    expect(row).to_contain_text("No llega el pedido")
    expect(supervisor.page.get_by_role("link", name="Pendientes 1")).to_be_visible()
    row.click()
    supervisor.page.wait_for_url(re.compile(r"/cases/1/(\?.*)?$"))

    # The observer reads and has nothing to press.
    observer.go("cases/1/")
    observer.sees("Lo espera desde el martes")
    for deed in ("Asignarme el caso", "Agregar nota", "Guardar cambios"):
        expect(observer.button(deed)).to_have_count(0)
    for place_to_go in ("Agregar caso", "Editar", "Cerrar caso"):
        expect(observer.link(place_to_go)).to_have_count(0)

    # Two save at once, different fields: both are kept.
    agent.page.get_by_label("Prioridad").select_option(label="Alta")
    supervisor.page.locator("#case-standing [data-pick-new] .ts-control").click()
    supervisor.page.locator("#case-standing .ts-dropdown .option", has_text="Incidencia").click()
    agent.button("Guardar cambios").click()
    expect(agent.page.locator("#case-line")).to_contain_text("Alta")
    expect(supervisor.page.locator("#case-line")).to_contain_text("Alta")
    supervisor.button("Guardar cambios").click()
    expect(supervisor.page.locator("#case-line")).to_contain_text("Incidencia")
    expect(supervisor.page.locator("#case-line")).to_contain_text("Alta")

    # A note is at once with whoever looks on.
    agent.page.get_by_label("Nota interna").fill("Llamé al almacén: sale mañana")
    agent.button("Agregar nota").click()
    for person in (agent, supervisor, observer):
        expect(person.page.locator("#case-entries")).to_contain_text("sale mañana")

    agent.close_case("Cerrar caso")
    expect(agent.page.locator("#case-line")).to_contain_text("Cerrado")
    expect(supervisor.button("Reabrir caso")).to_be_visible()
    supervisor.button("Reabrir caso").click()
    expect(supervisor.page.locator("#case-line")).to_contain_text("reabierto una vez")
    assert Case.objects.get().reopen_count == 1


def test_older_entries_come_under_those_shown(sit: Sit, place: Place) -> None:
    case = make.case()
    for number in range(60):
        note(case, body=f"Nota {number}.", by=place.cast.agent, now=NOW)
    agent = sit(place.cast.agent)
    entries = agent.go("cases/1/").page.locator("#case-entries .timeline__item")
    expect(entries).to_have_count(50)
    agent.page.wait_for_timeout(1000)  # the stream may still be telling of the notes
    agent.link("Mostrar entradas anteriores").click()
    expect(entries).to_have_count(61)
    expect(entries.filter(has_text="Nota 0.")).to_be_visible()


def test_when_two_change_the_same_both_values_are_shown(sit: Sit, place: Place) -> None:
    make.case("No enfría")
    agent, supervisor = sit(place.cast.agent), sit(place.cast.supervisor)
    for person in (agent, supervisor):
        person.go("cases/1/").link("Editar").click()
        expect(person.page.locator("#panel").get_by_label("Referencia")).to_have_value("No enfría")
    agent.page.locator("#panel").get_by_label("Referencia").fill("No enfría la cámara 2")
    agent.page.locator("#panel").get_by_role("button", name="Guardar cambios").click()
    expect(agent.page.locator("#case-top h1")).to_contain_text("No enfría la cámara 2")

    panel = supervisor.page.locator("#panel")
    panel.get_by_label("Referencia").fill("Avería en la cámara")
    save = panel.get_by_role("button", name="Guardar cambios")
    save.click()
    expect(panel).to_contain_text("No enfría la cámara 2")
    expect(panel).to_contain_text(place.cast.agent.name)
    expect(panel.get_by_label("Referencia")).to_have_value("Avería en la cámara")
    assert Case.objects.get().reference == "No enfría la cámara 2"
    save.click()
    expect(supervisor.page.locator("#case-top h1")).to_contain_text("Avería en la cámara")


def test_a_double_click_makes_one_case(sit: Sit, place: Place) -> None:
    agent = sit(place.cast.agent)
    agent.go(f"cases/new/?contact={place.cast.customer.pk}")
    agent.page.get_by_label("Referencia").fill("Dos veces")
    agent.button("Crear caso").dblclick()
    agent.page.wait_for_url(re.compile(r"/cases/1/$"))
    assert Case.objects.count() == 1


def test_the_same_form_sent_twice_at_once_makes_one_case(sit: Sit, place: Place) -> None:
    """A retry of the network, without any script of ours to hold it back."""
    agent = sit(place.cast.agent)
    agent.go(f"cases/new/?contact={place.cast.customer.pk}")
    agent.page.get_by_label("Referencia").fill("Dos veces")
    led_to = agent.page.evaluate(
        """async () => {
            const form = document.getElementById("case-form");
            const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
            return (await Promise.all([send(), send(), send()])).map((answer) => new URL(answer.url).pathname);
        }"""
    )
    assert led_to == [place.cast.url("cases/1/")] * 3
    assert Case.objects.count() == 1


def test_in_galician_from_the_customer_to_the_close(sit: Sit, place: Place) -> None:
    identity = place.cast.agent.identity
    identity.language = "gl"
    identity.save(update_fields=["language"])
    agent = sit(place.cast.agent)
    agent.go(f"contacts/{place.cast.customer.pk}/")
    agent.page.locator("main").get_by_role("link", name="Engadir caso").first.click()
    panel = agent.page.locator("#panel")
    expect(panel.locator(".ts-control .item").first).to_contain_text("Uxía Cliente")
    panel.get_by_label("Referencia").fill("A factura non cadra")
    agent.button("Crear caso").click()
    agent.page.wait_for_url(re.compile(r"/cases/1/$"))
    agent.page.get_by_label("Nota interna").fill("Falta o IVE")
    agent.button("Engadir nota").click()
    agent.sees("Falta o IVE")
    agent.close_case("Pechar caso")
    expect(agent.page.locator("#case-line")).to_contain_text("Pechado")
    expect(agent.page.locator("html")).to_have_attribute("lang", "gl")


def test_a_deactivated_person_is_out_at_once_and_the_cases_have_an_heir(sit: Sit, place: Place) -> None:
    make.case("Con herdeira", responsible=place.cast.agent, by=place.cast.agent)
    agent, admin = sit(place.cast.agent), sit(place.cast.admin)
    agent.go("cases/1/")
    admin.go(f"settings/people/{place.cast.agent.pk}/").link("Desactivar…").click()
    admin.page.get_by_label("Quién se queda con sus casos").select_option(label=place.cast.colleague.name)
    admin.button("Desactivar").click()
    expect(admin.button("Volver a dar acceso")).to_be_visible()
    assert Case.objects.get().responsible == place.cast.colleague
    agent.page.goto(place.url("cases/1/"))
    expect(agent.page).to_have_url(re.compile(r"/accounts/login/"))
    admin.go("cases/1/")
    expect(admin.page.locator("#case-entries")).to_contain_text(place.cast.agent.name)


def _three(place: Place) -> tuple[object, object, object]:
    return place.cast.agent, place.cast.supervisor, place.cast.observer
