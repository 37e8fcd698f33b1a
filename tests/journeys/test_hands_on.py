"""Keyboard alone, a phone, a sign-in that ran out: the ways work really gets done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from atenda.access.sessions import end_all
from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.testing import make
from atenda.testing.cast import NOW, PASSWORD
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE, Person

pytestmark = pytest.mark.browser


def test_everything_frequent_is_a_key(sit: Sit, place: Place) -> None:
    for number in range(3):
        make.case(f"Caso número {number + 1}")
    agent = sit(place.cast.agent)
    keys = agent.page.keyboard

    keys.press("?")
    expect(agent.page.locator("#shortcuts")).to_be_visible()
    expect(agent.page.locator("#shortcuts")).to_contain_text("Agregar caso")
    keys.press("Escape")
    expect(agent.page.locator("#shortcuts")).to_be_hidden()

    keys.press("Control+k")
    expect(agent.page.locator("#palette")).to_be_visible()
    keys.press("Escape")
    expect(agent.page.locator("#palette")).to_be_hidden()
    keys.press("/")
    expect(agent.page.get_by_label("Buscar en estos casos")).to_be_focused()
    agent.page.locator("h1").click()
    keys.press("f")
    expect(agent.page.locator("#panel")).to_contain_text("Filtros")
    keys.press("Escape")
    expect(agent.page.locator("#panel")).to_be_hidden()

    # The list is walked with j and k; o opens.
    for key in ("j", "j", "k"):
        keys.press(key)
    expect(agent.page.locator(".is-current")).to_contain_text("Caso número 3")
    keys.press("o")
    agent.page.wait_for_url(re.compile(r"/cases/3/\?from="))

    # On the case: a note, then close and reopen with the same key.
    keys.press("n")
    expect(agent.page.get_by_label("Nota interna")).to_be_focused()
    keys.type("Sen rato: c e j non fan nada mentres escribo")
    expect(agent.page.locator("#panel")).to_be_hidden()
    add = agent.button("Agregar nota")
    for _ in range(4):  # past what attaches files
        keys.press("Tab")
        if add.evaluate("button => button === document.activeElement"):
            break
    with agent.page.expect_response(re.compile(r"/notes/$")):  # the stream may show the note before its own answer
        keys.press("Enter")
    expect(agent.page.locator("#case-entries")).to_contain_text("mentres escribo")
    expect(agent.page.get_by_label("Nota interna")).to_have_value("")
    keys.press("e")
    expect(agent.page.locator("#closing-form").get_by_role("button", name="Cerrar caso")).to_be_focused()
    with agent.page.expect_navigation():
        keys.press("Enter")
    expect(agent.page.locator("#case-line")).to_contain_text("Cerrado")
    with agent.page.expect_navigation():
        keys.press("e")
    expect(agent.page.locator("#case-line")).to_contain_text("reabierto una vez")

    # The palette finds a case by its number, and g c goes back to the list.
    keys.press("Control+k")
    keys.type("2")
    expect(agent.page.locator("#palette-answers [role=option]").first).to_contain_text("Caso número 2")
    keys.press("Enter")
    agent.page.wait_for_url(re.compile(r"/cases/2/$"))
    keys.press("g")
    keys.press("c")
    agent.page.wait_for_url(re.compile(r"/cases/$"))

    # A new case without touching the mouse; Escape gives the focus back.
    keys.press("c")
    panel = agent.page.locator("#panel")
    expect(panel.locator(".ts-control input").first).to_be_focused()
    keys.press("Escape")
    expect(panel).to_be_hidden()
    keys.press("c")
    expect(panel.locator(".ts-control input").first).to_be_focused()
    keys.type("uxia")
    expect(panel.locator(".ts-dropdown .option").first).to_contain_text("Uxía Cliente")
    keys.press("Enter")
    panel.get_by_label("Referencia").focus()
    keys.type("Feito só con teclas")
    keys.press("Enter")
    agent.page.wait_for_url(re.compile(r"/cases/4/$"))


def test_a_form_survives_a_sign_in_that_ran_out(sit: Sit, place: Place) -> None:
    """B1: without the stream one learns of it by pressing the button; after signing in the deed goes on by itself."""
    agent = sit(place.cast.agent)
    agent.page.route(re.compile("/events"), lambda route: route.abort())
    agent.go("cases/").page.keyboard.press("c")
    panel = agent.page.locator("#panel")
    field = panel.locator(".ts-control input").first
    field.fill("uxia")
    panel.locator(".ts-dropdown .option").first.click()
    panel.get_by_label("Referencia").fill("Escrito antes de comer")
    end_all(place.cast.agent.identity_id)
    agent.button("Crear caso").click()
    sign_in_again(agent)
    agent.page.wait_for_url(re.compile(r"/cases/1/$"))
    assert Case.objects.get().reference == "Escrito antes de comer"
    agent.complaints.clear()  # of the stream that was out of reach


def test_a_note_survives_a_sign_in_that_ran_out(sit: Sit, place: Place) -> None:
    """B1: the stream says it at once; what was typed is still there to be sent. News comes again afterwards."""
    case = make.case()
    agent = sit(place.cast.agent)
    agent.go("cases/1/").page.get_by_label("Nota interna").fill("Non quero perder isto")
    end_all(place.cast.agent.identity_id)
    sign_in_again(agent)
    agent.button("Agregar nota").click()
    expect(agent.page.locator("#case-entries")).to_contain_text("Non quero perder isto")
    note(case, body="Xa a chamei eu", by=place.cast.supervisor, now=NOW)
    expect(agent.page.locator("#case-entries")).to_contain_text("Xa a chamei eu")


def sign_in_again(person: Person) -> None:
    dialog = person.page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    assert person.agent is not None
    dialog.locator("input[name=login]").fill(person.agent.identity.email)
    dialog.locator("input[name=password]").fill(PASSWORD)
    dialog.get_by_role("button", name="Entrar").click()
    expect(dialog).to_be_hidden()


def test_what_was_typed_survives_a_reload(sit: Sit, place: Place) -> None:
    agent = sit(place.cast.agent)
    agent.go("cases/new/").page.get_by_label("Referencia").fill("A medio escribir")
    agent.page.wait_for_timeout(600)
    agent.page.on("dialog", lambda dialog: dialog.accept())
    agent.page.reload()
    expect(agent.page.get_by_label("Referencia")).to_have_value("A medio escribir")


def test_leaving_what_was_changed_asks_first(sit: Sit, place: Place) -> None:
    """B2"""
    make.case()
    agent = sit(place.cast.agent)
    asked: list[str] = []
    agent.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    agent.go("cases/1/").page.get_by_label("Prioridad").focus()
    agent.page.keyboard.press("ArrowDown")
    agent.page.locator(".topbar__brand").click()
    agent.page.wait_for_url(re.compile(r"/cases/$"))
    assert asked == ["beforeunload"]


def test_on_a_phone(sit: Sit, place: Place) -> None:
    """B55: the work gets done at 390 pixels, and nothing is wider than the screen."""
    make.case("Unha referencia tan longa que nun teléfono non pode caber nunha soa liña de ningunha maneira")
    agent = sit(place.cast.agent, viewport=PHONE, has_touch=True, is_mobile=True)
    wide = []
    for path in ("cases/", "cases/1/", "cases/new/", f"contacts/{place.cast.customer.pk}/", "accounts/", "me/"):
        agent.go(path)
        if agent.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    assert wide == []
    agent.go("cases/")
    agent.page.get_by_role("link", name="Agregar caso").tap()
    panel = agent.page.locator("#panel")
    field = panel.locator(".ts-control input").first
    field.fill("uxia")
    panel.locator(".ts-dropdown .option").first.tap()
    panel.get_by_label("Referencia").fill("Desde o coche")
    agent.button("Crear caso").tap()
    agent.page.wait_for_url(re.compile(r"/cases/2/$"))
    agent.link("Cerrar caso").tap()
    agent.button("Cerrar caso").tap()
    expect(agent.page.locator("#case-line")).to_contain_text("Cerrado")


def test_without_scripts_every_deed_still_works(sit: Sit, place: Place) -> None:
    """Everything works as links and forms; scripts make it quick."""
    agent = sit(place.cast.agent, java_script_enabled=False)
    agent.go(f"cases/new/?contact={place.cast.customer.pk}")
    agent.page.get_by_label("Referencia").fill("Sen guións")
    agent.button("Crear caso").click()
    agent.page.wait_for_url(re.compile(r"/cases/1/$"))
    agent.page.get_by_label("Nota interna").fill("Tamén a nota")
    agent.button("Agregar nota").click()
    agent.sees("Tamén a nota")
    agent.close_case("Cerrar caso")
    expect(agent.page.locator("#case-line")).to_contain_text("Cerrado")
