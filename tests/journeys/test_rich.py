"""Words with form, from the editor to the mail program of whoever reads them (B10, U22)."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from atenda.conversations.models import Direction, Message
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE, Person

pytestmark = pytest.mark.browser
UXIA = "uxia@cliente.example"
PASTE = """([editor, bytes, name]) => {
  const carried = new DataTransfer();
  const type = name.endsWith("png") ? "image/png" : "text/plain";
  carried.items.add(new File([new Uint8Array(bytes)], name, { type }));
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (120, 40), "#3451c6").save(drawn, "PNG")
    return drawn.getvalue()


def paste(person: Person, content: bytes, name: str) -> None:
    editor = person.page.locator("#reply-form trix-editor").element_handle()
    person.page.evaluate(PASTE, [editor, list(content), name])


def writing(sit: Sit, place: Place, **options: object) -> Person:
    agent = sit(place.cast.agent, **options).go("cases/1/replies/")
    expect(agent.page.locator("#reply-form [data-ready] trix-editor, #reply-form [data-ready].rich")).not_to_have_count(
        0
    )
    return agent


def test_form_and_a_pasted_picture_arrive_and_stand_in_the_case(sit: Sit, place: Place, postbox: Postbox) -> None:
    make.case("A cámara non arrinca")
    agent = writing(sit, place)
    form, keys = agent.page.locator("#reply-form"), agent.page.keyboard
    words = form.locator("trix-editor")
    words.click()
    keys.type("Bos días, ")
    bold = form.get_by_role("button", name="Negrita")
    expect(agent.page.locator("#id_body")).to_have_value("Bos días, ")
    keys.press("Control+b")
    expect(bold).to_have_attribute("aria-pressed", "true")
    keys.type("Uxía")
    expect(agent.page.locator("#id_body")).to_have_value("Bos días, Uxía")
    keys.press("Control+b")
    expect(bold).to_have_attribute("aria-pressed", "false")
    keys.type(": mire")
    keys.press("Enter")
    form.get_by_role("button", name="Lista", exact=True).click()
    keys.type("un")
    keys.press("Enter")
    keys.type("dous")
    keys.press("Enter")
    keys.press("Enter")
    paste(agent, picture(), "captura.png")
    shown = words.locator("img[src*='/replies/pictures/']")
    expect(shown).to_have_count(1)
    paste(agent, b"Ola", "notas.txt")
    expect(form.locator(".upload--done")).to_contain_text("notas.txt")
    expect(words.locator("img")).to_have_count(1)

    # nothing is lost by a reload
    agent.page.reload()
    expect(words.locator("strong")).to_have_text("Uxía")
    expect(words.locator("li")).to_have_count(2)
    expect(shown).to_have_js_property("naturalWidth", 120)

    form.get_by_role("button", name="Enviar al cliente").click()
    said = agent.page.locator(".timeline__item--message-out .words-with-form")
    expect(said.locator("strong")).to_have_text("Uxía")
    expect(said.locator("img")).to_have_js_property("naturalWidth", 120)
    expect(agent.page.locator(".timeline__item--message-out .note-file")).to_have_text("notas.txt")

    place.desk.wait_until(lambda: "A cámara non arrinca" in [each["Subject"] for each in postbox.handed_to(UXIA)])
    [arrived] = [each for each in postbox.handed_to(UXIA) if each["Subject"] == "A cámara non arrinca"]
    parts = [part.get_content_type() for part in arrived.walk()]
    assert parts == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/plain",
    ]
    [drawn] = [part for part in arrived.walk() if part.get_content_type() == "image/png"]
    html = arrived.get_body(("html",)).get_content()
    assert f'src="cid:{drawn["Content-ID"].strip("<>")}"' in html
    assert "<strong>Uxía</strong>" in html
    assert "pictures" not in html
    assert drawn.get_payload(decode=True) == picture()
    plain = arrived.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "- un\n- dous" in plain
    assert "[captura.png]" in plain


def test_what_others_put_into_the_field_comes_into_the_words(sit: Sit, place: Place) -> None:
    """As a quick reply does, which knows nothing of the editor."""
    make.case("A cámara non arrinca")
    agent = writing(sit, place)
    words = agent.page.locator("#reply-form trix-editor")
    words.click()
    agent.page.keyboard.type("Ola. Saúdos")
    put = """(field) => { field.value = field.value.replace("Ola.", "Ola.\\n\\nXa vai de camiño.");
        field.dispatchEvent(new Event("input", { bubbles: true })); }"""
    agent.page.locator("#id_body").evaluate(put)
    expect(words).to_have_text("Ola.Xa vai de camiño. Saúdos")
    agent.page.get_by_role("button", name="Enviar al cliente").click()
    expect(agent.page.locator(".timeline__item--message-out")).to_contain_text("Xa vai de camiño")
    assert Message.objects.get(direction=Direction.OUT).text == "Ola.\n\nXa vai de camiño. Saúdos"


