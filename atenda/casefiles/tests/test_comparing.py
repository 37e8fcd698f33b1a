"""What a case file cannot tell of itself, told by the history it came from (N5)."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from atenda.casefiles.comparing import compare
from atenda.casefiles.tests.opened import entries, full_case, rewritten, verdict, zip_of
from atenda.cases.editing import edit
from atenda.cli import atenda
from atenda.testing.cast import NOW, Cast


def test_a_file_is_known_where_it_came_from_later_too(acme: Cast, tmp_path: Path) -> None:
    case = full_case(acme)
    path = zip_of(case, acme, tmp_path)
    assert compare(path).is_ours
    edit(case, reference="Outra cousa", by=acme.agent, now=NOW)
    assert compare(path).says == "Its last event is on record at acme; the case has had 1 more since."


def test_another_last_event_is_not_ours(acme: Cast, tmp_path: Path) -> None:
    path = zip_of(full_case(acme), acme, tmp_path)
    contents = entries(path)
    told = json.loads(contents["case.json"])
    told["events"][-1]["hash"] = "00" * 32
    assert not compare(rewritten(path, {"case.json": json.dumps(told).encode()})).is_ours
    told["events"][-1] |= {"seq": 9}
    assert not compare(rewritten(path, {"case.json": json.dumps(told).encode()})).is_ours
    told["events"][-1] |= {"organization": 0}
    assert not compare(rewritten(path, {"case.json": json.dumps(told).encode()})).is_ours


def test_a_file_of_an_organization_read_back_from_an_archive_is_right_too(acme: Cast, tmp_path: Path) -> None:
    acme.organization.chained_as = 4711
    acme.organization.save(update_fields=["chained_as"])
    path = zip_of(full_case(acme), acme, tmp_path)
    assert json.loads(entries(path)["case.json"])["events"][0]["organization"] == 4711
    assert (verdict(path)[0], compare(path).is_ours) == (0, True)


def test_the_command_answers_by_its_exit_code(acme: Cast, tmp_path: Path) -> None:
    path = zip_of(full_case(acme), acme, tmp_path)
    right = CliRunner().invoke(atenda, ["verify", str(path), "--language", "gl"])
    assert (right.exit_code, "EXPEDIENTE CORRECTO" in right.output) == (0, True)
    rewritten(path, {**entries(path), "LEEME.txt": b"Outro"})
    assert CliRunner().invoke(atenda, ["verify", str(path)]).exit_code == 1
    path.write_bytes(b"nada")
    assert CliRunner().invoke(atenda, ["verify", str(path)]).exit_code == 2
    assert verdict(path)[0] == 2
