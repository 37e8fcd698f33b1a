"""The whole story of a case (issue of the conversation): ten mails over the wire with files both ways, closed, rated,
opened again, merged, and taken apart; and nothing lost, doubled or told to whom it is not for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.message import Message as Arrived
from io import BytesIO
from itertools import count
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message
from atenda.files.models import Attachment
from atenda.intake.ledger import breaks
from atenda.mailboxes.models import Mailbox
from atenda.notices.models import Mail
from atenda.notices.tests.postbox import Postbox
from atenda.satisfaction.asking import ask_due
from atenda.satisfaction.models import Survey
from atenda.satisfaction.policy import set_policy
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import Person
from tests.journeys.test_notices import wait_until
from tests.journeys.wire import mail_server, send, written

pytestmark = pytest.mark.browser
UXIA = "uxia@cliente.example"
SECRET = "merluza-7741"  # no customer may ever read it
ROUNDS = 5


@dataclass
class Customer:
    """A real mail client: she answers what arrived for her, by its Message-ID."""

    port: int
    to: str
    postbox: Postbox
    numbers: count[int] = field(default_factory=lambda: count(1))

    def writes(self, subject: str, text: str, *, answers: Arrived | None = None, picture: bytes = b"") -> EmailMessage:
        named = str(answers["Message-ID"]) if answers else ""
        mail = written(f"Uxía Cliente <{UXIA}>", self.to, subject, text, next(self.numbers), answers=named)
        if picture:
            mail.add_attachment(picture, maintype="image", subtype="png", filename="cámara ñ.png")
        send(self.port, mail)
        return mail

    def got(self, words: str) -> Arrived:
        """The mail that says it, when it is there."""

        def told() -> list[Arrived]:
            return [mail for mail in self.postbox.handed_to(UXIA) if words in plain(mail)]

        wait_until(told)
        return told()[0]


def plain(mail: Arrived) -> str:
    part = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content()) if part else ""


def files(mail: Arrived) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_payload(decode=True) for part in mail.walk() if part.get_filename()}


def answers(agent: Person, words: str, *, state: str = "", file: bytes = b"") -> None:
    form = agent.page.locator("#reply-form")
    if not form.locator("trix-editor").is_visible():
        agent.page.locator("body").press("r")
    form.get_by_label("Mensaje al cliente").fill(words)
    if file:
        form.get_by_label("Adjuntar archivos").set_input_files(
            [{"name": "Instrucións.txt", "mimeType": "text/plain", "buffer": file}]
        )
        expect(form.locator(".upload--done")).to_contain_text("Instrucións.txt")
    if state:
        form.get_by_text("Enviar y pasar a…").click()
        form.get_by_role("button", name=state, exact=True).click()
    else:
        form.get_by_role("button", name="Enviar al cliente").click()
    expect(agent.page.locator(".timeline__item--message-out").filter(has_text=words)).to_be_visible()


def test_the_whole_story_of_a_case(
    sit: Sit, place: Place, support: Mailbox, postbox: Postbox, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", str(place.desk.data / "files"))
    set_policy(is_on=True, hours=0, by=place.cast.admin, now=timezone.now() - timedelta(days=1))
    with mail_server(place.desk) as port:
        uxia = Customer(port, support.name, postbox)
        uxia.writes("A cámara non arrefría", "Dende onte non arrefría.", picture=picture)
        wait_until(Case.objects.exists)
        agent = sit(place.cast.agent).go("cases/1/")
        expect(agent.page.locator("#case-files-list")).to_contain_text("cámara ñ.png")
        agent.page.locator("#composer-note > summary").click()
        agent.page.locator("#composer-note textarea").fill(f"Ollo, a peza {SECRET} non está")
        agent.button("Agregar nota").click()
        expect(agent.page.locator("#case-timeline")).to_contain_text(SECRET)

        # ten mails, each answering the one before
        for turn in range(1, ROUNDS):
            answers(agent, f"Resposta {turn} do taller", file=b"Desenchufe." if turn == 1 else b"")
            arrived = uxia.got(f"Resposta {turn} do taller")
            assert files(arrived) == ({"Instrucións.txt": b"Desenchufe."} if turn == 1 else {})
            uxia.writes("Re: A cámara non arrefría", f"Contestación {turn} da casa", answers=arrived)
            expect(agent.page.locator("#case-entries")).to_contain_text(f"Contestación {turn} da casa", timeout=30_000)
        answers(agent, f"Resposta {ROUNDS} e última", state="Cerrado")
        last = uxia.got(f"Resposta {ROUNDS} e última")
        expect(agent.page.locator("#case-line")).to_contain_text("Cerrado")
        assert Counter(Message.objects.values_list("case__folio", "direction")) == {(1, "in"): 5, (1, "out"): 5}

        # rated by one click of the mail
        ask_due(timezone.now())
        letter = plain(uxia.got("mark=5"))
        rating = re.search(r"http\S+/c/rating/\S+mark=5", letter)[0]  # type: ignore[index]
        there = sit(None, signed_in=False)
        there.page.goto(here(place, rating))
        there.page.get_by_role("button", name="Enviar la nota").click()
        expect(there.page.get_by_role("status")).to_be_visible()
        assert Survey.objects.get().mark == 5

        # opened again by mail, and answered from her own page
        uxia.writes("Re: A cámara non arrefría", "Volveu romper.", answers=last)
        expect(agent.page.locator("#case-line")).not_to_contain_text("Cerrado", timeout=30_000)
        there.page.goto(here(place, re.search(r"http\S+/c/\S+", plain(last))[0]))  # type: ignore[index]
        expect(there.page.locator("main")).to_contain_text("Volveu romper.")
        there.page.get_by_label("Su respuesta", exact=True).fill("Ábroa eu")
        there.page.wait_for_timeout(2_100)  # a person has read the page by then
        there.page.get_by_role("button", name="Enviar la respuesta").click()
        expect(agent.page.locator("#case-entries")).to_contain_text("Ábroa eu", timeout=30_000)

        # a second case of the same thing: merged, answered, taken apart
        uxia.writes("Outra vez a cámara", "Escríbovos de novo.")
        wait_until(lambda: Case.objects.count() == 2)
        agent.go("cases/merging/?case=1,2&stays=1")
        agent.button("Fusionar con el caso 1").click()
        expect(agent.page.locator("#case-entries")).to_contain_text("Escríbovos de novo.")
        own = uxia.got("Outra vez a cámara") if has_acknowledgement(postbox) else None
        uxia.writes("Re: [2] Outra vez a cámara", "Para a segunda.", answers=own)
        expect(agent.page.locator("#case-entries")).to_contain_text("Para a segunda.", timeout=30_000)
        agent.go("cases/2/?alone=1")
        agent.page.get_by_role("link", name="Separar el caso 2").click()
        agent.button("Separar").click()
        expect(agent.page.locator("#case-entries")).to_contain_text("Escríbovos de novo.")

    said = Message.objects.filter(direction=Direction.IN)
    assert Counter(said.values_list("case__folio", flat=True)) == {1: 8, 2: 1}
    assert list(breaks(timezone.now())) == []
    assert Attachment.objects.filter(case__folio=1).count() == 2
    assert not [mail for mail in Mail.objects.filter(audience="customer") if SECRET in mail.text + mail.html]
    assert not [raw for raw in postbox.raw if SECRET.encode() in raw and UXIA.encode() in raw]
    for page in (there.page.content(), *(plain(mail) for mail in postbox.handed_to(UXIA))):
        assert SECRET not in page
    assert max(Counter(str(mail["Message-ID"]) for mail in postbox.handed_to(UXIA)).values()) == 1


def here(place: Place, address: str) -> str:
    """As the customer's link leads, at the desk under test."""
    parts = urlsplit(address)
    return f"http://127.0.0.1:{place.desk.port}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def has_acknowledgement(postbox: Postbox) -> bool:
    return any("Outra vez a cámara" in str(mail["Subject"]) for mail in postbox.handed_to(UXIA))


@pytest.fixture
def picture() -> bytes:
    drawn = BytesIO()
    Image.effect_noise((160, 120), 60).save(drawn, "PNG")
    return drawn.getvalue()
