"""A customer behind the link in their mail: answers with a file, says that it is solved, rates, and opens it again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.files.models import Attachment
from atenda.notices.models import Mail
from atenda.satisfaction.asking import ask_due
from atenda.satisfaction.models import Survey
from atenda.satisfaction.policy import set_policy
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE, Person
from tests.journeys.test_notices import wait_until

pytestmark = pytest.mark.browser

SCREENS: dict[str, dict[str, Any]] = {
    "desk": {},
    "phone in the dark": {"viewport": PHONE, "color_scheme": "dark"},
}


def taken(person: Person, name: str) -> None:
    """A picture to look at, where somebody asked for some."""
    if folder := os.environ.get("ATENDA_PICTURES"):
        person.page.emulate_media(color_scheme="dark" if name.startswith("gl") else "light")
        person.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def is_in_order(person: Person) -> None:
    assert person.violations() == []
    assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("screen", "language"), [("desk", "es"), ("phone in the dark", "gl")])
def test_answered_solved_rated_and_opened_again(
    sit: Sit,
    place: Place,
    postbox: Any,
    tmp_path: Path,
    screen: str,
    language: str,
) -> None:
    cast, words = place.cast, _words(language)
    type(cast.customer).objects.filter(pk=cast.customer.pk).update(language=language)
    make.case("A cámara non arrefría", description="Gotea", responsible=cast.agent, by=cast.admin, now=timezone.now())
    wait_until(lambda: postbox.to("uxia@cliente.example"))
    mail = postbox.to("uxia@cliente.example")[0].get_body(("plain",)).get_content()
    address = re.search(r"http\S+/c/\S+", mail)[0]  # type: ignore[index]
    customer = sit(None, signed_in=False, bypass_policy=True, java_script_enabled=True, **SCREENS[screen])
    customer.page.goto(address)
    is_in_order(customer)
    taken(customer, f"{language}-page")

    picture = tmp_path / "foto.txt"
    picture.write_text("auga no chan")
    customer.page.get_by_label(words["answer"], exact=True).fill("Segue a gotear\npolo lado")
    customer.page.locator("input[type=file]").set_input_files(picture)
    customer.page.wait_for_timeout(2_100)  # a person has read the page by then
    customer.page.get_by_role("button", name=words["send"]).click()
    expect(customer.page.get_by_role("status")).to_contain_text(words["answered"])
    expect(customer.page.locator(".customer-case__mail")).to_contain_text("polo lado")
    is_in_order(customer)
    taken(customer, f"{language}-answered")
    with customer.page.expect_download() as download:
        customer.page.get_by_role("link", name="foto.txt").click()
    assert Path(download.value.path()).read_text() == "auga no chan"
    assert (Message.objects.get().from_page, Attachment.objects.count()) == (True, 1)

    customer.page.get_by_role("button", name=words["solved"]).click()
    expect(customer.page.get_by_role("status")).to_contain_text(words["closed"])
    is_in_order(customer)
    taken(customer, f"{language}-closed")

    now = timezone.now()
    set_policy(is_on=True, hours=0, by=cast.admin, now=now - timedelta(days=1))
    ask_due(now)
    asked = Mail.objects.get(kind="rating")
    rating = re.search(r"http\S+/c/rating/\S+mark=5", asked.text)[0]  # type: ignore[index]
    customer.page.goto(f"http://127.0.0.1:{place.desk.port}{urlsplit(rating).path}?mark=5")
    is_in_order(customer)
    taken(customer, f"{language}-rating")
    customer.page.locator("textarea").fill("Moi amables")
    customer.page.get_by_role("button", name=words["rate"]).click()
    expect(customer.page.get_by_role("status")).to_be_visible()
    is_in_order(customer)
    survey = Survey.objects.get()
    assert (survey.mark, survey.comment) == (5, "Moi amables")

    customer.page.goto(address)
    customer.page.get_by_role("button", name=words["unsolved"]).click()
    expect(customer.page.get_by_role("status")).to_contain_text(words["reopened"])
    assert Case.objects.get().is_pending
    boss = sit(cast.admin)
    boss.go("satisfaction/?period=30d")
    taken(boss, f"{language}-figures")
    boss.page.get_by_role("link", name="1", exact=True).first.click()
    expect(boss.page.locator("main")).to_contain_text("Moi amables")
    taken(boss, f"{language}-ratings")


def test_without_scripts_and_by_keyboard(sit: Sit, place: Place, postbox: Any) -> None:
    cast = place.cast
    make.case("Non arrefría", responsible=cast.agent, by=cast.admin, now=timezone.now())
    wait_until(lambda: postbox.to("uxia@cliente.example"))
    mail = postbox.to("uxia@cliente.example")[0].get_body(("plain",)).get_content()
    customer = sit(None, signed_in=False, java_script_enabled=False)
    customer.page.goto(re.search(r"http\S+/c/\S+", mail)[0])  # type: ignore[index]
    press: Callable[[str], None] = customer.page.keyboard.press
    press("Tab")
    expect(customer.page.get_by_role("link", name="Ir a la respuesta")).to_be_focused()
    press("Enter")
    customer.page.locator("#answer-text").focus()
    customer.page.keyboard.type("Polo teclado")
    press("Tab")
    press("Tab")
    expect(customer.page.get_by_role("button", name="Enviar la respuesta")).to_be_focused()
    customer.page.wait_for_timeout(2_100)
    press("Enter")
    expect(customer.page.get_by_role("status")).to_contain_text("Tenemos su respuesta")
    assert Message.objects.get().text == "Polo teclado"
    assert customer.context.cookies() == []


def _words(language: str) -> dict[str, str]:
    spanish = {
        "answer": "Su respuesta",
        "send": "Enviar la respuesta",
        "answered": "Tenemos su respuesta",
        "solved": "Está resuelto",
        "closed": "Gracias: está cerrado",
        "rate": "Enviar la nota",
        "unsolved": "No está resuelto",
        "reopened": "Está abierto de nuevo",
    }
    galician = {
        "answer": "A súa resposta",
        "send": "Enviar a resposta",
        "answered": "Temos a súa resposta",
        "solved": "Está resolto",
        "closed": "Grazas: está pechado",
        "rate": "Enviar a nota",
        "unsolved": "Non está resolto",
        "reopened": "Está aberto de novo",
    }
    return galician if language == "gl" else spanish
