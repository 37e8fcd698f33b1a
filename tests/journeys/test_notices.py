"""Three people and a customer: who is told of a case, where, and when (S0.26–28, B58–B61)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from atenda.access.models import Identity
from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.notices.models import Mail, News, Notice, Preference
from atenda.notices.tests.postbox import Postbox
from atenda.staff.models import Agent
from atenda.testing import make
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import PHONE, Person
from tests.journeys.test_one_case import choose_customer

pytestmark = pytest.mark.browser

PATIENCE = 75.0  # seconds: what waits is looked for every twenty


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.2)


def speak(language: str, *agents: Agent) -> None:
    Identity.objects.filter(pk__in=[agent.identity_id for agent in agents]).update(language=language)


def bell(person: Person) -> Locator:
    return person.page.locator(".topbar__bell .bell-count")


def in_bell(agent: Agent) -> bool:
    return Notice.objects.filter(agent=agent).exists()


def everything_is_told() -> bool:
    return not News.objects.filter(told_at=None).exists()


def test_a_case_created_is_read_in_the_outbox_and_rings_at_the_assignee(sit: Sit, place: Place) -> None:
    """Without a mail server: what would be sent is kept to be read."""
    cast = place.cast
    agent, colleague, admin = sit(cast.agent), sit(cast.colleague), sit(cast.admin)
    expect(bell(colleague)).to_have_count(0)

    agent.link("Agregar caso").click()
    panel = agent.page.locator("#panel")
    choose_customer(agent, "Uxía", "Uxía Cliente")
    panel.get_by_label("Referencia").fill("No enfría")
    panel.get_by_label("Responsable").select_option(label=cast.colleague.name)

    # Before saving: who, why, and the very mail; the case is not there yet.
    agent.button("¿A quién se avisará?").click()
    seen = panel.locator(".foreseen")
    for said in (f"{cast.customer.name} · cliente del caso", f"{cast.colleague.name} · trabaja en el caso"):
        expect(seen).to_contain_text(said)
    seen.locator("summary").first.click()
    expect(seen).to_contain_text("Hemos abierto su caso con el número 1: «No enfría».")
    assert not Case.objects.exists()
    agent.button("Crear caso").click()
    agent.page.wait_for_url(re.compile(r"/cases/1/$"))

    # The assignee's page has not been touched.
    expect(bell(colleague)).to_have_text("1", timeout=30_000)
    colleague.page.locator(".topbar__bell").click()
    colleague.page.locator(".bell-lines__button").click()
    colleague.page.wait_for_url(re.compile(r"/cases/1/$"))
    expect(bell(colleague)).to_have_count(0)
    expect(bell(agent)).to_have_count(0)  # one's own deed

    # Whoever administers reads the customer's mail, and its button leads where the customer would come.
    admin.go("settings/outbox/").page.locator(".rows__link", has_text="Caso 1: No enfría").click()
    expect(admin.page.locator("#mail-fate")).to_contain_text("se guarda aquí")
    words = admin.page.locator(".mail-text:not(.mail-text--head)").inner_text()
    assert "Hola, Uxía Cliente:" in words
    customer = sit(None, signed_in=False)
    customer.page.goto(re.search(r"http\S+/c/\S+", words)[0])  # type: ignore[index]
    customer.sees("No enfría")
    customer.sees("Abierto")


def test_in_galician_what_is_switched_off_is_not_told(sit: Sit, place: Place, postbox: Postbox) -> None:
    cast = place.cast
    speak("gl", cast.agent, cast.colleague, cast.admin)
    type(cast.customer).objects.filter(pk=cast.customer.pk).update(language="gl")
    make.case("Non arrefría", responsible=cast.agent, assignees=[cast.colleague], by=cast.admin, now=timezone.now())
    wait_until(lambda: everything_is_told() and len(postbox.arrived) == 3)
    Notice.objects.all().delete()

    agent, colleague, admin = sit(cast.agent), sit(cast.colleague), sit(cast.admin)
    agent.go("me/notices/")
    for channel in ("Correo", "Campá"):
        agent.page.get_by_label(f"Péchase ou cancélase un caso: {channel}").uncheck()
    agent.button("Gardar os meus avisos").click()
    agent.sees("Gardado.")
    admin.go("cases/1/").close_case("Pechar caso")
    expect(admin.page.locator("#case-line")).to_contain_text("Pechado")

    expect(bell(colleague)).to_have_text("1", timeout=30_000)
    wait_until(lambda: len(postbox.arrived) == 5)
    assert everything_is_told()
    assert not in_bell(cast.agent)
    expect(bell(agent)).to_have_count(0)
    closing = postbox.arrived[3:]
    assert sorted(str(one["To"].addresses[0].addr_spec) for one in closing) == sorted(
        ["uxia@cliente.example", cast.colleague.identity.email]
    )
    (customers,) = postbox.to("uxia@cliente.example")[1:]
    words = customers.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert "Pechamos o seu caso 1, «Non arrefría»." in words
    assert customers["References"] == postbox.to("uxia@cliente.example")[0]["Message-ID"]


def test_saved_quietly_nobody_hears_and_everybody_sees_that(sit: Sit, place: Place, postbox: Postbox) -> None:
    cast = place.cast
    speak("gl", cast.agent, cast.colleague)
    make.case("Non arrefría", responsible=cast.colleague, by=cast.agent, now=timezone.now())
    wait_until(lambda: len(postbox.arrived) == 3)
    Notice.objects.all().delete()
    agent, colleague = sit(cast.agent), sit(cast.colleague)
    agent.go("cases/1/").link("Pechar caso").click()
    agent.button("Pechar sen avisar").click()
    expect(agent.page.locator("#case-line")).to_contain_text("Pechado")
    colleague.go("cases/1/")
    colleague.sees("Sen avisar: Xoán Axente gardouno sen avisar a ninguén")
    agent.button("Desfacer").first.click()
    expect(agent.page.locator("#case-line")).to_contain_text("Aberto")
    assert everything_is_told()
    agent.page.wait_for_timeout(3000)
    assert not Notice.objects.exists()
    assert len(postbox.arrived) == 3


def test_quiet_hours_hold_the_mail_until_they_end(sit: Sit, place: Place, postbox: Postbox) -> None:
    """The clock of the organization is set: it is the middle of the night there, and then the morning."""
    cast = place.cast
    agent, admin = sit(cast.agent), sit(cast.admin)
    here = timezone.localtime(timezone.now(), timezone=timezone.get_fixed_timezone(0))
    cast.organization.time_zone = "UTC"
    cast.organization.save(update_fields=["time_zone"])
    agent.go("me/notices/")
    agent.page.get_by_label("Sin correos desde").fill((here - timedelta(hours=1)).strftime("%H:%M"))
    agent.page.get_by_label("hasta", exact=False).first.fill((here + timedelta(hours=2)).strftime("%H:%M"))
    agent.button("Guardar mis avisos").click()
    agent.sees("Guardado.")
    case = make.case("No enfría", responsible=cast.agent, by=cast.colleague, now=timezone.now())
    wait_until(lambda: len(postbox.arrived) == 2)  # customer and administrator
    expect(bell(agent)).to_have_text("1", timeout=30_000)  # the bell makes no noise

    mail = Mail.objects.get(case=case, agent=cast.agent)
    assert (mail.state, mail.reason) == ("waiting", "quiet_hours")
    assert timedelta(hours=1, minutes=55) < mail.due_at - timezone.now() < timedelta(hours=2, minutes=1)
    admin.go(f"settings/outbox/{mail.pk}/").sees("horas de silencio")
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now())  # morning
    place.desk.look_for_what_is_due()
    wait_until(lambda: postbox.to(cast.agent.identity.email))
    assert "ha creado el caso 1" in postbox.to(cast.agent.identity.email)[0].get_body(("plain",)).get_content()  # type: ignore[attr-defined]


def test_a_day_comes_as_one_mail(sit: Sit, place: Place, postbox: Postbox) -> None:
    cast = place.cast
    agent = sit(cast.agent)
    agent.go("me/notices/")
    agent.page.get_by_label("Un correo al día en lugar de muchos").check()
    agent.button("Guardar mis avisos").click()
    agent.sees("Guardado.")
    for number in range(3):
        case = make.case(f"Caso {number}", responsible=cast.agent, by=cast.colleague, now=timezone.now())
        close(case, by=cast.colleague, now=timezone.now())
    wait_until(lambda: everything_is_told() and len(postbox.arrived) >= 6)
    assert postbox.to(cast.agent.identity.email) == []
    Preference.objects.filter(agent=cast.agent).update(digest_due_at=timezone.now())  # eight o'clock
    place.desk.look_for_what_is_due()
    wait_until(lambda: postbox.to(cast.agent.identity.email))
    (digest,) = postbox.to(cast.agent.identity.email)
    words = digest.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert [f"Caso {number}" in words for number in range(3)] == [True] * 3
    assert str(digest["Subject"]).startswith("3 ")


@pytest.mark.parametrize("more", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desk", "phone in the dark"])
def test_what_opens_without_signing_in_is_for_everybody(
    sit: Sit, place: Place, postbox: Postbox, more: dict[str, Any]
) -> None:
    """The customer's page, and a colleague's way from a mail to what they are told."""
    cast, about = place.cast, "Unha referencia longa " * 9
    make.case(about, description="liña\n" * 40, responsible=cast.agent, by=cast.admin, now=timezone.now())
    wait_until(lambda: len(postbox.arrived) == 2)
    words = postbox.to("uxia@cliente.example")[0].get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    customers = re.search(r"http\S+/c/\S+", words)[0]  # type: ignore[index]
    colleagues = str(postbox.to(cast.agent.identity.email)[0]["List-Unsubscribe"]).strip("<>")
    anybody = sit(None, signed_in=False, bypass_policy=True, **more)
    for address, heading in ((customers, about.strip()), (colleagues, "Qué avisos recibes")):
        anybody.page.goto(address)
        expect(anybody.page.locator("h1")).to_have_text(heading)
        assert anybody.violations() == []
        assert anybody.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    anybody.button("No recibir más correos sobre casos").click()
    anybody.sees("Guardado.")
    assert "closed:mail" in Preference.objects.get(agent=cast.agent).off
