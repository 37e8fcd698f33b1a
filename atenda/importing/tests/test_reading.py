"""Files as other programs write them, and files that nobody should open: each is read, or gets a clear answer."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from atenda.importing.reading.encodings import encoding_of
from atenda.importing.reading.refusals import CannotRead
from atenda.importing.reading.rows import recognised, rows_of
from atenda.importing.reading.separators import separator_of

TEXT = "Código;Nome;Importe\r\n1;Peña e Múgica;1.234,56\r\n2;«Ñandú» – São José;7,5\r\n"


def put(folder: Path, content: bytes) -> Path:
    path = folder / "ficheiro"
    path.write_bytes(content)
    return path


def all_of(path: Path, **chosen: str) -> list[list[str]]:
    return [cells for _line, cells in rows_of(path, recognised(path, **chosen))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "mac_roman"])
def test_the_letters_are_read_in_whatever_encoding(tmp_path, encoding):
    path = put(tmp_path, TEXT.encode(encoding))
    assert all_of(path)[1:] == [["1", "Peña e Múgica", "1.234,56"], ["2", "«Ñandú» – São José", "7,5"]]


def test_the_old_encoding_of_the_console_is_recognised(tmp_path):
    text = "Nome;Vila\nPeña Múgica;A Coruña\nXosé Iñaki;Cañón\n"
    assert encoding_of(put(tmp_path, text.encode("cp850"))) == "cp850"


def test_accents_far_down_are_seen(tmp_path):
    text = "Nome;Vila\n" + "Brais;Vigo\n" * 50_000 + "Peña;A Coruña\n"
    path = put(tmp_path, text.encode("cp1252"))
    assert all_of(path)[-1] == ["Peña", "A Coruña"]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a;b;c\n1,5;2,5;3,5\n1;2;3\n", ";"),
        ('a,b\n"1;2;3;4",x\n"5;6",y\n', ","),
        ("a\tb\tc\n1, 2, 3\tx\ty\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('a;b\n"hola, que tal, ben";1\n"si, si";2\n', ";"),
        ("só unha columna\nun, dous\ntres\n", ","),
    ],
)
def test_the_separator_is_what_comes_out_even(text, sign):
    assert separator_of(text) == sign


def test_lines_in_quotes_nuls_and_what_excel_is_told(tmp_path):
    text = 'sep=;\r\nNome;Nota\r\n"Bar ""O Porto""";"liña 1\nliña 2"\r\nA\x00nxo;\r\n;;\r\n'
    path = put(tmp_path, text.encode())
    rows = list(rows_of(path, recognised(path)))
    assert rows == [(2, ["Nome", "Nota"]), (3, ['Bar "O Porto"', "liña 1\nliña 2"]), (5, ["Anxo", ""])]


