"""Accounts and contacts through the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atenda.access.abilities import Ability
from atenda.access.models import Role
from atenda.customers import opening
from atenda.customers.models import Account, Contact
from atenda.history.models import Event
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of

UXIA = {
    "name": " Uxía  Souto ",
    "emails": [
        {"address": "Uxia@Souto.example", "label": "traballo"},
        {"address": "u@casa.example", "is_default": True},
    ],
    "phones": [{"number": "986 12 34 56"}],
    "addresses": [{"street": "Rúa Real 1", "city": "Vigo", "country": "ES"}],
    "language": "gl",
    "time_zone": "Atlantic/Canary",
    "tags": ["VIP"],
}


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


def test_a_contact_is_put_on_record_with_where_they_work(program: Program, acme: Cast) -> None:
    answer = program.ask("POST", "contacts/", {**UXIA, "company": acme.account.pk, "position": "Xerente"})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["name"] == "Uxía Souto"
    assert [email["address"] for email in said["emails"]] == ["u@casa.example", "uxia@souto.example"]
    assert said["phones"] == [{"number": "+34986123456", "label": "", "is_default": True}]
    assert said["companies"] == [{"account": {"id": acme.account.pk, "name": acme.account.name}, "position": "Xerente"}]
    assert answer["Location"] == f"/api/v1/contacts/{said['id']}/"
    read = program.ask("GET", f"contacts/{said['id']}/")
    assert read.json() == said
    assert program.ask("GET", f"contacts/{said['id']}/", If_None_Match=read["ETag"]).status_code == 304
    assert program.ask("GET", f"accounts/{acme.account.pk}/").json()["people"][-1]["contact"]["name"] == "Uxía Souto"


def test_what_is_not_right_is_named_with_its_place(program: Program) -> None:
    wrong = {
        "name": "Ana",
        "emails": [{"address": "nobody"}],
        "language": "fr",
        "time_zone": "Vigo",
        "addresses": [{"street": "Rúa", "country": "Galicia"}],
        "colour": "red",
    }
    answer = program.ask("POST", "contacts/", wrong)
    assert answer.status_code == 422
    places = {fault["pointer"] for fault in answer.json()["errors"]}
    assert places == {"/emails/0/address", "/language", "/time_zone", "/addresses/0/country", "/colour"}
    for said, pointer in (({}, "/name"), ({"name": "Ana", "tax_id": "12345678A"}, "/tax_id")):
        answer = program.ask("POST", "contacts/", said)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Contact.objects.filter(name="Ana").exists()


def test_only_what_is_named_changes_and_only_of_what_was_read(program: Program, acme: Cast) -> None:
    uxia = program.ask("POST", "contacts/", UXIA)
    path, etag = uxia["Location"].removeprefix("/api/v1/"), uxia["ETag"]
    edited = program.ask("PATCH", path, {"notes": "Chamar pola tarde", "phones": []}, If_Match=etag)
    assert edited.status_code == 200, edited.content
    assert {**uxia.json(), **{name: edited.json()[name] for name in ("notes", "phones", "updated_at", "version")}} == (
        edited.json()
    )
    late = program.ask("PATCH", path, {"notes": "Outra cousa"}, If_Match=etag)
    assert (late.status_code, late["ETag"]) == (412, edited["ETag"])
    assert program.ask("PATCH", path, {"language": ""}).json()["language"] == ""


def test_people_are_listed_page_by_page_as_on_the_page(program: Program, acme: Cast) -> None:
    made = [
        program.ask("POST", "contacts/", {"name": f"Zoe {number}", "tags": ["z"]}).json()["id"] for number in range(5)
    ]
    found, address = [], "contacts/?tag=z&limit=2"
    while address:
        page = program.ask("GET", address).json()
        assert len(page["items"]) <= 2
        found += [each["id"] for each in page["items"]]
        address = (page["next"] or "").removeprefix("/api/v1/")
    assert found == made
    for asked in (
        "?idioma=gl",
        "?language=fr",
        "?open=yes",
        "?company=x",
        f"?q={'a' * 201}",
        "?cursor=7",
        "?limit=101",
    ):
        answer = program.ask("GET", f"contacts/{asked}")
        assert answer.status_code == 422, asked
        assert answer.json()["errors"][0]["parameter"] == asked[1:].partition("=")[0]


def test_who_may_not_see_customers_is_told_of_none(acme: Cast, program: Program) -> None:
    Role.objects.filter(pk=acme.agent.role_id).update(abilities=[Ability.OPEN_CASES])
    assert program.ask("GET", "contacts/").json()["items"] == []
    assert program.ask("GET", f"contacts/{acme.customer.pk}/").status_code == 404
    assert program.ask("POST", "contacts/", {"name": "Ana"}).status_code == 403


def test_a_link_is_said_changed_and_taken_away(program: Program, acme: Cast) -> None:
    ana, company = _contact("Ana"), acme.account.pk
    path = f"contacts/{ana.pk}/companies/{company}/"
    assert program.ask("PUT", path, {"position": "Compras"}).json()["companies"][0]["position"] == "Compras"
    assert program.ask("PUT", path, {"position": "Vendas"}).json()["companies"][0]["position"] == "Vendas"
    assert program.ask("DELETE", path).json()["companies"] == []
    assert program.ask("DELETE", path).status_code == 200


def test_two_records_become_one_and_the_address_of_the_other_leads_there(boss: Program, acme: Cast) -> None:
    stays, goes = _contact("Bea Souto"), _contact("Beatriz Souto")
    answer = boss.ask("POST", f"contacts/{stays.pk}/merging/", {"other": goes.pk, "chosen": {"name": "goes"}})
    assert answer.status_code == 200, answer.content
    assert Event.objects.filter(pk=answer.json()["event"]).exists()
    assert boss.ask("GET", f"contacts/{goes.pk}/").json()["id"] == stays.pk
    assert boss.ask("GET", f"contacts/{stays.pk}/").json()["name"] == "Beatriz Souto"
    for other, status in ((stays.pk, 422), (987_654, 422)):
        answer = boss.ask("POST", f"contacts/{stays.pk}/merging/", {"other": other})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, "/other")


def test_a_batch_does_each_row_by_itself(program: Program) -> None:
    rows = [{"name": "Conservas Un"}, {"nome": "x"}, {"name": "Conservas Dous", "tax_id": "nope!"}, {"name": "Tres"}]
    said = program.ask("POST", "accounts/batch/", {"items": rows}).json()
    assert [row["status"] for row in said["items"]] == [201, 422, 422, 201]
    assert (said["succeeded"], said["failed"]) == (2, 2)
    assert Account.objects.filter(name__in=["Conservas Un", "Tres"]).count() == 2


def _contact(name: str) -> Contact:
    return opening.open_contact(name=name, by=None, now=timezone.now())
