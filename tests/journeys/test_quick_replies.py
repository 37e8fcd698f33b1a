"""Ready-made words and deeds, by keys alone: a quick reply put where one writes, a macro run and taken back (S0.55)."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message, Note
from atenda.conversations.receiving import receive
from atenda.intake.tests.mails import a_mailbox
from atenda.macros.models import QuickReply
from atenda.macros.tests.made import a_macro, a_reply
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE, Person

pytestmark = pytest.mark.browser


@pytest.fixture
def case(place: Place) -> Case:
    """A customer wrote in Galician."""
    mailbox = a_mailbox(f"soporte@{place.cast.organization.slug}.example")
    found = make.case("A cámara non arrinca")
    message = Message(
        direction=Direction.IN,
        mailbox=mailbox,
        sender_name="Uxía Cliente",
        sender_address="uxia@cliente.example",
        subject="A cámara non arrinca",
        text="Dende onte.",
        language="gl",
        message_id="<1@cliente.example>",
        at=timezone.now(),
    )
    receive(found, message, now=timezone.now())
    return found


def writing(person: Person) -> Person:
    expect(person.page.locator("#reply-form trix-editor")).to_be_visible()
    return person


def test_a_shortcut_typed_in_the_text_becomes_the_words_of_the_case(sit: Sit, place: Place, case: Case) -> None:
    reply = a_reply(place.cast.agent, shortcut="recibido")
    a_reply(place.cast.agent, "Prazo", shortcut="prazo", texts={"gl": "O prazo é o {{prazo}}."})
    agent = writing(sit(place.cast.agent).go("cases/1/"))
    text, keys = agent.page.locator("#reply-form trix-editor"), agent.page.keyboard
    words = agent.page.locator("#reply-form textarea[name=body]")  # what is sent of it
    picker = agent.page.locator("#quick-replies-picker")
    text.focus()
    keys.type("Boas. ;rec")
    expect(picker).to_be_visible()
    expect(picker.get_by_role("combobox")).to_have_value("rec")
    expect(picker.locator(".picker__preview")).to_contain_text("Ola, Uxía: o seu caso é o 1.")
    keys.press("Enter")
    expect(picker).to_be_hidden()
    expect(words).to_have_value("Boas. Ola, Uxía: o seu caso é o 1.")
    expect(text).to_be_focused()

    # nothing chosen, nothing lost
    keys.type(" ;m")
    expect(picker).to_be_visible()
    keys.type("añá")
    keys.press("Escape")
    expect(picker).to_be_hidden()
    expect(words).to_have_value("Boas. Ola, Uxía: o seu caso é o 1. ;mañá")

    # what stands for nothing is marked, and is not put in
    keys.type(" ;p")
    expect(picker).to_be_visible()
    keys.type("raz")
    expect(picker.locator(".filled__missing")).to_have_text("{{prazo}}")
    keys.press("Enter")
    refusal = picker.get_by_role("alert")
    expect(refusal).to_contain_text("{{prazo}} aún no tiene valor")
    agent.page.wait_for_load_state("networkidle")  # a preview that comes late takes nothing away
    expect(refusal).to_be_visible()
    keys.press("Escape")
    expect(words).not_to_have_value(re.compile(r"\{\{"))
    assert QuickReply.objects.get(pk=reply.pk).uses == 1

    # nor is it sent, wherever it came from
    keys.press("Control+a")
    keys.type("Hola {{nombre}},")
    expect(words).to_have_value("Hola {{nombre}},")
    agent.page.get_by_role("button", name="Enviar al cliente").click()
    expect(agent.page.locator("#reply-form")).to_contain_text("{{nombre}} aún no tiene valor")
    assert not Message.objects.filter(direction=Direction.OUT).exists()


def test_the_picker_is_opened_by_its_key_and_moved_in_by_arrows(sit: Sit, place: Place, case: Case) -> None:
    a_reply(place.cast.agent, "Aquí estamos", texts={"es": "Aquí estamos.", "gl": "Aquí andamos."})
    a_reply(place.cast.agent, "Boas", texts={"es": "Buenas.", "gl": "Boas."})
    agent = writing(sit(place.cast.agent, bypass_policy=True).go("cases/1/"))
    picker, keys = agent.page.locator("#quick-replies-picker"), agent.page.keyboard
    keys.press("q")
    expect(picker.get_by_role("option")).to_have_count(2)
    keys.press("ArrowDown")
    expect(picker.locator("[aria-selected=true]")).to_contain_text("Boas")
    expect(picker.locator(".filled")).to_have_text("Boas.")
    assert agent.violations() == []
    picker.get_by_role("button", name="Español").click()
    expect(picker.locator(".filled")).to_have_text("Buenas.")
    keys.press("Enter")
    expect(agent.page.locator("#reply-form textarea[name=body]")).to_have_value("Buenas.")


def test_a_macro_is_shown_done_and_taken_back(sit: Sit, place: Place, case: Case) -> None:
    cast = place.cast
    does = {
        "priority": cast.priority("Alta").pk,
        "note": "Chamei a {{cliente}}.",
        "reply": a_reply(cast.agent).pk,
        "state": cast.state("Cerrado").pk,
    }
    a_macro(cast.agent, "Resolto por teléfono", does=does)
    agent = writing(sit(cast.agent, bypass_policy=True).go("cases/1/"))
    keys = agent.page.keyboard
    keys.press("m")
    expect(agent.page.locator("#macros-picker")).to_be_visible()
    keys.type("telefono")
    expect(agent.page.locator("#macros-picker [aria-selected=true]")).to_contain_text("Resolto")
    keys.press("Enter")
    panel = agent.page.locator("#panel")
    expect(panel).to_contain_text("Qué va a pasar")
    for said in ("Alta", "Chamei a Uxía Cliente.", "Ola, Uxía: o seu caso é o 1.", "Cerrado"):
        expect(panel).to_contain_text(said)
    assert agent.violations() == []
    assert not Note.objects.exists()
    panel.get_by_label("Solución").fill("Cambiouse o motor.")
    panel.get_by_role("button", name="Hacerlo").click()
    expect(agent.page.locator("#case-line")).to_contain_text("Cerrado")
    expect(agent.page.locator("#case-timeline")).to_contain_text("ejecutó la macro «Resolto por teléfono»")
    assert Message.objects.get(direction=Direction.OUT).text == "Ola, Uxía: o seu caso é o 1."
    agent.page.get_by_role("button", name="Deshacer").click()
    expect(agent.page.locator("#case-line")).to_contain_text("Abierto")
    expect(agent.page.locator(".timeline__item--message-out")).to_contain_text("Retirado antes de salir")
    case.refresh_from_db()
    assert (case.is_pending, case.priority) == (True, cast.priority("Normal"))


def test_one_is_made_with_fields_by_the_mouse_on_a_phone_in_the_dark(sit: Sit, place: Place) -> None:
    agent = sit(place.cast.agent, viewport=PHONE, color_scheme="dark", bypass_policy=True).go("quick-replies/new/")
    agent.page.get_by_label("Nombre").fill("Gracias")
    agent.page.locator("#kept_shortcut").fill(";gracias")
    agent.page.get_by_label("Texto en Español").fill("Gracias, ")
    agent.page.get_by_text("Campos que se rellenan solos").click()
    agent.page.get_by_role("button", name="{{nombre}}").click()
    expect(agent.page.get_by_label("Texto en Español")).to_have_value("Gracias, {{nombre}}")
    assert agent.violations() == []
    agent.page.get_by_role("button", name="Agregar respuesta rápida").click()
    expect(agent.page.get_by_role("link", name="Gracias")).to_be_visible()
    made = QuickReply.objects.get()
    assert (made.shortcut, made.texts) == ("gracias", {"es": "Gracias, {{nombre}}"})
    assert agent.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
