"""The audit log through the API (3.68)."""

from __future__ import annotations

import csv
import io

import pytest

from atenda.access import roles
from atenda.access.abilities import Ability, Sees
from atenda.api.models import Scope
from atenda.history.models import Event
from atenda.staff.membership import rename
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import program_of


@pytest.fixture
def busy(acme: Cast) -> Cast:
    rename(acme.colleague, "Carme Nova", by=acme.admin)
    roles.change(acme.agent.role, sees=Sees.TEAMS, abilities=[Ability.OPEN_CASES], by=acme.admin)
    rename(acme.colleague, "Carme Outra", by=acme.admin)
    return acme


def test_it_is_read_page_by_page_in_the_language_of_the_program(busy: Cast) -> None:
    program = program_of(busy.admin)
    program.language = "gl"
    first = program.ask("GET", "audit/?limit=2").json()
    assert [each["kind"] for each in first["items"]] == ["token.made", "agent.renamed"]
    newest = first["items"][1]
    assert newest["by"] == {"id": busy.admin.pk, "name": "Antía Admin"}
    assert (newest["of"], newest["sentence"].startswith("Antía Admin cambiou")) == ("Carme Outra", True)
    then = program.ask("GET", first["next"].removeprefix("/api/v1/")).json()
    assert [each["kind"] for each in then["items"]] == ["role.changed", "agent.renamed"]
    assert then["items"][0]["changes"][0]["name"] == "que casos ve"
    assert then["next"] is None


def test_it_is_searched_as_on_its_page(busy: Cast) -> None:
    program = program_of(busy.admin)
    assert len(program.ask("GET", "audit/?words=TEAMS").json()["items"]) == 1
    assert len(program.ask("GET", "audit/?area=roles").json()["items"]) == 1
    assert len(program.ask("GET", f"audit/?person={busy.colleague.pk}&area=people").json()["items"]) == 2
    for wrong in ("area=zz", "person=99999", "since=onte", "address=999", "color=red"):
        refused = program.ask("GET", f"audit/?{wrong}")
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, wrong.split("=")[0])


def test_taking_it_away_is_written_down_and_asking_is_not(busy: Cast) -> None:
    program = program_of(busy.admin)
    assert program.ask("HEAD", "audit/file/?area=people").status_code == 200
    assert not Event.objects.filter(kind="audit.taken").exists()
    answer = program.ask("GET", "audit/file/?area=people")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert (answer["Content-Type"], len(rows)) == ("text/csv; charset=utf-8", 1 + 2)
    assert Event.objects.get(kind="audit.taken").payloads.get().after == {"area": "people"}


def test_it_is_for_whoever_may_read_it_and_a_token_of_its_scope(busy: Cast) -> None:
    assert program_of(busy.supervisor).ask("GET", "audit/").status_code == 403
    others = [scope for scope in Scope if scope != Scope.AUDIT_READ]
    assert program_of(busy.admin, others).ask("GET", "audit/").status_code == 403


def test_a_case_file_that_is_only_asked_about_is_not_taken(acme: Cast) -> None:
    case, program = make.case(by=acme.agent), program_of(acme.agent)
    assert program.ask("HEAD", f"cases/{case.folio}/casefile/?form=json").status_code == 200
    assert not Event.objects.filter(kind="casefile.downloaded").exists()
    program.ask("GET", f"cases/{case.folio}/casefile/?form=json")
    assert Event.objects.filter(kind="casefile.downloaded").count() == 1
