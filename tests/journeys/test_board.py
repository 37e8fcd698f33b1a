"""The board: cards moved by hand and by key, seen at other desks, with the way back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from atenda.cases.lifecycle import move
from atenda.cases.models import Case
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE, Person

pytestmark = pytest.mark.browser


def column(person: Person, label: str) -> Locator:
    return person.page.get_by_role("list", name=re.compile(f"^{label}"))


def box_of(locator: Locator) -> FloatRect:
    """Where it stands; what was just drawn anew is looked for once more."""
    for _attempt in range(10):
        expect(locator).to_be_visible()
        if (box := locator.bounding_box()) is not None:
            return box
    raise AssertionError(f"{locator} does not stay")


def take_up(person: Person, card: Locator) -> None:
    """By the mouse, once cards can be taken up; again when the board was drawn anew in that very moment."""
    for _attempt in range(5):
        person.page.wait_for_function("() => window.Sortable?.get(document.querySelector('[data-board] [data-cards]'))")
        box = box_of(card)
        person.page.mouse.move(box["x"] + 40, box["y"] + 50)
        person.page.mouse.down()
        person.page.mouse.move(box["x"] + 60, box["y"] + 55, steps=4)
        if person.page.locator(".sortable-chosen").count():
            return
        person.page.mouse.up()
    raise AssertionError(f"{card} cannot be taken up")


def put_down(person: Person, card: Locator, to: Locator) -> None:
    """There, when the board shows that it would fall there."""
    box = box_of(to)
    person.page.mouse.move(box["x"] + 40, box["y"] + 20, steps=10)
    for nudge in range(20):  # a hand is never quite still
        if to.locator("[data-card].is-ghost").count():
            break
        person.page.wait_for_timeout(50)
        person.page.mouse.move(box["x"] + 40 + nudge % 2, box["y"] + 20)
    expect(to.locator(f"#{card.get_attribute('id')}")).to_have_count(1)
    person.page.mouse.up()


def carry(person: Person, card: Locator, to: Locator) -> None:
    take_up(person, card)
    put_down(person, card, to)


def test_cards_move_by_hand_and_by_key(sit: Sit, place: Place) -> None:
    cast = place.cast
    make.case("Falta unha caixa")
    make.case("Chegou tarde")
    agent, supervisor = sit(cast.agent), sit(cast.supervisor)
    for person in (agent, supervisor):
        person.go("cases/?show=board")
    card = agent.page.locator("#card-1")

    carry(agent, card, column(agent, "En progreso"))
    expect(agent.page.locator("#toasts")).to_contain_text("Caso 1: En progreso.")
    expect(column(agent, "En progreso").locator("#card-1")).to_be_visible()
    expect(column(supervisor, "En progreso").locator("#card-1")).to_be_visible()
    assert str(Case.objects.get(folio=1).state) == "En progreso"

    # the card keeps the focus: on with the keyboard, there and back
    expect(card.get_by_role("link", name="Falta unha caixa")).to_be_focused()
    agent.page.keyboard.press("Shift+ArrowRight")
    expect(column(agent, "En espera").locator("#card-1")).to_be_visible()
    expect(card.get_by_role("link", name="Falta unha caixa")).to_be_focused()
    agent.page.keyboard.press("u")
    expect(column(agent, "En progreso").locator("#card-1")).to_be_visible()
    agent.page.locator("#card-2 .case-card__link").focus()
    agent.page.keyboard.press("ArrowRight")
    expect(card.get_by_role("link", name="Falta unha caixa")).to_be_focused()

    # what needs to be said to close is asked for over the board, and leads back to it
    carry(agent, card, agent.page.locator(".board-drop").first)
    expect(agent.page.locator("#panel")).to_contain_text("Cerrar caso")
    expect(column(agent, "En progreso").locator("#card-1")).to_be_attached()
    with agent.page.expect_navigation():
        agent.page.locator("#panel").get_by_role("button", name="Cerrar caso").click()
    expect(agent.page).to_have_url(re.compile("show=board"))
    expect(agent.page.locator("#card-1")).to_have_count(0)


def test_a_card_that_somebody_moved_meanwhile_is_left_to_them(sit: Sit, place: Place) -> None:
    cast = place.cast
    case = make.case("Dous á vez")
    agent = sit(cast.agent).go("cases/?show=board")
    card = agent.page.locator("#card-1")
    take_up(agent, card)
    move(case, to=cast.state("En espera"), by=cast.colleague, now=case.created_at)  # while the card is in the hand
    put_down(agent, card, column(agent, "En progreso"))
    expect(agent.page.locator("#toasts")).to_contain_text("ahora está en «En espera». No se movió nada.")
    expect(column(agent, "En espera").locator("#card-1")).to_be_visible()


def test_on_a_phone_a_card_is_moved_by_its_form(sit: Sit, place: Place) -> None:
    make.case("Desde o peirao")
    agent = sit(place.cast.agent, viewport=PHONE).go("cases/?show=board")
    agent.page.locator("#card-1 .case-card__move").click()
    agent.page.locator("#panel").get_by_label("Estado").select_option(label="En progreso")
    with agent.page.expect_navigation():
        agent.page.locator("#panel").get_by_role("button", name="Mover").click()
    expect(agent.page.locator("#toasts")).to_contain_text("Caso 1: En progreso.")
    assert agent.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
