"""From a customer's mail to our answer and theirs: written in a browser, handed to a real mail server (U21, U22)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import receive
from atenda.mailboxes.models import Mailbox
from atenda.notices.models import Mail, MailState
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE, Person

pytestmark = pytest.mark.browser
UXIA, BREIXO = "uxia@cliente.example", "breixo@cliente.example"


def came_in(case: Case, support: Mailbox, text: str, number: int = 1) -> Message:
    """A mail of the customer's, which went to a colleague of hers as well."""
    message = Message(
        direction=Direction.IN,
        mailbox=support,
        sender_name="Uxía Cliente",
        sender_address=UXIA,
        to=[["", support.name], ["Breixo", BREIXO]],
        subject="A cámara non arrinca",
        text=text,
        message_id=f"<{number}@cliente.example>",
        at=timezone.now(),
    )
    return receive(case, message, now=timezone.now())


def reply_form(person: Person) -> Person:
    expect(person.page.locator("#reply-form trix-editor")).to_be_visible()
    return person


def test_an_answer_is_written_taken_back_and_sent(sit: Sit, place: Place, support: Mailbox, postbox: Postbox) -> None:
    case = make.case("A cámara non arrinca")
    came_in(case, support, "Dende onte.")
    agent = reply_form(sit(place.cast.agent).go("cases/1/"))
    form = agent.page.locator("#reply-form")
    expect(form.get_by_label("Para")).to_have_value(f"Uxía Cliente <{UXIA}>")
    expect(form).to_contain_text(support.name)
    form.get_by_text("Cc, Cco y asunto").click()
    form.get_by_role("button", name="Responder a todos").click()
    expect(form.locator("#id_cc")).to_have_value(f"Breixo <{BREIXO}>")

    # taken back in time: nobody has it, and everybody here sees that
    form.get_by_label("Mensaje al cliente").fill("Probe a desenchufala.")
    form.get_by_role("button", name="Enviar al cliente").click()
    sent = agent.page.locator(".timeline__item--message-out")
    expect(sent).to_contain_text("Probe a desenchufala.")
    agent.page.get_by_role("button", name="Deshacer").click()
    expect(sent).to_contain_text("Retirado antes de salir")
    assert set(Mail.objects.filter(written__isnull=False).values_list("state", flat=True)) == {MailState.DROPPED}

    # the next one leaves, and answers theirs
    reply_form(agent)
    form.get_by_label("Mensaje al cliente").fill("Probe a reinicial-la, por favor.")
    form.get_by_role("button", name="Enviar al cliente").click()
    expect(sent.filter(has_text="reinicial-la")).to_be_in_viewport()
    place.desk.wait_until(lambda: "Re: A cámara non arrinca" in [each["Subject"] for each in postbox.handed_to(UXIA)])
    [arrived] = [each for each in postbox.handed_to(UXIA) if each["Subject"] == "Re: A cámara non arrinca"]
    assert arrived["In-Reply-To"] == "<1@cliente.example>"
    assert arrived["From"].addresses[0].addr_spec == support.name  # B18
    assert "Auto-Submitted" not in arrived
    assert f"soporte+{case.folio}." in arrived["Reply-To"]
    assert postbox.handed_to(BREIXO) == []


def test_a_file_goes_with_the_answer_and_stands_on_it(
    sit: Sit, place: Place, support: Mailbox, postbox: Postbox
) -> None:
    case = make.case("A cámara non arrinca")
    came_in(case, support, "Dende onte.")
    agent = reply_form(sit(place.cast.agent, bypass_policy=True).go("cases/1/"))
    form = agent.page.locator("#reply-form")
    form.get_by_label("Adjuntar archivos").set_input_files(
        [{"name": "Orzamento ñ.txt", "mimeType": "text/plain", "buffer": b"Ola"}]
    )
    expect(form.locator(".upload--done")).to_contain_text("Orzamento ñ.txt")
    agent.page.reload()
    expect(reply_form(agent).page.locator("#reply-form .upload--done")).to_contain_text("Orzamento ñ.txt")
    assert agent.violations() == []
    form.get_by_label("Mensaje al cliente").fill("Vai no ficheiro.")
    form.get_by_role("button", name="Enviar al cliente").click()
    expect(agent.page.locator(".timeline__item--message-out .note-file")).to_contain_text("Orzamento ñ.txt")
    expect(agent.page.locator("#case-files-list")).to_contain_text("Orzamento ñ.txt")
    agent.page.reload()
    reply_form(agent)
    assert form.locator(".upload").count() == 0
    place.desk.wait_until(lambda: "Re: A cámara non arrinca" in [each["Subject"] for each in postbox.handed_to(UXIA)])
    [arrived] = [each for each in postbox.handed_to(UXIA) if each["Subject"] == "Re: A cámara non arrinca"]
    [file] = [part for part in arrived.walk() if part.get_filename()]
    assert (file.get_filename(), file.get_payload(decode=True)) == ("Orzamento ñ.txt", b"Ola")


