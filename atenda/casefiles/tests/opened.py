"""A case with something of everything, and its case file as somebody who got it has it."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from zipfile import ZipFile

from atenda.casefiles import verify
from atenda.casefiles.gathering import CaseFile, gather
from atenda.casefiles.packing import packed
from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


def full_case(acme: Cast) -> Case:
    case = make.case("Non arrefría a cámara", description="Dende onte á noite.", by=acme.agent)
    note(case, body="Chamou enfadada: non llo digades.", by=acme.colleague, now=NOW)
    make.file(case, b"Un albar\xc3\xa1n", "albarán.txt", by=acme.agent)
    edit(case, reference="Non arrefría nin conxela", by=acme.supervisor, now=NOW)
    return case


def file_of(case: Case, acme: Cast, *, with_notes: bool = True) -> CaseFile:
    return gather(case, by=acme.agent, now=NOW, with_notes=with_notes)


def zip_of(case: Case, acme: Cast, folder: Path, *, with_notes: bool = True) -> Path:
    path = folder / "expediente.zip"
    path.write_bytes(b"".join(packed(file_of(case, acme, with_notes=with_notes))))
    return path


def entries(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, contents: dict[str, bytes]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def verdict(path: Path, language: str = "en") -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = verify.main([str(path)], language)
    return code, said.getvalue()
