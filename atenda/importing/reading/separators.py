"""What stands between the cells of a CSV file: the sign by which the first rows fall into equally many cells.

A sign inside quotation marks, a decimal comma and a comma in a sentence do not mislead: they do not come out even.
"""

from __future__ import annotations

import csv
import io

SIGNS = (";", ",", "\t", "|")
ROWS = 60


def separator_of(sample: str) -> str:
    """The sign; a comma where there is one column only."""
    if sample[:4].lower() == "sep=" and sample[4:5] in SIGNS:
        return sample[4]
    sample = _whole_lines(sample)
    scores = {sign: _score(sample, sign) for sign in SIGNS}
    best = max(SIGNS, key=lambda sign: scores[sign])
    return best if scores[best] > 0 else ","


def _whole_lines(sample: str) -> str:
    """Without the line that was cut off."""
    cut = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: cut + 1] if 0 < cut < len(sample) - 1 else sample


def _score(sample: str, sign: str) -> float:
    """How many cells the first line that has several has, times how many of the rows after it have as many."""
    try:
        rows = []
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign):
            if any(row):
                rows.append(len(row))
            if len(rows) > ROWS:
                break
    except csv.Error:
        return 0
    first = next((width for width in rows if width > 1), 0)  # a title above the table has no separator
    return first * (sum(width == first for width in rows) / len(rows)) ** 2 if first else 0
