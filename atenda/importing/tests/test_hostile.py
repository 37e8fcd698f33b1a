"""Files made to hurt whoever reads them: each gets a clear answer, soon and with little memory (3.35, 6.38, 7.16)."""

from __future__ import annotations

import io
import resource
import zipfile
from time import monotonic

import openpyxl
import pytest

from atenda.importing import keeping, receiving
from atenda.importing.models import Import, Stage
from atenda.importing.reading import apart
from atenda.importing.reading.refusals import told
from atenda.importing.tests.doing import received
from atenda.importing.understanding import _plain_text
from atenda.testing.cast import Cast

SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
HEAD = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
)
FOOT = b"</sheetData></worksheet>"


def a_book(*, last: bytes = b"", **parts: bytes) -> bytes:
    """A spreadsheet with other parts in it."""
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active.append(["Uxía"])
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        there = {info.filename: archive.read(info) for info in archive.infolist()}
    there |= {globals()[name]: content for name, content in parts.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in there.items():
            archive.writestr(name, content)
    return packed.getvalue() + last


def rows(*texts: bytes) -> bytes:
    return HEAD + b"".join(texts) + FOOT


def far_cells(many: int) -> bytes:
    return rows(*(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(2, many)))


def broken_inside(content: bytes) -> bytes:
    """The stream of the sheet is damaged after its beginning."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(SHEET)
    torn = bytearray(content)
    at = info.header_offset + 30 + len(SHEET) + 200
    torn[at : at + 50] = b"\xff" * 50
    return bytes(torn)


def locked(content: bytes) -> bytes:
    """The sheet says that it is encrypted."""
    torn = bytearray(content)
    for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = torn.index(SHEET.encode()) if offset == 6 else torn.rindex(SHEET.encode())
        torn[torn.rindex(sign, 0, at) + offset] |= 1
    return bytes(torn)


ODD = [
    ("a stream that is torn", broken_inside(a_book(SHEET=rows(*(b"<row r='%d'/>" % n for n in range(9_000)))))),
    ("a sheet that is encrypted", locked(a_book())),
    ("a word that is not among the words", a_book(SHEET=rows(b'<row r="2"><c r="A2" t="s"><v>99</v></c></row>'))),
    ("a day that is none", a_book(SHEET=rows(b'<row r="2"><c r="A2" t="d"><v>yes</v></c></row>'))),
    ("a cell that stands nowhere", a_book(SHEET=rows(b'<row r="2"><c r="1A"><v>1</v></c></row>'))),
    ("a row of no number", a_book(SHEET=rows(b'<row r="x"><c r="A2"><v>1</v></c></row>'))),
    (
        "a book without sheets",
        a_book(
            BOOK=b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'
        ),
    ),
    ("JSON of another encoding", '[{"name": "Uxía"}]'.encode("cp1252")),
    ("JSON in lines of another encoding", b'{"name": "a"}\n{"name": "b"}\n{"name": "\xe1"}\n'),
    ("JSON very deep", b'[{"a":' * 1 + b'{"a":' * 960 + b"1" + b"}" * 961 + b"]"),
    ("JSON with a number of ten thousand digits", b'[{"a": 1' + b"0" * 10_000 + b"}]"),
]


@pytest.mark.parametrize(("content"), [content for _name, content in ODD], ids=[name for name, _content in ODD])
def test_what_is_odd_is_refused_in_a_sentence(acme: Cast, content: bytes) -> None:
    bringing = received(acme, content, "contacts")
    assert (bringing.stage, bool(told(bringing.reason))) == (Stage.FAILED, True)


@pytest.mark.parametrize(
    "text", [r'[{"name": "Ux\u0000ía", "x\u0000": 1}]', r'[{"name": "Uxía\ud800"}, {"name": "\udfff"}]']
)
def test_signs_that_cannot_be_kept_are_left_out(acme: Cast, text: str) -> None:
    bringing = received(acme, text, "contacts")
    assert bringing.stage == Stage.READY
    assert receiving.first_rows(bringing, 1)[0][1][0].startswith("Uxía")


@pytest.mark.parametrize(
    "content",
    [
        a_book(SHEET=far_cells(60_000)),
        a_book(STYLES=b"<styleSheet>" + b"<a/>" * 8_000_000 + b"</styleSheet>"),
        a_book(SHEET=rows(b'<row r="2">' + b"<c/>" * 3_000_000 + b"</row>")),
        b"[" + b"{}," * 6_000_000 + b"{}]",
        b'name\n"' + b'\n","' * 9_000_000,
    ],
    ids=["cells at the far end of each row", "styles", "cells of one row", "empty objects", "a row of endless lines"],
)
def test_a_bomb_takes_little_of_the_one_that_reads_it(
    acme: Cast, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child that reads it ends, and whoever asked for it says so."""
    monkeypatch.setattr(apart, "MEMORY", 300_000_000)
    grown, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, monotonic()
    bringing = received(acme, content, "contacts")
    assert monotonic() - began < 25
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - grown < 100_000  # kB; the file itself is in the test
    assert bringing.stage in (Stage.FAILED, Stage.READY)
    assert bringing.stage == Stage.READY or told(bringing.reason)


def test_a_page_waits_so_long_and_leaves_the_rest_to_the_worker(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[int] = []
    monkeypatch.setattr(receiving, "PATIENCE", 0.01)
    monkeypatch.setattr(receiving, "wake", lambda bringing: woken.append(bringing.pk))
    bringing = received(acme, a_book(), "contacts")
    Import.objects.filter(pk=bringing.pk).update(stage=Stage.READING)
    bringing.refresh_from_db()
    there = set(keeping.folder().iterdir())
    receiving.read(bringing)
    assert (bringing.stage, woken) == (Stage.READING, [bringing.pk])
    assert set(keeping.folder().iterdir()) == there  # nothing half written is left


@pytest.mark.parametrize(
    "text", ["<br" * 60_000, "<br " * 45_000 + "<", "</p" * 60_000, "<" * 190_000, "<br>" + "<a" * 90_000]
)
def test_text_that_only_begins_to_be_a_page_is_read_at_once(text: str) -> None:
    began = monotonic()
    _plain_text(text)
    assert monotonic() - began < 1


def test_a_cell_of_very_many_wrong_addresses_is_refused_once(acme: Cast) -> None:
    from atenda.importing.understanding import Understanding

    row = Understanding("contacts", {"columns": ["name", "email"]}, now=acme.organization.created_at)
    read = row.row(2, ["Uxía", "x," * 90_000])
    assert len(read.problems) == 1
    read = row.row(2, ["Uxía", ",".join(f"a{n}@b.example" for n in range(10_000))])
    assert [name for _place, name, _words in read.problems] == ["too_many"]
