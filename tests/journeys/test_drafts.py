"""Nothing typed is lost: every form with words of one's own keeps its draft in this browser (B1)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from atenda.access.sessions import end_all
from atenda.cases import picklists
from atenda.cases.field_rules import Rule
from atenda.cases.setting_rules import set_rules
from atenda.customers.models import Contact
from atenda.organizations.labels import LANGUAGES
from atenda.testing import make
from atenda.testing.cast import NOW, PASSWORD
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.person import Person
from tests.journeys.test_hands_on import sign_in_again

pytestmark = pytest.mark.browser


def crash(person: Person) -> None:
    """The page is gone without a word, another one opens."""
    person.page.close(run_before_unload=False)
    person.page = person.context.new_page()


def drafts(person: Person) -> int:
    return int(
        person.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('atenda:draft:')).length")
    )


def type_into_contact(person: Person, pk: int) -> None:
    """Notes, and a fifth phone: a row that the page did not have."""
    person.go(f"contacts/{pk}/edit/").page.get_by_label("Notas").fill("Chamar só polas tardes\nnunca os luns")
    for _row in range(4):
        person.button("Agregar teléfono").click()
    person.page.locator("[name=phones-4-number]").fill("981 55 66 77")
    person.page.wait_for_timeout(600)


def expect_contact_typed(person: Person) -> None:
    expect(person.page.locator(".restored")).to_be_visible()
    expect(person.page.get_by_label("Notas")).to_have_value("Chamar só polas tardes\nnunca os luns")
    expect(person.page.locator("[name=phones-4-number]")).to_have_value("981 55 66 77")
    expect(person.page.locator("[name=phones-4-number]")).to_be_visible()


def test_a_customer_survives_a_crash_with_the_rows_one_added(sit: Sit, place: Place) -> None:
    agent, pk = sit(place.cast.agent), place.cast.customer.pk
    type_into_contact(agent, pk)
    crash(agent)
    agent.go(f"contacts/{pk}/edit/")
    expect_contact_typed(agent)

    agent.button("Guardar cambios").click()
    agent.page.wait_for_url(re.compile(rf"/contacts/{pk}/$"))
    agent.sees("981 55 66 77")
    assert (Contact.objects.get(pk=pk).notes, drafts(agent)) == ("Chamar só polas tardes\nnunca os luns", 0)


def test_a_customer_survives_a_sign_in_that_ran_out(sit: Sit, place: Place) -> None:
    """Told by the stream one signs in over the page; without it the form comes back after the sign-in."""
    agent, pk = sit(place.cast.agent), place.cast.customer.pk
    type_into_contact(agent, pk)
    end_all(place.cast.agent.identity_id)
    sign_in_again(agent)
    expect(agent.page.locator("[name=phones-4-number]")).to_have_value("981 55 66 77")

    agent.page.route(re.compile("/events"), lambda route: route.abort())
    agent.page.on("dialog", lambda dialog: dialog.accept())
    agent.page.reload()
    expect_contact_typed(agent)
    end_all(place.cast.agent.identity_id)
    agent.button("Guardar cambios").click()
    agent.page.locator("input[name=login]").fill(place.cast.agent.identity.email)
    agent.page.locator("input[name=password]").fill(PASSWORD)
    agent.page.locator("input[name=password]").press("Enter")
    agent.page.wait_for_url(re.compile(rf"/contacts/{pk}/edit/$"))
    expect_contact_typed(agent)
    agent.complaints.clear()  # of the stream that was out of reach


def test_a_draft_belongs_to_the_customer_for_whom_it_was_begun(sit: Sit, place: Place) -> None:
    agent, panel = sit(place.cast.agent), "#panel [name=reference]"
    agent.go(f"contacts/{place.cast.customer.pk}/").link("Agregar caso").last.click()
    expect(agent.page.locator(panel)).to_be_focused()
    agent.page.locator(panel).fill("Non acende")
    agent.page.wait_for_timeout(600)
    crash(agent)
    agent.go(f"accounts/{place.cast.account.pk}/").link("Agregar caso").last.click()
    expect(agent.page.locator(panel)).to_have_value("")
    agent.go(f"contacts/{place.cast.customer.pk}/").link("Agregar caso").last.click()
    expect(agent.page.locator(panel)).to_have_value("Non acende")
    agent.page.locator("#panel .restored button").click()
    assert drafts(agent) == 0


def test_a_refused_form_and_another_type_keep_all_that_was_typed_before(sit: Sit, place: Place) -> None:
    kind = picklists.add("types", labels=dict.fromkeys(LANGUAGES, "Avaría"), position=1, by=place.cast.admin, now=NOW)
    set_rules({"importance": Rule(first=True)}, type=kind, by=place.cast.admin, now=NOW)
    agent = sit(place.cast.agent)
    agent.go("cases/new/").page.get_by_label("Referencia").fill("Bótase de menos")
    agent.page.get_by_label("Descripción").fill("Desde o luns")
    agent.page.get_by_label("Tipo").select_option(label="Avaría")
    expect(agent.page.get_by_label("Descripción")).to_have_value("Desde o luns")
    agent.page.locator("form#case-form").evaluate("form => { form.noValidate = true; }")
    agent.button("Crear caso").click()
    expect(agent.page.locator(".field--refused")).to_have_count(1)
    agent.page.get_by_label("Referencia").fill("Bótase de menos un caixón")
    agent.page.wait_for_timeout(600)
    crash(agent)
    agent.go("cases/new/")
    expect(agent.page.get_by_label("Referencia")).to_have_value("Bótase de menos un caixón")
    expect(agent.page.get_by_label("Descripción")).to_have_value("Desde o luns")
    expect(agent.page.get_by_label("Tipo").locator("option:checked")).to_have_text("Avaría")


def test_the_words_of_a_mail_survive_a_crash_and_go_with_their_saver(sit: Sit, place: Place) -> None:
    make.case()
    admin = sit(place.cast.admin)
    words = admin.go("settings/notices/words/customer-opened/gl/").page.locator("textarea[name=body]")
    words.fill("Ola, {customer}:\n\nXa o temos.")
    admin.page.wait_for_timeout(600)
    crash(admin)
    words = admin.go("settings/notices/words/customer-opened/gl/").page.locator("textarea[name=body]")
    expect(words).to_have_value("Ola, {customer}:\n\nXa o temos.")
    admin.page.on("dialog", lambda dialog: dialog.accept())
    admin.go("cases/").page.locator(".topbar__person summary").click()
    admin.button("Salir").click()
    admin.page.wait_for_url(re.compile(r"/accounts/login/"))
    assert drafts(admin) == 0
