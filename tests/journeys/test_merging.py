"""Two cases become one, the customer answers the old mail, and months later each goes its own way again (U1)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.conversations.noting import note
from atenda.intake.tests.mails import a_mailbox
from atenda.intake.tests.test_taking_in import a_mail, came
from atenda.mailboxes.models import Mailbox
from atenda.testing import make
from atenda.testing.cast import NOW
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def support(place: Place, settings: object) -> Mailbox:
    settings.FILES_ROOT = str(place.desk.data / "files")  # type: ignore[attr-defined]
    return a_mailbox(f"soporte@{place.cast.organization.slug}.example")


def test_merged_answered_at_the_old_number_and_taken_apart(sit: Sit, place: Place, support: Mailbox) -> None:
    agent = place.cast.agent
    stays = make.case("A cámara non arrinca", by=agent)
    goes = make.case("Segue sen arrincar", responsible=place.cast.colleague, by=agent)
    note(goes, body="Chamou dúas veces", by=agent, now=NOW)
    person = sit(agent).go("cases/1/")
    person.page.locator("#case-top .menu > summary").last.click()
    person.page.get_by_role("link", name="Fusionar con otro caso").click()

    # what else is open of the customer is offered; what comes of it is said before anything happens
    person.page.get_by_role("link", name="Añadir el caso 2").click()
    foreseen = person.page.locator("#merging-foreseen")
    expect(foreseen).to_contain_text("El caso 2 deja de estar pendiente y lleva al caso 1.")
    expect(foreseen).to_contain_text(f"Pasan a trabajar en él: {place.cast.colleague.name}.")
    person.button("Fusionar con el caso 1").click()
    expect(person.page.locator("#case-entries")).to_contain_text("Chamou dúas veces")
    expect(person.page.locator("#entry-2-3")).to_contain_text("del caso 2")
    person.go("cases/?view=pending")
    expect(person.page.locator("#main")).not_to_contain_text("Segue sen arrincar")

    # the customer names the old number: a real mail, through the worker, into the case that goes on
    mail = a_mail("Agora si que arrinca.\n", Reply_To="uxia@cliente.example")
    mail.replace_header("To", support.name)
    mail.replace_header("Subject", f"Re: [{goes.folio}] Segue sen arrincar")
    came(support, mail)
    person.go(f"cases/{goes.folio}/")
    place.desk.wait_until(lambda: Message.objects.exists())
    assert Message.objects.get().case == stays
    expect(person.page).to_have_url(place.url(f"cases/{stays.folio}/?from={goes.folio}"))
    expect(person.page.locator("#case-entries")).to_contain_text("Agora si que arrinca.")

    # looked at as it was, and let go
    person.page.get_by_role("link", name="Caso 2", exact=True).click()
    expect(person.page.locator("#case")).to_contain_text("Fusionado con el")
    expect(person.page.locator("#composer-note")).to_have_count(0)
    person.page.get_by_role("link", name="Separar el caso 2").click()
    expect(person.page.locator("#unmerging-foreseen")).to_contain_text("Con él va lo que es suyo")
    person.button("Separar").click()
    expect(person.page.locator("#case-line")).to_contain_text("Abierto")
    expect(person.page.locator("#case-entries")).to_contain_text("Chamou dúas veces")
    expect(person.page.locator("#case-entries")).not_to_contain_text("Agora si que arrinca.")
    assert Case.objects.get(pk=stays.pk).assignee_ids == []
    assert person.complaints == []


def test_of_a_list_on_a_phone_in_the_dark(sit: Sit, place: Place) -> None:
    for name in ("Un", "Dous"):
        make.case(name, by=place.cast.agent)
    person = sit(place.cast.agent, viewport=PHONE, color_scheme="dark", bypass_policy=True)
    person.go("cases/merging/?case=1,2&stays=2")
    assert person.violations() == []
    person.button("Fusionar con el caso 2").click()
    expect(person.page.locator("#case")).to_contain_text("se fusionó con este")
    assert person.violations() == []
