"""A mail from the wire to the case, and what people do with it: one whole story before real browsers."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.intake.models import RawMail
from atenda.mailboxes.models import Mailbox
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.wire import mail_server, send, written

pytestmark = pytest.mark.browser
UXIA, STRANGER = "uxia@cliente.example", "brais@outra.example"
QUOTED = "\n\nEl lun, 2 nov 2026 a las 9:30, Soporte (<soporte@acme.example>) escribió:\n> ¿Qué le pasa a la caldera?\n"


def test_a_mail_from_the_wire_to_its_answer(sit: Sit, place: Place, support: Mailbox) -> None:
    cast, to = place.cast, support.name
    with mail_server(place.desk) as port:
        agent = sit(cast.agent).go("cases/?view=all")
        agent.page.wait_for_timeout(800)  # the stream is heard

        # it appears by itself in the list that is open
        first = written(f"Uxía Cliente <{UXIA}>", to, "La caldera no va", f"No arranca desde ayer.{QUOTED}", 1)
        send(port, first)
        row = agent.page.locator("#cases-list [data-row]").filter(has_text="La caldera no va")
        expect(row).to_be_visible(timeout=20_000)

        # what is new stands apart from what it quotes
        row.get_by_role("link", name="La caldera no va").click()
        mail = agent.page.locator(".timeline__item--mail")
        expect(mail.locator(".words").first).to_have_text("No arranca desde ayer.")
        quoted = mail.get_by_text("¿Qué le pasa a la caldera?")
        expect(quoted).to_be_hidden()
        mail.get_by_text("Mostrar lo que cita").click()
        expect(quoted).to_be_visible()

        # as it was written, in its closed frame, and byte for byte
        mail.get_by_text("Ver como se escribió").click()
        paper = agent.page.frame_locator(".mail-paper__frame")
        expect(paper.get_by_text("No arranca desde ayer.")).to_be_visible()

        # what a colleague does meanwhile folds nothing
        agent.page.wait_for_timeout(800)  # the stream is heard
        edit(Case.objects.get(), priority=cast.priority("Alta"), by=cast.colleague, now=timezone.now())
        expect(agent.page.locator("#case-top")).to_contain_text("Alta", timeout=20_000)
        expect(quoted).to_be_visible()
        expect(paper.get_by_text("No arranca desde ayer.")).to_be_visible()
        with agent.page.expect_download() as download:
            mail.get_by_role("link", name="Original (.eml)").click()
        assert b"No arranca desde ayer." in download.value.path().read_bytes()

        # an answer lands in the same case, before the eyes of whoever has it open
        answer = written(
            f"Uxía Cliente <{UXIA}>", to, "Re: La caldera no va", "Ahora sí.", 2, answers=first["Message-ID"]
        )
        send(port, answer)
        expect(mail).to_have_count(2, timeout=20_000)
        expect(mail.filter(has_text="Ahora sí.")).to_be_visible()
        assert Case.objects.count() == 1

        # a stranger who names the case is held, and the supervisor files the mail where it belongs
        folio = Case.objects.get().folio
        send(port, written(f"Brais <{STRANGER}>", to, f"Caso {folio}", "Soy el vecino: huele a gas.", 3))
        place.desk.wait_until(lambda: RawMail.objects.filter(sender=STRANGER, end="held").exists())
    supervisor = sit(cast.supervisor).go("mails/")
    supervisor.page.get_by_role("link", name=f"Caso {folio}").first.click()
    supervisor.sees("Soy el vecino: huele a gas.")
    expect(supervisor.page.get_by_label("Caso", exact=True)).to_have_value(str(folio))
    supervisor.button("Archivar en este caso").click()
    supervisor.page.wait_for_url(f"**/cases/{folio}/")
    expect(mail).to_have_count(3, timeout=20_000)  # the agent sees it come
    stranger = agent.page.locator(".timeline__sender")
    expect(stranger).to_contain_text("Remitente aún sin contacto")
    stranger.get_by_role("link", name="Enlazar").click()
    agent.page.get_by_label("Nombre, teléfono, correo o NIF de la persona").fill("Uxía")
    agent.button("Es esta persona: Uxía Cliente").click()
    agent.sees(f"Desde ahora, {STRANGER} es Uxía Cliente.")
    expect(stranger).to_have_count(0)
    assert set(cast.customer.emails.values_list("address", flat=True)) == {UXIA, STRANGER}
