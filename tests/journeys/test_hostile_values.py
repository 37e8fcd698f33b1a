"""No text that people wrote is ever taken for markup: one page of every route for every role, in a real browser, with
a hostile value in every text column (hardening 3.18, the single best test of this kind)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import expect

from atenda.cases.editing import edit
from atenda.conversations.noting import note
from atenda.customers.models import Address
from atenda.importing.models import Import, RefusedRow
from atenda.importing.models import Stage as ImportStage
from atenda.organizations.entering import inside
from atenda.server.database_urls import DATABASE, EMBEDDED_PORT, OWNER_ROLE
from atenda.server.environment import socket_folder
from atenda.testing import make
from atenda.testing.cast import NOW, make_cast
from atenda.webhooks.models import Delivery, DeliveryState
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.running import begin, carry_on
from atenda.worklists.question import Question
from tests.architecture.routes import doors
from tests.architecture.stage import Stage, set_stage
from tests.journeys.conftest import Sit
from tests.journeys.desk_under_test import Place
from tests.journeys.hostile import hostile, poison
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROLES = ("admin", "supervisor", "agent", "observer")
SHORT_ROLES = ("admin", "agent")  # between them they open every page; how the others see them is looked at at length
AT_LENGTH = os.environ.get("ATENDA_SOAK") == "1"
DOWNLOADS = (
    "/figures/chart/data/",
    "/figures/chart/picture/",
    "/refused/",
    "/audit/file/",
)  # files, that no browser shows
MOST_PAGES = 600


@pytest.fixture
def stage(place: Place) -> Iterator[Stage]:
    """A case with a past, a customer with an address, and another organization beside."""
    acme = place.cast
    other = make_cast(f"{acme.organization.slug}-alea")
    with inside(acme.organization):
        stage = set_stage(acme, other)
        case = make.case("Cun pasado", description="E unha historia", responsible=acme.agent, by=acme.agent)
        edit(case, reference="Con outro nome", priority=acme.priority("Alta"), by=acme.supervisor, now=NOW)
        note(case, body="E cunha nota", by=acme.agent, now=NOW)
        stage.things["case"]["own"] = {"number": case.folio}
        renamed = begin(
            {"deed": "reference", "to": "Outro nome para moitos"},
            Chosen(Question(), (case.folio,)),
            key=uuid4(),
            by=acme.supervisor,
            now=NOW,
        )
        carry_on(renamed, until_done=True)
        _told_and_brought(stage)
        Address.objects.create(contact=acme.customer, street="Rúa do Sol", city="Noia", is_default=True)
        yield stage


def _told_and_brought(stage: Stage) -> None:
    """A webhook that answered, and beside the import that waits one of which rows were refused."""
    told = Delivery.objects.filter(pk=stage.things["delivery"]["own"]["pk"])
    tries = [[NOW.isoformat(), 500, "broken: there", 12, "Non"], [NOW.isoformat(), None, "timeout", 10_000, ""]]
    told.update(
        state=DeliveryState.FAILED, done_at=NOW, body='{"type": "note.added", "data": {"body": "Nota"}}', attempts=tries
    )
    brought = Import.objects.get(pk=stage.things["import"]["own"]["pk"])
    brought.pk, brought.key, brought.stage, brought.ended_at = None, uuid4(), ImportStage.DONE, NOW
    brought.save(force_insert=True)
    problems = [[0, "unknown_value", {"value": "Verde"}], [1, "no_name", {}]]
    RefusedRow.objects.create(bringing=brought, line=2, cells=["1", "2"], problems=problems)
    stage.things["brought"] = {"own": {"pk": brought.pk}}


def spoil(place: Place) -> list[str]:
    address = f"postgresql://{OWNER_ROLE}@/{DATABASE}?host={socket_folder(place.desk.data)}&port={EMBEDDED_PORT}"
    with psycopg.connect(address) as owner:
        return poison(owner, place.cast.organization)


def pages(stage: Stage, role: str) -> list[str]:
    """One page of every route that this role may open; of an import the one that is over, too."""
    open_to = [door for door in doors() if (door.method, door.answers[role]) == ("GET", "200")]
    things = [(door.route, door.thing) for door in open_to if door.route != "account_logout"]
    things += [(route, "brought") for route, thing in things if route == "importing:import"]
    return [stage.address(route, thing) for route, thing in things]


@pytest.mark.soak
@pytest.mark.parametrize("role", ROLES if AT_LENGTH else SHORT_ROLES)
def test_no_text_is_taken_for_markup(role: str, sit: Sit, place: Place, stage: Stage) -> None:
    person = sit(getattr(place.cast, role))
    assert len(spoil(place)) > 30
    found = {}
    for address in _walk(person, stage, pages(stage, role)):
        if hits := person.hits():
            found[address] = hits
    assert found == {}


def test_no_text_is_taken_for_markup_by_scripts_of_ours(sit: Sit, place: Place, stage: Stage) -> None:
    """The palette, the pickers, the panel and the refused form are drawn by the browser itself."""
    agent = sit(place.cast.agent)
    spoil(place)
    agent.go("cases/")
    agent.page.keyboard.press("Control+k")
    agent.page.keyboard.type(str(stage.things["case"]["own"]["number"]))
    expect(agent.page.locator("#palette-answers [role=option]").first).to_contain_text("onerror")
    agent.go("cases/").page.locator(".topbar__add").click()
    field = agent.page.locator("#panel .ts-control input").first
    field.fill("986123456")
    field.press("End")
    agent.page.wait_for_timeout(800)
    field.fill('"><img src=x onerror=__pwn__(0)>')
    agent.page.locator("#panel .ts-dropdown .create").click()
    expect(agent.page.locator("#second-panel form")).to_be_visible()
    assert agent.hits() == []


def test_no_text_is_taken_for_markup_in_a_refusal(sit: Sit, place: Place, stage: Stage) -> None:
    """Two values side by side, and the name of whoever wrote the other one."""
    agent = sit(place.cast.agent)
    spoil(place)
    agent.page.goto(place.url(f"cases/{stage.things['case']['own']['number']}/matter/"))
    agent.page.evaluate("document.querySelector('form [name=seen]').value = '1'")
    agent.page.locator("main [name=reference]").fill('Outra "><img src=x onerror=__pwn__(0)>')
    agent.page.locator("main .form-deeds button[type=submit]").first.click()
    expect(agent.page.locator("main .field--refused, main [role=alert]").first).to_be_visible()
    assert agent.hits() == []


def test_an_address_cannot_reach_into_our_scripts(sit: Sit, place: Place) -> None:
    """3.23: no prototype is polluted by what stands in the address."""
    agent = sit(place.cast.agent)
    for query in ("__proto__[x]=1", "__proto__.x=1", "constructor[prototype][x]=1", "constructor.prototype.x=1"):
        agent.go(f"cases/?{query}#{query}")
        assert agent.page.evaluate("({}).x === undefined && [].x === undefined")


def test_the_trap_would_close(sit: Sit, place: Place) -> None:
    """A page that took the value for markup would be found, with our policy and without."""
    bare = sit(None, signed_in=False)
    bare.page.set_content(f'<p title="{hostile()}"></p>')
    bare.page.wait_for_function("window.__hits.length")
    assert bare.page.evaluate("window.__hits.splice(0)")[0].startswith("called by value")
    bare.page.goto(f"http://127.0.0.1:{place.desk.port}/accounts/login/")
    bare.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}))")
    bare.page.wait_for_function("window.__hits.length")
    assert bare.page.evaluate("window.__hits.splice(0)")[0].startswith("img-src")
    bare.complaints.clear()


def _walk(person: Person, stage: Stage, waiting: list[str]) -> Iterator[str]:
    """Open each page; at length, every page they link to as well."""
    seen = set(waiting)
    for address in waiting:
        if address.partition("?")[0].endswith(DOWNLOADS) or address.startswith("/hooks/"):  # these are for programs
            continue
        person.page.goto(f"http://127.0.0.1:{person.place.desk.port}{address}", wait_until="load")
        yield address
        if AT_LENGTH:
            for found in _ours(person):
                if found not in seen and len(seen) < MOST_PAGES:
                    seen.add(found)
                    waiting.append(found)


def _ours(person: Person) -> list[str]:
    origin = f"http://127.0.0.1:{person.place.desk.port}"
    links: list[str] = person.page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.href.split('#')[0])"
    )
    return [link.removeprefix(origin) for link in links if link.startswith(origin) and "/logout/" not in link]
