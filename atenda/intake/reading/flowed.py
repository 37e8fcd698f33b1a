"""Lines that flow (RFC 3676): what a program broke is put together again."""

from __future__ import annotations

import re

_MARKS = re.compile(r">*")


def unfolded(text: str, *, delsp: bool) -> str:
    """A line that ends with a blank goes on in the next one, if that is quoted as deep; a signature's line never does.

    >>> unfolded("Bos \\ndías.\\n-- \\nAna", delsp=False)
    'Bos días.\\n-- \\nAna'
    """
    done: list[str] = []
    run: list[str] = []  # the pieces of a line that has not ended
    depth = 0
    for raw in text.split("\n"):
        marks = _MARKS.match(raw)
        deep = marks.end() if marks else 0
        words = raw[deep:].removeprefix(" ")
        is_signature = words == "-- "
        if run and (deep != depth or is_signature):
            done.append(_quoted(depth, run))
            run = []
        depth = deep
        flows = words.endswith(" ") and not is_signature
        run.append(words[:-1] if flows and delsp else words)
        if not flows:
            done.append(_quoted(depth, run))
            run = []
    if run:
        done.append(_quoted(depth, run))
    return "\n".join(done)


def _quoted(depth: int, run: list[str]) -> str:
    line = "".join(run)
    return f"{'>' * depth} {line}" if depth else line
