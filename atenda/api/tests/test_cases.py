"""Cases through the API: list, read, open."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.cases.field_rules import Rule
from atenda.cases.models import Case
from atenda.cases.setting_rules import set_rules
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import Program, program_of


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


def test_a_case_is_opened_and_read_again(program: Program, acme: Cast) -> None:
    opened = program.ask(
        "POST",
        "cases/",
        {
            "reference": " Caja rota ",
            "contact": acme.customer.pk,
            "priority": "Alta",
            "category": acme.category("Queja").pk,
            "responsible": acme.agent.pk,
            "tags": ["VIP", "garantía"],
            "due_at": "2026-12-01T10:00:00+01:00",
        },
    )
    assert opened.status_code == 201, opened.content
    said = opened.json()
    case = Case.objects.get(folio=said["folio"])
    assert case.reference == "Caja rota"
    assert opened["Location"] == f"/api/v1/cases/{case.folio}/"
    assert said["account"] == {"id": acme.account.pk, "name": "Conservas Ñandú"}
    assert said["due_at"] == "2026-12-01T09:00:00Z"
    assert [tag["name"] for tag in said["tags"]] == ["VIP", "garantía"]
    read = program.ask("GET", f"cases/{case.folio}/")
    assert read.json() == said
    assert read["ETag"] == opened["ETag"] == f'"{case.folio}.1"'


def test_the_list_is_read_page_by_page(program: Program, acme: Cast) -> None:
    folios = [make.case(f"Caso {number}", by=acme.agent).folio for number in range(5)]
    found, address = [], "cases/?limit=2&order=folio&state=" + str(acme.state("Abierto").pk)
    while address:
        page = program.ask("GET", address).json()
        found += [case["folio"] for case in page["items"]]
        address = (page["next"] or "").removeprefix("/api/v1/")
    assert found == folios


def test_what_makes_no_sense_in_an_address_is_named(program: Program) -> None:
    answer = program.ask("GET", "cases/?prioridad=3&limit=9999")
    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["prioridad"]
    for asked in ("order=best", "priority=tall", "created=soon", "idle=x", "cursor=abc", "limit=0", "state=1,,2", "q="):
        answer = program.ask("GET", f"cases/?{asked}")
        assert answer.status_code == 422, asked
        assert answer.json()["errors"][0]["parameter"] == asked.partition("=")[0]


def test_what_is_named_is_changed_and_nothing_else(program: Program, acme: Cast) -> None:
    case = make.case("Caja rota", by=acme.agent)
    answer = program.ask(
        "PATCH",
        f"cases/{case.folio}/",
        {"priority": "alta", "description": "Chegou mollada", "responsible": acme.colleague.pk, "tags": ["VIP"]},
    )
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert (said["reference"], said["priority"]["name"], said["description"]) == ("Caja rota", "Alta", "Chegou mollada")
    assert said["responsible"]["id"] == acme.colleague.pk
    again = program.ask("PATCH", f"cases/{case.folio}/", {"tags": ["vip"], "priority": "Alta"})
    assert again.json()["version"] == said["version"]
    emptied = program.ask("PATCH", f"cases/{case.folio}/", {"responsible": None, "assignees": [], "tags": []})
    assert (emptied.json()["assignees"], emptied.json()["tags"]) == ([], [])


def test_the_people_of_a_case_are_those_named(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent, responsible=acme.agent)
    first = program.ask("PATCH", f"cases/{case.folio}/", {"assignees": [acme.agent.pk, acme.colleague.pk]}).json()
    assert (first["responsible"]["id"], len(first["assignees"])) == (acme.agent.pk, 2)
    second = program.ask("PATCH", f"cases/{case.folio}/", {"assignees": [acme.colleague.pk]}).json()
    assert [each["id"] for each in second["assignees"]] == [second["responsible"]["id"]] == [acme.colleague.pk]


def test_an_edit_of_an_older_version_is_refused(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent)
    etag = program.ask("GET", f"cases/{case.folio}/")["ETag"]
    changed = program.ask("PATCH", f"cases/{case.folio}/", {"priority": "Alta"}, If_Match=etag)
    assert changed.status_code == 200
    late = program.ask("PATCH", f"cases/{case.folio}/", {"priority": "Normal"}, If_Match=etag)
    assert (late.status_code, late.json()["code"], late["ETag"]) == (412, "changed", changed["ETag"])
    assert program.ask("GET", f"cases/{case.folio}/", If_None_Match=changed["ETag"]).status_code == 304
    assert program.ask("PATCH", f"cases/{case.folio}/", {"priority": "Normal"}, If_Match="*").status_code == 200


def test_a_case_goes_its_whole_way(program: Program, acme: Cast) -> None:
    program = program_of(acme.supervisor)
    case = make.case(by=acme.agent)
    closed = program.ask("POST", f"cases/{case.folio}/resolution/", {"solution": "Enviouse outra"})
    assert (closed.json()["state"]["lifecycle"], closed.json()["solution"]) == ("closed", "Enviouse outra")
    assert program.ask("POST", f"cases/{case.folio}/reopening/", {}).json()["reopen_count"] == 1
    mine = program.ask("POST", f"cases/{case.folio}/assignment/", {}).json()
    assert mine["responsible"]["id"] == acme.supervisor.pk
    assert program.ask("POST", f"cases/{case.folio}/assignment/", {"responsible": None}).json()["assignees"] == []
    moved = program.ask("PATCH", f"cases/{case.folio}/", {"state": acme.state("En progreso").pk})
    assert moved.json()["state"]["name"] == "En progreso"
    assert program.ask("PUT", f"cases/{case.folio}/hearing/", {"hearing": "following"}).status_code == 200
    assert program.ask("GET", f"cases/{case.folio}/hearing/").json() == {"hearing": "following"}
    assert program.ask("POST", f"cases/{case.folio}/binning/").status_code == 204
    assert program.ask("GET", f"cases/{case.folio}/").status_code == 404
    assert program.ask("POST", f"bin/{case.folio}/restoration/").json()["folio"] == case.folio


def test_a_deed_is_taken_back_by_what_its_answer_says(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent, priority=acme.priority("Normal"))
    changed = program.ask("PATCH", f"cases/{case.folio}/", {"priority": "Alta"})
    undone = program.ask("POST", "undoing/", {"deed": changed["Atenda-Undo"]})
    assert undone.status_code == 200, undone.content
    assert program.ask("GET", f"cases/{case.folio}/").json()["priority"]["name"] == "Normal"
    again = program.ask("POST", "undoing/", {"deed": changed["Atenda-Undo"]})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_closing_is_an_ability_of_its_own_in_an_edit_too(acme: Cast) -> None:
    acme.agent.role.abilities = ["cases.edit", "customers.see"]
    acme.agent.role.save(update_fields=["abilities"])
    case, program = make.case(by=acme.admin), program_of(acme.agent)
    assert program.ask("PATCH", f"cases/{case.folio}/", {"state": acme.state("Cerrado").pk}).status_code == 403
    assert program.ask("PATCH", f"cases/{case.folio}/", {"responsible": acme.agent.pk}).status_code == 403
    assert program.ask("PATCH", f"cases/{case.folio}/", {"reference": "Ben"}).status_code == 200


def test_a_batch_does_each_row_by_itself_and_once(program: Program, acme: Cast) -> None:
    case = make.case("Vello", by=acme.agent)
    rows = [
        {"reference": "Un", "contact": acme.customer.pk},
        {"reference": "Dous"},
        {"folio": case.folio, "reference": "Novo"},
        {"reference": 7, "nada": 1},
    ]
    first = program.ask("POST", "cases/batch/", {"items": rows}, Idempotency_Key="lote")
    said = first.json()
    assert [row["status"] for row in said["items"]] == [201, 422, 200, 422]
    assert [fault["pointer"] for fault in said["items"][3]["body"]["errors"]] == ["/reference", "/nada"]
    assert (said["succeeded"], said["failed"]) == (2, 2)
    assert program.ask("POST", "cases/batch/", {"items": rows}, Idempotency_Key="lote").content == first.content
    assert Case.objects.count() == 2


def test_notes_are_written_read_changed_and_removed(program: Program, acme: Cast) -> None:
    case = make.case(by=acme.agent)
    written = program.ask("POST", f"cases/{case.folio}/notes/", {"body": "Chamou", "spoken": True})
    assert written.status_code == 201, written.content
    address = written["Location"].removeprefix("/api/v1/")
    assert program.ask("GET", address).json() == written.json()
    assert program.ask("PATCH", address, {"body": "Chamou hoxe"}).json()["body"] == "Chamou hoxe"
    told = program.ask("GET", f"cases/{case.folio}/timeline/").json()["items"]
    assert next(each["note"]["body"] for each in told if each["note"]) == "Chamou hoxe"
    assert program.ask("GET", f"cases/{case.folio}/timeline/?show=notes").status_code == 200
    assert program.ask("DELETE", address).status_code == 204
    assert program.ask("GET", address).status_code == 404
    assert program.ask("GET", f"cases/{case.folio}/notes/").json() == {"items": [], "next": None}


def test_closing_asks_here_too_for_what_it_needs(program: Program, acme: Cast) -> None:
    set_rules({"solution": Rule(at_closing=True)}, by=acme.admin, now=NOW)
    case = make.case(by=acme.agent)
    rows = {
        "POST": (f"cases/{case.folio}/resolution/", {}),
        "PATCH": (f"cases/{case.folio}/", {"state": acme.state("Cerrado").pk}),
    }
    for method, (path, body) in rows.items():
        refused = program.ask(method, path, body)
        assert (refused.status_code, refused.json()["code"]) == (422, "refused")
        assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/solution"]
    closed = program.ask("PATCH", f"cases/{case.folio}/", {"state": acme.state("Cerrado").pk, "solution": "Cambiada"})
    assert closed.json()["closed_at"] is not None


def test_a_field_that_is_not_shown_is_not_taken(program: Program, acme: Cast) -> None:
    set_rules({"team": Rule(shown=False)}, by=acme.admin, now=NOW)
    case = make.case(by=acme.agent)
    for method, path in (("POST", "cases/"), ("PATCH", f"cases/{case.folio}/")):
        refused = program.ask(method, path, {"contact": acme.customer.pk, "reference": "x", "team": acme.team.pk})
        assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/team"]


def test_the_list_asks_the_same_for_one_row_and_for_three(program: Program, acme: Cast) -> None:
    counts = []
    for number in (1, 2):
        for _each in range(number):
            make.case(by=acme.agent, responsible=acme.agent)
        program.ask("GET", "cases/")
        with CaptureQueriesContext(connection) as asked:
            assert program.ask("GET", "cases/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
