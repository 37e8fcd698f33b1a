"""`docs/building/promises.md` has a row for everything Atenda is for, and a kept promise names a test that exists."""

import ast
import re

from tests.architecture.packages import ROOT

PROMISES = ROOT / "docs" / "building" / "promises.md"
FAMILIES = {"S0.": 74, "S1.": 27, "S2.": 44, "S3.": 47, "S4.": 16, "U": 40, "N": 18, "B": 85}
EVERY_ID = [f"{family}{number}" for family, count in FAMILIES.items() for number in range(1, count + 1)]


def rows() -> list[list[str]]:
    """id, promise, page, API, test."""
    lines = PROMISES.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if re.match(r"\| (S\d\.|[UNB])\d+ ", line)
    ]


def test_every_promise_has_one_row() -> None:
    assert [row[0] for row in rows()] == EVERY_ID


def test_every_row_is_filled() -> None:
    assert [row[0] for row in rows() if len(row) != 5 or not all(row)] == []


def test_every_test_named_exists() -> None:
    missing = [
        f"{row[0]}: {name}" for row in rows() if row[4] != "open" for name in row[4].split(", ") if not _exists(name)
    ]
    assert missing == []


def test_a_promise_with_a_page_has_a_test() -> None:
    assert [row[0] for row in rows() if row[4] == "open" and (row[2], row[3]) != ("open", "open")] == []


def _exists(name: str) -> bool:
    path, _, function = name.strip("`").partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in ast.walk(tree))
