"""What stands in the files: the same as in the list, and nothing a spreadsheet runs (3.22)."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from atenda.cases.editing import edit
from atenda.cases.lifecycle import close
from atenda.cases.models import Category
from atenda.exporting import workbooks
from atenda.exporting.disarming import disarmed
from atenda.exporting.making import write_table
from atenda.exporting.models import Form, What
from atenda.testing import make
from atenda.testing.cast import NOW, Cast, make_customer
from atenda.worklists.paging import page
from atenda.worklists.question import read_question

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000＝1+1",
    "\v=1+1",
    "\ufeff=1+1",
    "\u200b\u2003=1+1",
    "\u202e=1+1",
]
COLUMNS = ["folio", "reference", "state", "created", "closed", "resolution", "reopenings"]


def silent(done: int, of: int) -> None:
    """Nobody listens."""


def written(cast: Cast, form: str, path: Path, what: str = What.CASES, by: Any = None, **asked: Any) -> Path:
    said = {"view": "all", "order": "folio", "columns": COLUMNS, **asked} if what == What.CASES else asked
    file = path / ("it.xlsx" if form == Form.XLSX else "it.csv")
    write_table(what, said, form, file, by=by or cast.supervisor, report=silent)
    return file


def rows_of(path: Path, delimiter: str = ";", encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding), newline=""), delimiter=delimiter))


def cells_of(path: Path) -> list[tuple[Any, ...]]:
    return list(load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))


def a_closed_case(cast: Cast) -> Any:
    """Closed an hour and a half after it was opened."""
    case = make.case("Piñeiro «non» arranca; 3,5 kg", now=NOW)
    close(case, solution="Xa arranca", by=cast.agent, now=NOW + timedelta(minutes=90))
    return case


def test_csv_for_excel_is_as_excel_reads_it_here(acme: Cast, tmp_path: Path) -> None:
    a_closed_case(acme)
    path = written(acme, Form.EXCEL, tmp_path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2
    head, row = rows_of(path)
    with translation.override("es"):
        assert head[0] == "Folio"
    assert head[1] == "Referencia"
    assert row[:2] == ["1", "Piñeiro «non» arranca; 3,5 kg"]
    assert row[3:] == ["02/11/2026 10:30", "02/11/2026 12:00", "1,50", "0"]  # in Madrid


def test_csv_for_programs_says_moments_with_their_zone(acme: Cast, tmp_path: Path) -> None:
    a_closed_case(acme)
    path = written(acme, Form.CSV, tmp_path)
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    _head, row = rows_of(path, ",", "utf-8")
    assert row[3:] == ["2026-11-02T10:30:00+01:00", "2026-11-02T12:00:00+01:00", "1.50", "0"]


def test_a_workbook_has_typed_cells_and_a_head_that_stays(acme: Cast, tmp_path: Path) -> None:
    a_closed_case(acme)
    path = written(acme, Form.XLSX, tmp_path)
    head, row = cells_of(path)
    assert head[:2] == ("Folio", "Referencia")
    assert row[0] == 1
    assert row[3:] == (datetime(2026, 11, 2, 10, 30), datetime(2026, 11, 2, 12, 0), 1.5, 0)
    assert load_workbook(path).worksheets[0].freeze_panes == "A2"


def test_the_person_s_zone_is_the_file_s(acme: Cast, tmp_path: Path) -> None:
    a_closed_case(acme)
    acme.supervisor.identity.time_zone = "America/Mexico_City"
    _head, row = rows_of(written(acme, Form.EXCEL, tmp_path))
    assert row[3] == "02/11/2026 03:30"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_in_csv(text: str) -> None:
    assert disarmed(text) == f"'{text}"
    assert disarmed("Casa = 3") == "Casa = 3"


@pytest.mark.parametrize("form", [Form.EXCEL, Form.CSV, Form.XLSX])
def test_no_text_of_a_case_is_a_formula_in_any_file(form: Form, acme: Cast, tmp_path: Path) -> None:
    """3.22"""
    for text in ("=HYPERLINK(1)", "＝1+1", "@x", "http://example.com"):
        make.case(text)
    path = written(acme, form, tmp_path)
    if form == Form.XLSX:
        sheet = load_workbook(path).worksheets[0]
        cells = [sheet.cell(line, 2) for line in range(2, 6)]
        assert [cell.data_type for cell in cells] == ["s"] * 4
        assert [cell.value for cell in cells] == ["=HYPERLINK(1)", "＝1+1", "@x", "http://example.com"]
        assert all(cell.hyperlink is None for cell in cells)
    else:
        texts = [row[1] for row in rows_of(path, ";" if form == Form.EXCEL else ",")[1:]]
        assert texts == ["'=HYPERLINK(1)", "'＝1+1", "'@x", "http://example.com"]


def test_what_no_sheet_holds_goes_on_in_the_next(acme: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "ROWS_OF_A_SHEET", 3)
    for number in range(5):
        make.case(f"Caso {number}")
    book = load_workbook(written(acme, Form.XLSX, tmp_path))
    folios = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    assert folios == [["Folio", 1, 2], ["Folio", 3, 4], ["Folio", 5]]


def test_signs_no_file_of_xml_may_hold_break_no_workbook(acme: Cast, tmp_path: Path) -> None:
    make.case("a\ufffeb\x0bc\x1fd _x0041_")
    (_head, row) = cells_of(written(acme, Form.XLSX, tmp_path))
    assert unescape(row[1]) == "ab\x0bc\x1fd _x0041_"


@pytest.mark.parametrize("order", ["folio", "-folio", "-created", "due", "-priority", "state", "category", "-closed"])
def test_the_rows_are_those_of_the_list_in_its_order(order: str, acme: Cast, tmp_path: Path) -> None:
    for number in range(6):
        case = make.case(f"Caso {number}", now=NOW + timedelta(hours=number * 5 % 7))
        if number % 2:
            category = Category.objects.order_by("pk").first()
            edit(case, due_at=NOW + timedelta(days=9 - number), category=category, by=acme.agent, now=NOW)
        if number % 3 == 0:
            close(case, solution="Feito", by=acme.agent, now=NOW + timedelta(days=1, hours=-number))
    shown = page(acme.supervisor, read_question({"view": "all", "order": order})).rows
    _head, *rows = rows_of(written(acme, Form.CSV, tmp_path, order=order), ",", "utf-8")
    assert [int(row[0]) for row in rows] == [row.folio for row in shown]


def test_filters_and_words_narrow_it_as_they_narrow_the_list(acme: Cast, tmp_path: Path) -> None:
    high = make.case("A neveira xea", priority=acme.priority("Alta"))
    make.case("A neveira zumba")
    make.case("O forno", priority=acme.priority("Alta"))
    said = {"priority": str(acme.priority("Alta").pk), "q": "neveira"}
    _head, *rows = rows_of(written(acme, Form.CSV, tmp_path, **said), ",", "utf-8")
    assert [row[0] for row in rows] == [str(high.folio)]


def test_marked_cases_alone_are_written(acme: Cast, tmp_path: Path) -> None:
    cases = [make.case(f"Caso {number}") for number in range(4)]
    close(cases[2], solution="Feito", by=acme.agent, now=NOW)
    said = {"view": "pending", "case": f"{cases[2].folio},{cases[0].folio}"}
    _head, *rows = rows_of(written(acme, Form.CSV, tmp_path, **said), ",", "utf-8")
    assert [row[0] for row in rows] == ["1", "3"]


def test_a_group_is_the_first_column(acme: Cast, tmp_path: Path) -> None:
    make.case("Caso", now=timezone.now())
    head, row = rows_of(written(acme, Form.EXCEL, tmp_path, group="created", order="-created"))
    assert (len(head), row[0]) == (len(COLUMNS) + 1, "Hoy")
    head, _row = rows_of(written(acme, Form.EXCEL, tmp_path, group="state", order="state"))
    assert len(head) == len(COLUMNS)


def test_customers_are_those_of_their_list(acme: Cast, tmp_path: Path) -> None:
    make_customer("Ana Zoqueira", "Zoqueira")
    head, *rows = rows_of(written(acme, Form.EXCEL, tmp_path, What.ACCOUNTS))
    assert head == ["Nombre", "Teléfono", "Correo", "Localidad", "Personas"]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len(rows) == 2
    _head, *rows = rows_of(written(acme, Form.EXCEL, tmp_path, What.CONTACTS, q="zoqueira"))
    assert [row[0] for row in rows] == ["Ana Zoqueira"]