def test_a_spreadsheet_gives_what_its_cells_say(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Folio", "Data", "Importe", "Fórmula"])
    book.active.append([12, datetime(2024, 2, 3, 10, 30), 7.5, "=1+1"])
    book.create_sheet("Outra").append(["Só", "aquí"])
    book["Outra"].append(["un", "dous"])
    book.save(tmp_path / "ficheiro")
    path = tmp_path / "ficheiro"
    assert recognised(path).sheets == ("Sheet", "Outra")
    assert all_of(path) == [["Folio", "Data", "Importe", "Fórmula"], ["12", "2024-02-03 10:30:00", "7.5", ""]]
    assert all_of(path, sheet="Outra") == [["Só", "aquí"], ["un", "dous"]]


def test_a_million_empty_rows_are_no_rows(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["a", "b"])
    sheet.append(["1", "2"])
    book.save(tmp_path / "ficheiro")
    path = tmp_path / "ficheiro"
    far = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>lonxe</t></is></c></row></sheetData>'
    with zipfile.ZipFile(path) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    assert all_of(path) == [["a", "b"], ["1", "2"], ["lonxe", ""]]


def zipped(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def a_book(**changed: bytes) -> bytes:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts |= {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in changed.items()}
    return zipped(parts)


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>"""

HOSTILE = {
    "nothing": (b"", "Empty"),
    "only headings": (b"a;b;c\n", ""),
    "old spreadsheet": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "OldSpreadsheet"),
    "protected": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "Protected",
    ),
    "open document": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, zipfile.ZIP_STORED),
        "OpenDocument",
    ),
    "a PDF called csv": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "NotATable"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "NotATable"),
    "a page": (b"<!doctype html><table><tr><td>1</table>", "NotATable"),
    "a zip that is none": (b"PK\x03\x04 and nothing else", "Damaged"),
    "a zip of something else": (zipped({"a.txt": b"hola"}), "Damaged"),
    "entities": (a_book(xl__worksheets__sheet1_xml=ENTITIES), "Damaged"),
    "cut XML": (a_book(xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row"), "Damaged"),
    "a bomb": (a_book(xl__worksheets__sheet1_xml=b" " * 60_000_000), "Bomb"),
    "300 columns": (";".join(f"c{n}" for n in range(300)).encode() + b"\n1;2\n", "TooManyColumns"),
    "a quote that never closes": (b'a;b\n"' + b"x;y\n" * 100_000, "CellTooLong"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_nobody_should_open_gets_a_clear_answer(tmp_path, kind):
    content, name = HOSTILE[kind]
    path = put(tmp_path, content)
    if not name:
        assert all_of(path) == [["a", "b", "c"]]
        return
    with pytest.raises(CannotRead) as refused:
        all_of(path)
    assert type(refused.value).__name__ == name
    assert str(refused.value)


def test_a_size_that_is_a_lie_is_believed_rather_than_unpacked(tmp_path):
    """A part that declares two gigabytes is refused by what it declares."""
    book = bytearray(a_book(xl__sharedStrings_xml=b"<sst/>"))
    at = book.rindex(b"xl/sharedStrings.xml") - 46  # its line in the directory of the zip
    book[at + 24 : at + 28] = (2_000_000_000).to_bytes(4, "little")
    with pytest.raises(CannotRead) as refused:
        all_of(put(tmp_path, bytes(book)))
    assert type(refused.value).__name__ == "Bomb"


def test_the_wrong_encoding_chosen_by_hand_says_from_which_line(tmp_path):
    with pytest.raises(CannotRead) as refused:
        all_of(put(tmp_path, "a;b\n1;2\nñ;á\n".encode("cp1252")), encoding="utf-8")
    assert refused.value.words["encoding"] == "utf-8"


def test_json_is_rows_too(tmp_path):
    path = put(
        tmp_path, b'{"tickets": [{"id": 1, "via": {"channel": "web"}, "tags": ["a", "b"]}, {"id": 2}], "count": 2}'
    )
    assert all_of(path) == [["id", "via.channel", "tags"], ["1", "web", "a, b"], ["2", "", ""]]
    path = put(tmp_path, b'{"id": 1, "x": null}\n{"id": 2, "x": "y"}\n')
    assert all_of(path) == [["id", "x"], ["1", ""], ["2", "y"]]


def test_a_title_above_the_table_is_no_heading(tmp_path):
    lines = ["Listado de clientes", "Fecha:;03/04/2026", "", "Nome;Vila;Correo;Tel.;NIF;Alta", *["a;b;c;d;e;f"] * 3]
    path = put(tmp_path, "\n".join(lines).encode())
    reading = recognised(path)
    assert (reading.separator, reading.heading) == (";", 4)
    assert [line for line, _cells in rows_of(path, reading)] == [4, 5, 6, 7]


def test_a_title_above_a_spreadsheet_is_no_heading(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Listado de clientes"],
        [],
        ["Nome", "Vila", "Correo"],
        ["Ana", "Vigo", "ana@rias.example"],
        ["Brais"],
    ):
        book.active.append(row)
    book.save(tmp_path / "libro.xlsx")
    assert all_of(tmp_path / "libro.xlsx")[0] == ["Nome", "Vila", "Correo"]
    assert all_of(tmp_path / "libro.xlsx", heading="4")[0] == ["Ana", "Vigo", "ana@rias.example"]


@pytest.mark.parametrize("text", ["Nome\nAna\nBrais\n", "Nome;Vila\nAna\nBrais;Vigo\n", "Nome;Vila\n;;;x;y;z\n1;2;3\n"])
def test_a_heading_with_few_names_is_still_one(tmp_path, text):
    assert recognised(put(tmp_path, text.encode()), separator=";").heading == 1
