"""A supplier is asked from a case, answers, and is quoted to the customer: in a browser, by a real mail server (U17,
B14)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message, SideConversation
from atenda.conversations.receiving import receive
from atenda.conversations.sides.receiving import receive_aside
from atenda.conversations.tests.sides import SUPPLIER, asked
from atenda.mailboxes.models import Mailbox
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE

pytestmark = pytest.mark.browser
UXIA = "uxia@cliente.example"


def a_question(case: Case, support: Mailbox) -> None:
    said = {"sender_name": "Uxía Cliente", "sender_address": UXIA, "to": [["", support.name]], "at": timezone.now()}
    message = Message(direction=Direction.IN, mailbox=support, subject="A cámara", text="Fai un ruído.", **said)
    receive(case, message, now=timezone.now())


def an_answer(side: SideConversation) -> None:
    said = {"sender_name": "Provedor", "sender_address": SUPPLIER, "text": "Chega o luns.", "at": timezone.now()}
    receive_aside(side, Message(direction=Direction.IN, **said), now=timezone.now())


def test_a_supplier_is_asked_answers_and_is_quoted_to_the_customer(
    sit: Sit, place: Place, support: Mailbox, postbox: Postbox
) -> None:
    case = make.case("A cámara non arrinca")
    a_question(case, support)
    agent = sit(place.cast.agent, bypass_policy=True).go("cases/1/")
    page = agent.page

    # passed on, with a file of one's own
    page.locator(".timeline__item--mail").get_by_role("link", name="Reenviar").click()
    form = page.locator("#side-form")
    expect(form.get_by_label("Mensaje al tercero")).to_contain_text("> Fai un ruído.")
    form.get_by_label("Adjuntar archivos").set_input_files(
        [{"name": "plano.txt", "mimeType": "text/plain", "buffer": b"Plano"}]
    )
    expect(form.locator(".upload--done")).to_contain_text("plano.txt")
    form.get_by_label("Para").fill(f"Provedor <{SUPPLIER}>")
    assert agent.violations() == []
    form.get_by_role("button", name="Enviar al tercero").click()
    expect(page.locator("#case-line")).to_contain_text("Esperando a un tercero")
    place.desk.wait_until(lambda: postbox.handed_to(SUPPLIER))
    [arrived] = postbox.handed_to(SUPPLIER)
    assert [part.get_filename() for part in arrived.iter_attachments()] == ["plano.txt"]
    assert "/c/" not in str(arrived)

    # they answer: the page says so by itself, and what one unfolds shows it
    an_answer(SideConversation.objects.get())
    side = page.locator(".side")
    expect(side).to_contain_text("Respondida")
    expect(side).to_contain_text("Chega o luns.")
    expect(page.locator("#case-line")).not_to_contain_text("Esperando a un tercero")
    assert agent.violations() == []

    # quoted to the customer, who has the words once they are sent, and nothing else of it
    side.get_by_role("link", name="Citar al cliente").click()
    reply = page.locator("#reply-form")
    expect(reply.get_by_label("Mensaje al cliente")).to_have_text("Chega o luns.")
    reply.get_by_role("button", name="Enviar al cliente").click()
    expect(page.locator(".timeline__item--message-out")).to_contain_text("Chega o luns.")
    place.desk.wait_until(lambda: [mail for mail in postbox.handed_to(UXIA) if "Chega o luns." in str(mail)])
    assert not any(word in str(mail) for mail in postbox.handed_to(UXIA) for word in (SUPPLIER, "Provedor"))


def test_asking_in_the_case_fits_a_phone_by_day_and_by_night(sit: Sit, place: Place, support: Mailbox) -> None:
    case = make.case("A cámara non arrinca")
    asked(case, by=place.cast.agent, subject="Unha peza cun nome moi longo que non cabe nunha liña do teléfono")
    agent = sit(place.cast.agent, viewport=PHONE, bypass_policy=True).go("cases/1/")
    page = agent.page
    page.keyboard.press("o")
    form = page.locator("#side-form")
    expect(form.get_by_label("Para")).to_be_focused()  # whom to ask comes first
    page.keyboard.type("prov")
    expect(form.locator("datalist option")).to_have_count(1)
    expect(form.locator("[data-ready] trix-editor")).to_be_visible()
    expect(form.get_by_label("Para")).to_be_focused()
    form.get_by_label("Para").fill(SUPPLIER)
    form.get_by_label("Mensaje al tercero").fill("E cando?")
    page.locator(".side > summary").click()
    assert agent.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    form.get_by_role("button", name="Enviar al tercero").click()
    expect(page.locator(".side")).to_have_count(2)
    page.get_by_role("button", name="Deshacer").click()
    expect(page.locator(".side__head").filter(has_text="Terminada")).to_have_count(1)
