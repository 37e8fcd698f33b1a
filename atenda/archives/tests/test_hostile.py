"""Archives that mean harm: each gets a sentence, and leaves nothing (ASVS V5, 3.18)."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError

from atenda.access.models import Identity
from atenda.archives import reading
from atenda.archives.checking import opened
from atenda.archives.form import LARGEST_NUMBER, MANIFEST, VERSION, Refused
from atenda.archives.reading import read
from atenda.archives.tables import tables
from atenda.archives.writing import write
from atenda.cases.models import Tag
from atenda.cases.tagging import tags_called
from atenda.files.models import Content
from atenda.intake.accepting import accept
from atenda.intake.limits import LARGEST_MAIL
from atenda.intake.models import Door
from atenda.intake.tests.mails import a_mailbox
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
CASES = "tables/cases.case.jsonl"


def silent(done: int, of: int) -> None:
    """Nobody listens."""


@pytest.fixture
def archived(acme: Cast, tmp_path: Path) -> Path:
    make.file(make.case("Non arranca"), b"Ola", by=acme.agent)
    write(tmp_path / "one.zip", now=NOW, report=silent)
    return tmp_path / "one.zip"


def members(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, content: dict[str, bytes]) -> Path:
    target = path.with_name("hostile.zip")
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, said in content.items():
            archive.writestr(name, said)
    return target


def rewritten(path: Path, member: str, change: Callable[[list[bytes]], list[bytes]]) -> Path:
    """Lines changed by somebody who knows to write a manifest that fits."""
    content = members(path)
    lines = change(content[member].splitlines(keepends=True))
    content[member] = b"".join(lines)
    manifest = json.loads(content[MANIFEST])
    said = manifest["tables"][member.removeprefix("tables/").removesuffix(".jsonl")]
    said["rows"], said["sha256"] = len(lines), hashlib.sha256(content[member]).hexdigest()
    content[MANIFEST] = json.dumps(manifest).encode()
    return packed(path, content)


def told(path: Path, **values: Any) -> Path:
    """The manifest says something else."""
    content = members(path)
    content[MANIFEST] = json.dumps({**json.loads(content[MANIFEST]), **values}).encode()
    return packed(path, content)


def refused(path: Path, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(path, slug="acme-outra", now=NOW, report=silent)
    assert Organization.objects.count() == 1


def test_what_is_no_archive_at_all(acme: Cast, tmp_path: Path) -> None:
    for name, content in {"text": b"Ola", "empty": b"", "half": b"PK\x03\x04" + bytes(40)}.items():
        (tmp_path / name).write_bytes(content)
        refused(tmp_path / name, "no archive")


def test_one_that_was_cut_off(archived: Path) -> None:
    whole = archived.read_bytes()
    archived.write_bytes(whole[: len(whole) // 2])
    refused(archived, "no archive")


def test_one_that_was_altered(archived: Path) -> None:
    content = members(archived)
    content[CASES] = content[CASES].replace(b"Non arranca", b"Si arranca!")
    refused(packed(archived, content), "is not what it was")


def test_a_file_that_was_altered(archived: Path) -> None:
    content = members(archived)
    name = next(name for name in content if name.startswith("files/"))
    refused(packed(archived, {**content, name: b"Olo"}), "is not what it was")


@pytest.fixture
def with_mail(acme: Cast, tmp_path: Path) -> Path:
    accept(b"From: a@b.example\n\nOla\n", mailbox=a_mailbox(), door=Door.FILE, now=NOW)
    write(tmp_path / "one.zip", now=NOW, report=silent)
    return tmp_path / "one.zip"


@pytest.mark.parametrize(
    ("put", "why"),
    [
        pytest.param(lambda: gzip.compress(b"From: a@b.example\n\nOlo\n"), "is not what it was", id="another"),
        pytest.param(lambda: b"From: a@b.example\n\nOla\n", "is not what it was", id="not packed"),
        pytest.param(lambda: gzip.compress(b"From: a@b.example\n\nOla\n")[:-9], "damaged", id="cut off"),
        pytest.param(lambda: gzip.compress(bytes(LARGEST_MAIL + 1)), "larger than any mail", id="a bomb"),
        pytest.param(lambda: os.urandom(LARGEST_MAIL + 100_000), "larger than any mail", id="too large"),
    ],
)
def test_a_mail_that_is_not_what_its_name_says(with_mail: Path, put: Callable[[], bytes], why: str) -> None:
    content = members(with_mail)
    name = next(name for name in content if name.startswith("mails/"))
    refused(packed(with_mail, {**content, name: put()}), why)


def test_a_mail_that_lacks(with_mail: Path) -> None:
    content = {name: said for name, said in members(with_mail).items() if not name.startswith("mails/")}
    refused(packed(with_mail, content), "0 mails")
    manifest = json.loads(content[MANIFEST])
    manifest["mails"]["number"] = 0
    refused(packed(with_mail, {**content, MANIFEST: json.dumps(manifest).encode()}), "lacks the file")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "files/../../x", "tables/..\\x.jsonl", "files/ab/" + "c" * 64, "x"]
)
def test_names_that_lead_elsewhere(name: str, archived: Path) -> None:
    refused(packed(archived, {**members(archived), name: b"x"}), "none of an archive")


def test_a_bomb(archived: Path) -> None:
    content = members(archived)
    content["README.txt"] = bytes(50_000_000)
    refused(packed(archived, content), "far more")


def test_a_newer_one(archived: Path) -> None:
    refused(told(archived, version=VERSION + 1), "newer")


@pytest.mark.parametrize(
    "values", [{"version": None}, {"version": "1"}, {"version": True}, {"tables": []}, {"files": 3}, {"mails": []}]
)
def test_a_manifest_that_says_nonsense(values: dict[str, Any], archived: Path) -> None:
    refused(told(archived, **values), "archive")


def test_one_of_another_program(archived: Path) -> None:
    refused(told(archived, format="other"), "no archive of Atenda")


@pytest.mark.parametrize("member", [MANIFEST, "organization.json", CASES])
def test_a_member_that_lacks(member: str, archived: Path) -> None:
    content = members(archived)
    del content[member]
    refused(packed(archived, content), "lacks|no manifest")


def test_a_file_that_lacks(archived: Path) -> None:
    content = {name: said for name, said in members(archived).items() if not name.startswith("files/")}
    manifest = json.loads(content[MANIFEST])
    manifest["files"]["number"] = 0
    refused(packed(archived, {**content, MANIFEST: json.dumps(manifest).encode()}), "lacks the file")


def test_a_table_nobody_knows(archived: Path) -> None:
    manifest = json.loads(members(archived)[MANIFEST])
    tables = {**manifest["tables"], "sales.order": manifest["tables"]["cases.case"]}
    refused(told(archived, tables=tables), "does not know")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"folio":1', b'"folio":-1'),
        (b'"folio":1', b'"folio":"moito"'),
        (b'"state_id":', b'"state_id":9'),
        (b'"reference":"Non arranca"', b'"reference":null'),
        (b'"created_at":"20', b'"created_at":"99999'),
    ],
)
def test_rows_that_contradict_themselves(old: bytes, new: bytes, archived: Path) -> None:
    path = rewritten(archived, CASES, lambda lines: [line.replace(old, new) for line in lines])
    refused(path, "contradicts itself")


@pytest.mark.parametrize(
    "new", [b'"id":0', b'"id":-5', b'"id":9223372036854775807', b'"id":"1"', b'"id":true', b'"id":1.5']
)
def test_numbers_no_row_may_have(new: bytes, archived: Path) -> None:
    path = rewritten(archived, CASES, lambda lines: [re.sub(rb'"id":\d+', new, line, count=1) for line in lines])
    refused(path, "no number")


@pytest.mark.parametrize(
    "line", [b"[]\n", b"{}\n", b"nonsense\n", b'{"id":1,"organization_id":7}\n', b"[" * 100_000 + b"\n"]
)
def test_lines_that_are_no_rows(line: bytes, archived: Path) -> None:
    refused(rewritten(archived, CASES, lambda lines: [*lines, line]), "not a row|no JSON")


def test_the_same_row_twice(archived: Path) -> None:
    refused(rewritten(archived, CASES, lambda lines: lines * 2), "contradicts itself")


def test_a_huge_number_leaves_the_numbers_of_the_others_alone(archived: Path, acme: Cast) -> None:
    """The next case of anybody would have one beyond what JSON carries, and no archive of theirs would be read."""
    tags_called(["velha"], by=acme.agent, now=NOW)
    write(archived, now=NOW, report=silent)
    number = LARGEST_NUMBER
    path = rewritten(
        archived, "tables/cases.tag.jsonl", lambda lines: [re.sub(rb'"id":\d+', b'"id":%d' % number, lines[0])]
    )
    result = read(path, slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        assert Tag.objects.filter(pk=number).exists()
    with inside(acme.organization):
        assert tags_called(["nova"], by=acme.agent, now=NOW)[0].pk < 2**40


def test_long_lines_are_not_put_together_by_the_thousand(archived: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_BATCH", 1_000)
    with opened(archived) as archive:
        cases = next(table for table in tables() if table.name == "history.event")
        batches = list(reading._batches(archive, cases))
    assert sum(len(lines) for lines in batches) > 3
    assert all(len(lines) == 1 or sum(map(len, lines[:-1])) < 1_000 for lines in batches)
    assert len(batches) > 1


def test_whoever_an_archive_brings_speaks_a_language_there_is(archived: Path) -> None:
    """They may be invited by others later: a zone that is none would fail on every page of theirs, everywhere."""

    def strange(lines: list[bytes]) -> list[bytes]:
        return [
            re.sub(
                rb'"identity":\{[^}]*\}',
                b'"identity":{"email":"n%d@nova.example","language":"xx","time_zone":"../../etc"}' % n,
                line,
            )
            for n, line in enumerate(lines)
        ]

    result = read(rewritten(archived, "tables/staff.agent.jsonl", strange), slug="acme-outra", now=NOW, report=silent)
    new = Identity.objects.filter(email__endswith="@nova.example")
    assert new.exists()
    assert set(new.values_list("language", "time_zone")) == {(result.organization.language, "")}


@pytest.mark.parametrize(
    "said",
    [
        {"time_zone": "../../etc/passwd"},
        {"time_zone": "Mars/Olympus"},
        {"language": "xx"},
        {"country": "??"},
        {"name": ""},
    ],
)
def test_an_organization_of_no_place(said: dict[str, str], archived: Path) -> None:
    content = members(archived)
    content["organization.json"] = json.dumps({**json.loads(content["organization.json"]), **said}).encode()
    manifest = json.loads(content[MANIFEST])
    manifest["organization"]["sha256"] = hashlib.sha256(content["organization.json"]).hexdigest()
    content[MANIFEST] = json.dumps(manifest).encode()
    with pytest.raises((Refused, ValidationError)):
        read(packed(archived, content), slug="acme-outra", now=NOW, report=silent)
    assert Organization.objects.count() == 1


def test_what_it_says_of_viruses_is_not_believed(archived: Path) -> None:
    def lie(lines: list[bytes]) -> list[bytes]:
        return [line.replace(b'"scan":"unasked"', b'"scan":"clean"') for line in lines]

    result = read(rewritten(archived, "tables/files.content.jsonl", lie), slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        assert Content.objects.get().scan == "unasked"
