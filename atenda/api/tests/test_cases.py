"""Cases through the API: list, read, open."""

from __future__ import annotations

import pytest

from atenda.cases.models import Case
from atenda.testing import make
from atenda.testing.cast import Cast
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
