"""Places in a signature, `{{cargo}}`, and what stands in them: the same as in quick replies, of whoever writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from atenda.conversations.unfilled import FIELD
from atenda.macros.filling import FIELDS, key_of

PLACES = ("agent", "position", "phone", "mailbox", "organization")
EDGE = re.compile(r"(<br>|</?(?:blockquote|div|h1|h2|h3|li|ol|p|pre|ul)>)")


def unknown_in(html: str) -> list[str]:
    """What stands in braces and is no place of a signature, each once, in order.

    >>> unknown_in("<div>{{axente}} {{cliente}}</div>")
    ['cliente']
    """
    names = [match[1].strip() for match in FIELD.finditer(html)]
    return list(dict.fromkeys(name for name in names if key_of(name) not in PLACES))


def names_in(language: str) -> list[tuple[str, str]]:
    """The places one may write, as they are called in this language, and what each stands for."""
    return [(f"{{{{{FIELDS[key].names[language]}}}}}", str(FIELDS[key].says)) for key in PLACES]


def fill(html: str, values: Mapping[str, str]) -> str:
    """Put each value in its place, once: what it says never becomes code. A line with a place that nothing stands for
    goes away.

    >>> fill("<div>{{axente}}<br>Tel. {{teléfono}}<br><strong>Rías</strong></div>", {"agent": "Noa & Brais"})
    '<div>Noa &amp; Brais<br><strong>Rías</strong></div>'
    """
    kept: list[str] = []
    is_gone = False
    for part in EDGE.split(html):
        if is_gone and part == "<br>":
            is_gone = False
            continue
        filled = _line(part, values)
        is_gone = filled is None
        kept.append(_tags(part) if filled is None else filled)
    return "".join(kept)


def _line(line: str, values: Mapping[str, str]) -> str | None:
    """One line, filled; None where a place of it has no value."""
    said = {match[0]: values.get(key_of(match[1]) or "", "") for match in FIELD.finditer(line)}
    if not all(said.values()):
        return None
    return FIELD.sub(lambda match: escape(said[match[0]]), line)


def _tags(line: str) -> str:
    """What opens and closes in it, so that all that is around stays whole."""
    return "".join(re.findall(r"<[^<>]*>", line))
