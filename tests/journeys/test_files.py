"""Files in a real browser: several at once, dropped, pasted, sent again when the connection failed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from atenda.cases.models import Case
from atenda.files.models import Attachment, Upload
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import Person

pytestmark = pytest.mark.browser

GIVE = """async ([kind, selector, name, text]) => {
    const wait = "[data-uploads-to]:not([data-ready])";  // what sends files is fetched when it is needed
    for (let tries = 0; document.querySelector(wait) && tries < 100; tries += 1)
        await new Promise((done) => setTimeout(done, 50));
    const data = new DataTransfer();
    data.items.add(new File([text], name, {type: "text/plain"}));
    const target = document.querySelector(selector);
    const event = kind === "paste"
        ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
        : new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
    target.dispatchEvent(event);
}"""


@pytest.fixture
def case(place: Place, settings: object) -> Iterator[Case]:
    settings.FILES_ROOT = str(place.desk.data / "files")  # type: ignore[attr-defined]
    yield make.case("Chegou roto")  # noqa: PT022


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1200, 800), "teal").save(made, "PNG")
    return made.getvalue()


def at_case(person: Person) -> Person:
    person.go("cases/1/")
    expect(person.page.locator("#case-files input[type=file]").first).to_be_attached()
    return person


def test_several_at_once_dropped_and_pasted(sit: Sit, place: Place, case: Case, tmp_path: Path) -> None:
    agent, observer = at_case(sit(place.cast.agent)), sit(place.cast.observer).go("cases/1/")
    (tmp_path / "foto.png").write_bytes(picture())
    (tmp_path / "nota.txt").write_text("Ola", encoding="utf-8")
    agent.page.locator("#case-files input[type=file]").first.set_input_files(
        [tmp_path / "foto.png", tmp_path / "nota.txt"]
    )
    rows = agent.page.locator("#case-files-list .file-row")
    expect(rows).to_have_count(2)
    agent.page.evaluate(GIVE, ["drop", "#case-files", "soltado.txt", "Caeu"])
    expect(rows).to_have_count(3)
    agent.page.evaluate(GIVE, ["paste", "#main", "pegado.txt", "Pegado"])
    expect(rows).to_have_count(4)
    expect(agent.page.locator("#case-files .upload")).to_have_count(0)

    # The worker draws the picture, and whoever looks on has it without asking.
    expect(observer.page.locator("#case-files-list img")).to_be_visible()
    observer.page.get_by_role("link", name="foto.png").click()
    expect(observer.page.locator("#panel img.file-look__page")).to_be_visible()
    for path in ("cases/1/", "cases/1/files/"):
        assert sit(place.cast.supervisor, bypass_policy=True).go(path).violations() == []

    # Removed and brought back from the corner.
    row = agent.page.locator(".file-row", has_text="pegado.txt")
    row.locator("summary").click()
    row.locator(".menu__item--danger").click()
    expect(rows).to_have_count(3)
    agent.page.locator("#toasts button").first.click()
    expect(rows).to_have_count(4)


def test_a_failed_upload_is_tried_again_and_nothing_else_is_lost(sit: Sit, place: Place, case: Case) -> None:
    """B6: a lost connection is tried again by itself; what the server refuses, by a button. The note stays."""
    agent = at_case(sit(place.cast.agent))
    tries: list[str] = []

    def lost(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            route.abort("connectionreset")
        elif len(tries) == 2:
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    agent.page.route("**/cases/1/files/", lost)
    agent.page.get_by_label("Nota interna").fill("Isto non se perde")
    agent.page.evaluate(GIVE, ["drop", "#case-files", "nota.txt", "Ola"])
    failed = agent.page.locator("#case-files .upload[data-state=failed]")
    expect(failed).to_be_visible()
    assert len(tries) == 2
    failed.get_by_role("button").first.click()
    expect(agent.page.locator("#case-files-list .file-row")).to_have_count(1)
    expect(agent.page.get_by_label("Nota interna")).to_have_value("Isto non se perde")
    assert Attachment.objects.get().name == "nota.txt"
    agent.complaints.clear()  # the browser notes the answer 500 we gave it


def test_a_note_waits_for_its_files(sit: Sit, place: Place, case: Case) -> None:
    agent = at_case(sit(place.cast.agent))
    form = agent.page.locator(".note-form")
    agent.page.route("**/cases/1/uploads/", lambda route: (agent.page.wait_for_timeout(600), route.continue_()))
    agent.page.get_by_label("Nota interna").fill("Vai a foto")
    agent.page.evaluate(GIVE, ["drop", ".note-form", "foto.txt", "Ola"])
    form.locator("button[type=submit]").click()
    expect(agent.page.locator("#case-entries .note-file")).to_have_text("foto.txt")
    expect(form.locator(".upload")).to_have_count(0)
    assert Attachment.objects.get().note is not None


def test_files_of_a_form_survive_leaving_the_page(sit: Sit, place: Place, case: Case) -> None:
    agent = at_case(sit(place.cast.agent))
    agent.page.evaluate(GIVE, ["drop", ".note-form", "foto.txt", "Ola"])
    expect(agent.page.locator(".note-form .upload--done")).to_have_count(1)
    agent.page.reload()
    waiting = agent.page.locator(".note-form .upload--done")
    expect(waiting).to_contain_text("foto.txt")
    waiting.get_by_role("button").click()
    expect(waiting).to_have_count(0)
    assert not Upload.objects.exists()


def test_a_new_case_takes_files_in_the_panel(sit: Sit, place: Place, case: Case) -> None:
    agent = sit(place.cast.agent)
    agent.go(f"contacts/{place.cast.customer.pk}/")
    agent.page.locator("main").get_by_role("link", name="Agregar caso").first.click()
    panel = agent.page.locator("#panel")
    panel.get_by_label("Referencia").fill("Con foto")
    agent.page.evaluate(GIVE, ["drop", "#case-form .uploads", "foto.txt", "Ola"])
    expect(panel.locator(".upload--done")).to_have_count(1)
    agent.button("Crear caso").click()
    agent.page.wait_for_url("**/cases/2/")
    expect(agent.page.locator("#case-files-list")).to_contain_text("foto.txt")


def test_a_removed_file_comes_back_by_the_key_that_undoes_everything(sit: Sit, place: Place, case: Case) -> None:
    file = make.file(case, by=place.cast.agent)
    agent = sit(place.cast.agent)
    row = agent.go("cases/1/").page.locator(f"#file-{file.pk}")
    row.locator("summary").click()
    row.get_by_role("button", name="Quitar").click()
    expect(row).to_have_count(0)
    expect(agent.page.locator("#toasts")).to_contain_text("Archivo quitado")
    agent.page.keyboard.press("u")
    expect(row).to_have_count(1)
    expect(agent.page.locator("#toasts")).to_contain_text("Deshecho")


def test_a_menu_stays_open_when_news_of_the_case_come_in(sit: Sit, place: Place, case: Case) -> None:
    file = make.file(case, by=place.cast.agent)
    agent = sit(place.cast.agent)
    page = agent.go("cases/1/").page
    row = page.locator(f"#file-{file.pk}")
    row.locator("summary").click()
    row.evaluate("row => { row.dataset.old = 'yes'; }")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('atenda:case-changed', { bubbles: true }))")
    expect(page.locator(f"#file-{file.pk}:not([data-old])")).to_have_count(1)
    expect(row.get_by_role("button", name="Quitar")).to_be_visible()
    row.get_by_role("button", name="Quitar").click()
    expect(row).to_have_count(0)