def test_letters_typed_into_it_are_no_keys_of_the_page(sit: Sit, place: Place) -> None:
    make.case("A cámara non arrinca")
    agent = sit(place.cast.agent).go("cases/1/")
    agent.page.keyboard.press("r")
    words = agent.page.locator("#reply-form trix-editor")
    expect(words).to_be_focused()
    agent.page.keyboard.type("nos atopamos, grazas. ?")
    agent.page.keyboard.press("Enter")
    expect(words).to_contain_text("nos atopamos, grazas. ?")
    expect(words).to_be_focused()
    expect(agent.page.locator("dialog:modal")).to_have_count(0)


def test_without_scripts_one_writes_in_a_plain_field(sit: Sit, place: Place) -> None:
    make.case("A cámara non arrinca")
    agent = sit(place.cast.agent, java_script_enabled=False).go("cases/1/replies/")
    agent.page.locator("#reply-form textarea[name=body]").fill("Vai <hoxe>.\n\nSaúdos")
    agent.page.get_by_role("button", name="Enviar al cliente").click()
    expect(agent.page.locator(".timeline__item--message-out")).to_contain_text("Vai <hoxe>.")


def test_the_editor_fits_a_phone_by_day_and_by_night(sit: Sit, place: Place) -> None:
    make.case("A cámara non arrinca")
    agent = writing(sit, place, viewport=PHONE, bypass_policy=True)
    words = agent.page.locator("#reply-form trix-editor")
    words.click()
    agent.page.keyboard.type("Bos días")
    agent.page.keyboard.press("Control+k")
    expect(agent.page.locator(".rich__link")).to_be_visible()
    assert agent.violations() == []
    assert agent.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_lines_typed_faster_than_they_are_drawn_stay_as_they_were_typed(sit: Sit, place: Place) -> None:
    make.case("A cámara non arrinca")
    page = writing(sit, place).page
    form = page.locator("#reply-form")
    form.locator("trix-editor").click()
    page.keyboard.type("Ola\n\nBoas\ntardes")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    page.keyboard.type("!\nAta logo")
    expect(form.locator("textarea[name=body]")).to_have_value("Ola\n\nBoas\ntardes!\nAta logo")


def test_a_signature_is_written_with_form_and_shown_before_it_goes_out(
    sit: Sit, place: Place, postbox: Postbox
) -> None:
    make.case("A cámara non arrinca")
    agent = sit(place.cast.agent, viewport=PHONE, bypass_policy=True).go("me/signature/")
    page, keys = agent.page, agent.page.keyboard
    editors = page.locator(".signature-text [data-ready] trix-editor")
    expect(editors).to_have_count(3)
    editors.nth(1).click()
    page.locator(".fields summary").click()
    editors.nth(1).click()
    page.get_by_role("button", name="{{agente}}").click()
    expect(editors.nth(1)).to_have_text("{{agente}}")
    keys.press("Enter")
    keys.type("Rías")
    expect(page.locator("[id='id_gl-body']")).to_have_value("{{agente}}\nRías")
    editors.nth(0).click()
    keys.press("Control+b")
    keys.type("Xoán en castelán")
    expect(page.locator("[id='id_es-body']")).to_have_value("Xoán en castelán")
    page.get_by_role("button", name="Guardar la firma").click()
    expect(page.locator(".signature-shown strong")).to_have_text("Xoán en castelán")
    assert agent.violations() == []

    agent.go("cases/1/replies/")
    form = page.locator("#reply-form")
    form.locator(".reply-form__below summary").click()
    expect(form.locator(".reply-form__shown")).to_have_text("Xoán en castelán")
    assert agent.violations() == []
    form.get_by_label("Para").fill(UXIA)
    form.locator("trix-editor").click()
    keys.type("Ola")
    form.get_by_role("button", name="Enviar al cliente").click()
    expect(page.locator(".timeline__signature")).to_have_count(1)
    message = Message.objects.get(direction=Direction.OUT)
    assert (message.text, message.signature) == ("Ola", "Xoán en castelán")
