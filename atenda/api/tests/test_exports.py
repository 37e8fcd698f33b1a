"""Lists as files through the API."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from atenda.api.models import Scope
from atenda.exporting import beside
from atenda.exporting.making import make as make_file
from atenda.exporting.models import Export
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of


@pytest.fixture
def program(acme: Cast) -> Program:
    for number in range(3):
        make.case(f"Caixa {number}", responsible=acme.supervisor, by=acme.agent)
    make.case("Factura", responsible=acme.agent, by=acme.agent)
    return program_of(acme.supervisor)


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """What is told beside the transaction is told in it; files in a folder of the test."""
    settings.FILES_ROOT = str(tmp_path / "files")
    monkeypatch.setattr(beside, "second_connection", lambda: nullcontext(connection))


def test_a_list_is_taken_away_as_a_file(program: Program) -> None:
    asked = {"what": "cases", "form": "csv", "of_list": {"assignee": "me", "order": "folio"}, "columns": ["reference"]}
    begun = program.ask("POST", "exports/", asked)
    assert (begun.status_code, begun.json()["stage"], begun.json()["content"]) == (202, "waiting", None)
    make_file(Export.objects.get())
    ready = program.ask("GET", begun["Location"].removeprefix("/api/v1/")).json()
    assert (ready["stage"], ready["rows"]) == ("ready", 3)
    content = program.ask("GET", ready["content"].removeprefix("/api/v1/")).getvalue().decode("utf-8-sig")
    assert [line.strip('"') for line in content.splitlines()[1:]] == ["Caixa 0", "Caixa 1", "Caixa 2"]
    assert [each["id"] for each in program.ask("GET", "exports/").json()["items"]] == [ready["id"]]


def test_one_that_is_being_made_is_cancelled(program: Program) -> None:
    address = program.ask("POST", "exports/", {"what": "cases"})["Location"].removeprefix("/api/v1/")
    assert program.ask("POST", f"{address}cancellation/", {}).json()["stage"] == "cancelled"
    assert program.ask("GET", f"{address}content/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"what": "cases", "of_list": {"colour": "red"}}, "/of_list/colour"),
        ({"what": "cases", "of_list": {"assignee": "todos"}}, "/of_list/assignee"),
        ({"what": "cases", "columns": ["reference", "colour"]}, "/columns"),
        ({"what": "contacts", "of_list": {"language": "fr"}}, "/of_list/language"),
        ({"what": "contacts", "columns": ["reference"]}, "/columns"),
        ({"what": "everything"}, "/what"),
    ],
)
def test_what_is_not_right_is_named_with_its_place(program: Program, asked: dict[str, object], pointer: str) -> None:
    answer = program.ask("POST", "exports/", asked)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Export.objects.exists()


def test_customers_need_their_scope_and_an_export_is_its_askers_alone(acme: Cast, program: Program) -> None:
    narrow = program_of(acme.supervisor, [Scope.CASES_READ])
    assert narrow.ask("POST", "exports/", {"what": "contacts"}).json()["code"] == "scope"
    address = program.ask("POST", "exports/", {"what": "contacts"})["Location"].removeprefix("/api/v1/")
    assert program_of(acme.admin).ask("GET", address).status_code == 404
    assert narrow.ask("GET", f"{address}content/").status_code == 403


def test_the_archive_of_everything_is_asked_for_like_a_list(acme: Cast) -> None:
    program = program_of(acme.admin)
    begun = program.ask("POST", "exports/", {"what": "archive"})
    assert (begun.status_code, begun.json()["form"], begun.json()["title"]) == (202, "zip", acme.organization.name)
    make_file(Export.objects.get())
    ready = program.ask("GET", begun["Location"].removeprefix("/api/v1/")).json()
    content = program.ask("GET", ready["content"].removeprefix("/api/v1/"))
    assert b"".join(content.streaming_content)[:2] == b"PK"
    refused = program.ask("POST", "exports/", {"what": "archive", "form": "csv", "folios": [1]})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/form", "/folios"]
    assert program_of(acme.supervisor).ask("POST", "exports/", {"what": "archive"}).status_code == 403
    few = program_of(acme.admin, [Scope.CASES_READ, Scope.CUSTOMERS_READ])
    assert few.ask("POST", "exports/", {"what": "archive"}).status_code == 403


def test_asking_what_a_file_would_be_takes_nothing_away(program: Program) -> None:
    address = program.ask("POST", "exports/", {"what": "cases"})["Location"].removeprefix("/api/v1/")
    make_file(Export.objects.get())
    assert program.ask("HEAD", f"{address}content/").status_code == 200
    assert not Event.objects.filter(kind="export.taken").exists()
    program.ask("GET", f"{address}content/").getvalue()
    assert Event.objects.filter(kind="export.taken").count() == 1
