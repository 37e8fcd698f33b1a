"""People, teams and roles through the API."""

from __future__ import annotations

import pytest

from atenda.access.abilities import Ability, RoleKind
from atenda.access.models import AccessLink, Role
from atenda.api.models import Scope
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


def test_a_token_is_told_who_it_is(acme: Cast) -> None:
    me = program_of(acme.agent, [Scope.PEOPLE_READ]).ask("GET", "me/").json()
    assert (me["name"], me["role"], me["organization"]["slug"]) == (acme.agent.name, "agent", "acme")
    assert me["token"]["scopes"] == ["people:read"]
    assert Ability.OPEN_CASES in me["abilities"]
    assert me["teams"] == [{"id": acme.team.pk, "name": acme.team.name}]


def test_everybody_reads_names_and_only_who_looks_after_people_their_mail(acme: Cast, boss: Program) -> None:
    agent = program_of(acme.agent)
    rows = agent.ask("GET", "agents/").json()["items"]
    who = {"id": acme.agent.pk, "name": acme.agent.name, "teams": [acme.team.pk]}
    assert {**who, "is_active": True, "is_integration": False} in rows
    assert "@" not in str(rows)
    assert agent.ask("GET", f"agents/{acme.colleague.pk}/").status_code == 403
    assert boss.ask("GET", f"agents/{acme.colleague.pk}/").json()["email"] == acme.colleague.identity.email


def test_who_is_invited_comes_in_by_a_link_that_is_asked_for_apart(acme: Cast, boss: Program) -> None:
    noa = {"name": "Noa", "email": "Noa@acme.example", "role": "agent", "teams": [acme.team.pk]}
    made = boss.ask("POST", "agents/", noa, Idempotency_Key="noa")
    assert made.status_code == 201, made.content
    assert made.json()["is_invited"]
    assert "http" not in made.content.decode()
    path = made["Location"].removeprefix("/api/v1/")
    before = bytes(AccessLink.objects.get().token_hash)
    address = boss.ask("PUT", f"{path}invitation/", {}).json()["address"]
    assert address.startswith("http")
    assert bytes(AccessLink.objects.get().token_hash) != before
    again = boss.ask("POST", "agents/", noa)
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/email")
    assert boss.ask("PUT", f"agents/{acme.colleague.pk}/invitation/", {}).status_code == 409


def test_only_what_is_named_of_a_person_changes(acme: Cast, boss: Program) -> None:
    path = f"agents/{acme.agent.pk}/"
    etag = boss.ask("GET", path)["ETag"]
    changed = boss.ask("PATCH", path, {"role": "supervisor"}, If_Match=etag)
    assert changed.status_code == 200, changed.content
    assert (changed.json()["role"], changed.json()["name"]) == ("supervisor", acme.agent.name)
    assert changed.json()["teams"] == [{"id": acme.team.pk, "name": acme.team.name}]
    assert boss.ask("PATCH", path, {"teams": []}, If_Match=etag).status_code == 412
    assert boss.ask("PATCH", path, {"teams": [987_654]}).json()["errors"][0]["pointer"] == "/teams/0"


def test_who_leaves_hands_their_cases_over_and_the_last_administrator_stays(acme: Cast, boss: Program) -> None:
    case = make.case("Unha", responsible=acme.agent, by=acme.agent)
    answer = boss.ask("POST", f"agents/{acme.agent.pk}/deactivation/", {"heir": acme.colleague.pk})
    assert not answer.json()["is_active"]
    case.refresh_from_db()
    assert case.responsible_id == acme.colleague.pk
    assert boss.ask("POST", f"agents/{acme.agent.pk}/reactivation/", {}).json()["is_active"]
    assert boss.ask("POST", f"agents/{acme.admin.pk}/deactivation/", {}).status_code == 422
    assert Agent.objects.get(pk=acme.admin.pk).is_active


def test_a_team_is_created_filled_and_retired(acme: Cast, boss: Program) -> None:
    made = boss.ask("POST", "teams/", {"name": " Noite "})
    assert (made.status_code, made.json()["name"]) == (201, "Noite")
    path = made["Location"].removeprefix("/api/v1/")
    filled = boss.ask("PATCH", path, {"members": [acme.agent.pk, acme.colleague.pk]})
    assert [one["id"] for one in filled.json()["members"]] == sorted([acme.agent.pk, acme.colleague.pk])
    assert boss.ask("PATCH", path, {"name": "Madrugada"}).json()["members"] == filled.json()["members"]
    taken = boss.ask("POST", "teams/", {"name": "madrugada"})
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (422, "/name")
    assert boss.ask("POST", f"{path}retirement/", {}).json()["is_retired"]
    assert not boss.ask("POST", f"{path}restoration/", {}).json()["is_retired"]


def test_roles_are_read_and_changed_but_that_of_administrators(acme: Cast, boss: Program) -> None:
    said = boss.ask("GET", "roles/").json()
    assert [role["kind"] for role in said["items"]] == RoleKind.values
    assert {ability["key"] for ability in said["abilities"]} == set(Ability.values)
    changed = boss.ask("PATCH", "roles/observer/", {"abilities": ["cases.open"]}).json()
    assert changed["abilities"] == ["cases.open", "customers.see"]
    assert Role.objects.get(kind="observer").sees == changed["sees"] == "all"
    assert boss.ask("PATCH", "roles/administrator/", {"abilities": []}).status_code == 409