def test_what_came_meanwhile_is_said_before_anything_leaves(sit: Sit, place: Place, support: Mailbox) -> None:
    """B7"""
    case = make.case("A cámara non arrinca")
    came_in(case, support, "Dende onte.")
    agent = reply_form(sit(place.cast.agent).go("cases/1/"))
    form = agent.page.locator("#reply-form")
    form.get_by_label("Mensaje al cliente").fill("Probe a desenchufala.")
    came_in(case, support, "Xa funciona, deixádeo.", 2)
    form.get_by_role("button", name="Enviar al cliente").click()
    expect(form).to_contain_text("Hay un mensaje nuevo en el caso")
    expect(form.get_by_label("Mensaje al cliente")).to_have_text("Probe a desenchufala.")
    assert not Message.objects.filter(direction=Direction.OUT).exists()
    form.get_by_role("button", name="Enviar al cliente").click()
    expect(agent.page.locator(".timeline__item--message-out")).to_contain_text("Probe a desenchufala.")


def test_an_answer_nobody_has_begun_becomes_one_to_the_newest_message(sit: Sit, place: Place, support: Mailbox) -> None:
    """Who read it before they began to write is not told of it when they send (B7)."""
    case = make.case("A cámara non arrinca")
    came_in(case, support, "Dende onte.")
    agent = sit(place.cast.agent).go("cases/1/")
    agent.page.keyboard.press("r")
    text = reply_form(agent).page.locator("#reply-form trix-editor")
    expect(text).to_be_focused()
    agent.page.wait_for_timeout(800)  # the stream is heard
    newest = came_in(case, support, "Xa funciona, deixádeo.", 2)
    expect(agent.page.locator(f"#reply-form[data-answers-up-to='{newest.pk}']")).to_be_visible()
    expect(text).to_be_focused()
    agent.page.keyboard.type("Moi ben.")
    came_in(case, support, "E grazas.", 3)
    expect(agent.page.locator("#case-entries")).to_contain_text("E grazas.")
    expect(text).to_have_text("Moi ben.")
    expect(agent.page.locator(f"#reply-form[data-answers-up-to='{newest.pk}']")).to_be_visible()


def test_a_panel_opened_while_the_answer_is_fetched_again_stays_open(sit: Sit, place: Place, support: Mailbox) -> None:
    case = make.case("A cámara non arrinca")
    agent = sit(place.cast.agent).go("cases/1/")
    agent.page.keyboard.press("r")
    reply_form(agent).page.wait_for_timeout(800)  # the stream is heard
    held: list[Route] = []
    agent.page.route("**/cases/1/replies/", lambda route: held.append(route))
    with agent.page.expect_request("**/cases/1/replies/"):
        newest = came_in(case, support, "Xa funciona, deixádeo.")
    agent.page.locator("main a[data-panel]:visible").first.click()
    expect(agent.page.locator("#panel .panel__body form")).to_be_visible()
    for route in held:
        route.continue_()
    expect(agent.page.locator(f"#reply-form[data-answers-up-to='{newest.pk}']")).to_have_count(1)
    expect(agent.page.locator("#panel .panel__body form")).to_be_visible()


def test_note_and_mail_are_two_faces_by_keys_alone_on_a_phone_in_the_dark(
    sit: Sit, place: Place, support: Mailbox
) -> None:
    make.case("A cámara non arrinca")
    agent = sit(place.cast.agent, viewport=PHONE, color_scheme="dark", bypass_policy=True).go("cases/1/")
    agent.page.keyboard.press("r")
    expect(agent.page.locator("#reply-form trix-editor")).to_be_focused()
    expect(agent.page.locator("#composer-note textarea")).to_be_hidden()
    assert agent.violations() == []
    agent.page.locator("#reply-form trix-editor").fill("Só unha proba")
    agent.page.locator("#composer-note > summary").click()
    expect(agent.page.locator("#composer-note textarea")).to_be_visible()
    expect(agent.page.locator("#reply-form trix-editor")).to_be_hidden()
    assert agent.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
