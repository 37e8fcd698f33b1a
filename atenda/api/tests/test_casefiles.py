"""The case file through the API."""

from __future__ import annotations

import io
from zipfile import ZipFile

from atenda.casefiles.events import DOWNLOADED
from atenda.conversations.noting import note
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import program_of


def test_a_case_is_taken_away_whole_or_without_its_notes(acme: Cast) -> None:
    case, program = make.case("Caixa rota", responsible=acme.agent, by=acme.agent), program_of(acme.agent)
    note(case, body="Chamou moi enfadado", by=acme.agent, now=NOW)
    address = f"cases/{case.folio}/casefile/"
    zipped = program.ask("GET", address)
    with ZipFile(io.BytesIO(zipped.getvalue())) as archive:
        assert {"case.pdf", "case.json", "verify.py"} <= set(archive.namelist())
        assert "enfadado" in archive.read("case.json").decode()
    assert program.ask("GET", f"{address}?form=pdf").content.startswith(b"%PDF")
    data = program.ask("GET", f"{address}?form=json&notes=no")
    assert data.json()["left_out"] == ["notes"]
    assert "enfadado" not in data.content.decode()
    assert Event.objects.filter(case=case, kind=DOWNLOADED.name).count() == 3


def test_what_cannot_be_asked_for_is_refused_and_leaves_no_trace(acme: Cast) -> None:
    case, program = make.case("Caixa rota", responsible=acme.agent, by=acme.agent), program_of(acme.agent)
    for asked in ("form=docx", "notes=some", "format=pdf"):
        assert program.ask("GET", f"cases/{case.folio}/casefile/?{asked}").status_code == 422
    assert program.ask("GET", "cases/987654/casefile/").status_code == 404
    assert not Event.objects.filter(kind=DOWNLOADED.name).exists()
