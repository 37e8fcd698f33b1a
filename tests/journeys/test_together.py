"""Two people at one case: they see each other, nothing typed is lost, nothing is overwritten in silence."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from atenda.access.sessions import end_all
from atenda.cases.editing import edit
from atenda.cases.lifecycle import close
from atenda.cases.models import Case, Priority, Source
from atenda.conversations.noting import note
from atenda.testing import make
from atenda.testing.cast import NOW
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.test_hands_on import sign_in_again

pytestmark = pytest.mark.browser


def test_two_people_see_each_other_look_and_write(sit: Sit, place: Place) -> None:
    make.case("No enfría")
    agent, supervisor = sit(place.cast.agent), sit(place.cast.supervisor)
    first, second = place.cast.agent.name, place.cast.supervisor.name
    for person in (agent, supervisor):
        person.go("cases/1/")
    at_agent, at_supervisor = (person.page.locator("#case-presence") for person in (agent, supervisor))
    expect(at_agent).to_contain_text(second)
    expect(at_supervisor).to_contain_text(first)
    expect(at_agent).not_to_contain_text(first)

    # A second page of the same person changes nothing for the others, and writes for that person.
    # One may begin to write before the stream is there.
    twin = agent.context.new_page()
    held: list[Route] = []
    with twin.expect_request(lambda request: request.resource_type == "eventsource"):
        twin.route(lambda address: "watch=" in address, lambda route: held.append(route))
        twin.goto(place.url("cases/1/"))
    field = twin.locator("textarea[name=body]")
    field.press_sequentially("Chamei ao almacén")
    for route in held:
        route.continue_()
    expect(at_supervisor.locator(".presence__writing")).to_contain_text(first)
    field.press("Control+a")
    field.press("Delete")
    expect(at_supervisor.locator(".presence__writing")).to_have_count(0)
    expect(at_supervisor.locator(".presence__looking")).to_contain_text(first)
    twin.close()

    # What a colleague wrote meanwhile is told before one's own is sent.
    supervisor.page.locator("textarea[name=body]").press_sequentially("Eu tamén")
    note(Case.objects.get(), body="Xa está resolto", by=place.cast.agent, now=NOW)
    expect(supervisor.page.locator(".meanwhile")).to_contain_text(first)
    expect(supervisor.page.locator("textarea[name=body]")).to_have_value("Eu tamén")

    agent.go("cases/")
    expect(at_supervisor).to_have_text("")


def test_through_the_view_by_keys_and_back_to_recent_cases(sit: Sit, place: Place) -> None:
    for number in range(3):
        make.case(f"Caso {number + 1}")
    agent = sit(place.cast.agent)
    agent.go("cases/?order=folio").page.locator("#case-1").click()
    agent.page.wait_for_url(re.compile(r"/cases/1/\?from="))
    for key, folio in (("]", 2), ("]", 3), ("[", 2)):
        agent.page.keyboard.press(key)
        agent.page.wait_for_url(re.compile(rf"/cases/{folio}/\?from="))
    close(Case.objects.get(folio=2), by=place.cast.agent, now=NOW)  # it leaves the view, the way goes on
    expect(agent.page.locator("#case-line")).to_contain_text("Cerrado")
    agent.page.keyboard.press("]")
    agent.page.wait_for_url(re.compile(r"/cases/3/\?from="))

    agent.page.locator(".topbar__recent summary").click()
    expect(agent.page.locator(".topbar__recent .menu__item")).to_have_count(3)
    expect(agent.page.locator(".topbar__recent .menu__item").first).to_contain_text("Caso 3")
    agent.page.keyboard.press("Escape")
    agent.page.keyboard.press("Control+k")
    expect(agent.page.locator("#palette [role=option]").nth(1)).to_contain_text("Caso 2")
    agent.page.keyboard.press("ArrowDown")
    agent.page.keyboard.press("Enter")
    agent.page.wait_for_url(re.compile(r"/cases/2/$"))
    assert agent.page.evaluate("JSON.stringify(localStorage)").count("Caso") == 0


def test_every_form_of_a_case_survives_reload_crash_and_expired_sign_in(sit: Sit, place: Place) -> None:
    make.case("No enfría", description="Nada")
    agent = sit(place.cast.agent)
    agent.page.on("dialog", lambda dialog: dialog.accept())
    agent.go("cases/1/").page.get_by_label("Prioridad").select_option(label="Alta")
    agent.page.locator("textarea[name=body]").fill("Unha nota a medias")
    agent.link("Editar").click()
    panel = agent.page.locator("#panel")
    panel.get_by_label("Descripción").fill("Fai ruído")
    agent.page.wait_for_timeout(600)

    # A crash: the page is gone without a word, another one opens.
    agent.page.close(run_before_unload=False)
    agent.page = agent.context.new_page()
    agent.go("cases/1/")
    expect(agent.page.get_by_label("Prioridad").locator("option:checked")).to_have_text("Alta")
    expect(agent.page.locator("textarea[name=body]")).to_have_value("Unha nota a medias")
    agent.link("Editar").click()
    panel = agent.page.locator("#panel")
    expect(panel.get_by_label("Descripción")).to_have_value("Fai ruído")

    end_all(place.cast.agent.identity_id)
    sign_in_again(agent)
    panel.get_by_role("button", name="Guardar cambios").click()
    expect(agent.page.locator("#case-description")).to_contain_text("Fai ruído")
    expect(agent.page.get_by_label("Prioridad").locator("option:checked")).to_have_text("Alta")
    agent.button("Guardar cambios").click()
    expect(agent.page.locator("#case-line")).to_contain_text("Alta")
    agent.page.reload()
    expect(agent.page.locator("#case-standing .restored")).to_have_count(0)


def test_a_draft_never_overwrites_what_others_changed_meanwhile(sit: Sit, place: Place) -> None:
    case = make.case("No enfría")
    agent = sit(place.cast.agent)
    agent.page.on("dialog", lambda dialog: dialog.accept())
    agent.go("cases/1/").page.get_by_label("Prioridad").select_option(label="Alta")
    agent.page.wait_for_timeout(600)
    other = Priority.objects.exclude(pk=case.priority_id).get(labels__es="Media")
    web = Source.objects.get(key="web")
    edit(case, priority=other, source=web, by=place.cast.supervisor, now=NOW)
    agent.page.reload()
    expect(agent.page.get_by_label("Prioridad").locator("option:checked")).to_have_text("Alta")
    agent.button("Guardar cambios").click()
    expect(agent.page.locator("#case-standing")).to_contain_text(place.cast.supervisor.name)
    case.refresh_from_db()
    assert (case.priority, case.source) == (other, web)
    agent.button("Guardar cambios").click()
    expect(agent.page.locator("#case-line")).to_contain_text("Alta")
    case.refresh_from_db()
    assert (str(case.priority.labels["es"]), case.source) == ("Alta", web)


def test_two_browsers_that_change_the_same_field_are_told_of_each_other(sit: Sit, place: Place) -> None:
    make.case("No enfría")
    agent, supervisor = sit(place.cast.agent), sit(place.cast.supervisor)
    for person, label in ((agent, "Alta"), (supervisor, "Media")):
        person.go("cases/1/").page.get_by_label("Prioridad").select_option(label=label)
    agent.button("Guardar cambios").click()
    expect(agent.page.locator("#case-line")).to_contain_text("Alta")
    supervisor.button("Guardar cambios").click()
    refused = supervisor.page.locator("#case-standing")
    expect(refused).to_contain_text(place.cast.agent.name)
    expect(refused).to_contain_text("Alta")
    expect(supervisor.page.get_by_label("Prioridad").locator("option:checked")).to_have_text("Media")
    assert str(Case.objects.get().priority.labels["es"]) == "Alta"


def test_what_one_unfolded_of_a_long_timeline_stays_when_a_colleague_writes(sit: Sit, place: Place) -> None:
    case = make.case("No enfría")
    for number in range(60):
        note(case, body=f"Nota número {number}.", by=place.cast.supervisor, now=NOW)
    agent = sit(place.cast.agent)
    agent.go("cases/1/").page.locator("textarea[name=body]").fill("A medias")
    agent.page.locator(".timeline__older a").click()
    expect(agent.page.locator("#case-entries")).to_contain_text("Nota número 0.")
    expect(agent.page.locator(".meanwhile")).to_have_count(0)
    note(case, body="Acaba de chegar.", by=place.cast.supervisor, now=NOW)
    expect(agent.page.locator("#case-entries")).to_contain_text("Acaba de chegar.")
    expect(agent.page.locator("#case-entries")).to_contain_text("Nota número 0.")
    expect(agent.page.locator(".meanwhile")).to_contain_text(place.cast.supervisor.name)


def test_a_case_is_printed_without_menus(sit: Sit, place: Place) -> None:
    note(make.case("No enfría", by=place.cast.agent), body="Entre nós", by=place.cast.agent, now=NOW)
    agent = sit(place.cast.agent)
    agent.go("cases/1/").page.emulate_media(media="print")
    for hidden in (".topbar", ".sidebar", ".note-form", ".case-strip"):
        expect(agent.page.locator(hidden)).to_be_hidden()
    agent.go("cases/1/print/")
    expect(agent.page.locator(".paper__deeds")).to_be_hidden()
    expect(agent.page.locator(".paper__entries")).to_contain_text("Entre nós")
    agent.page.emulate_media(media="screen")
    agent.page.locator(".paper__deeds a").first.click()
    expect(agent.page.locator(".paper__entries")).not_to_contain_text("Entre nós")


def test_company_recent_cases_and_paper_are_for_everybody(sit: Sit, place: Place) -> None:
    make.case("No enfría")
    agent, supervisor = sit(place.cast.agent, bypass_policy=True), sit(place.cast.supervisor)
    supervisor.go("cases/1/")
    agent.go("cases/1/?from=pending.-folio.1").page.locator(".topbar__recent summary").click()
    expect(agent.page.locator(".topbar__recent .menu__item")).to_have_count(1)
    expect(agent.page.locator("#case-presence")).to_contain_text(place.cast.supervisor.name)
    ours = re.compile("presence|case-strip|recent")
    assert [each for each in agent.violations() if ours.search(each)] == []
    assert agent.go("cases/1/print/").violations() == []
