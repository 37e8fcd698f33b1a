"""The rows of JSON: a list of objects, an object with such a list in it, or one object in each line.

So Zendesk, Zammad and Freshdesk give out what they have. What lies inside a field gets a name with a point.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from atenda.importing.reading.refusals import NotATable, TooLarge

DEEPEST = 20
LARGEST = 50_000_000  # bytes of one JSON text; as lines there is no limit


def json_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """First the names of the columns, then the rows. Raises NotATable, TooLarge."""
    columns: dict[str, int] = {}
    for _line, found in _objects(path):
        for name in _flat(found):
            columns.setdefault(name, len(columns))
    yield 1, list(columns)
    for line, found in _objects(path):
        flat = _flat(found)
        yield line, [flat.get(name, "") for name in columns]


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig") as file:
        first = file.readline(LARGEST)
        if _is_object(first) and (second := file.readline(LARGEST)) and _is_object(second):
            yield 1, json.loads(first)
            yield 2, json.loads(second)
            for line, text in enumerate(iter(lambda: file.readline(LARGEST), ""), start=3):
                if text.strip():
                    if not _is_object(text):
                        raise NotATable
                    yield line, json.loads(text)
            return
    if path.stat().st_size > LARGEST:
        raise TooLarge(largest=LARGEST // 1_000_000)
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotATable from None
    rows = whole if isinstance(whole, list) else _longest_list(whole)
    for line, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            yield line, row


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _longest_list(whole: Any) -> list[Any]:
    """`{"tickets": [...], "count": 3}`: the list. One object alone is a row."""
    lists = [value for value in whole.values() if isinstance(value, list)] if isinstance(whole, dict) else []
    found = max((each for each in lists if each and isinstance(each[0], dict)), key=len, default=None)
    return found if found is not None else [whole]


def _flat(row: dict[str, Any], under: str = "", depth: int = 0) -> dict[str, str]:
    if depth > DEEPEST:
        raise NotATable
    flat: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{under}{_clean(name)}.", depth + 1)
        elif isinstance(value, list):
            said = ", ".join(str(each) for each in value if not isinstance(each, dict | list))
            flat[f"{under}{_clean(name)}"] = _clean(said)
        else:
            flat[f"{under}{_clean(name)}"] = "" if value is None else _clean(str(value))
    return flat


def _clean(text: str) -> str:
    """Without what no text holds: NUL, and halves of characters."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return text.replace("\0", "").encode("utf-8", "replace").decode()
