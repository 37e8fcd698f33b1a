"""The one template replacer: named places filled with text, nothing else. No code, no attributes, no second round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

PLACE = re.compile(r"\{([^{}\n]{0,60})\}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029]")


def unknown_places(template: str, known: Iterable[str]) -> list[str]:
    """What stands in braces and is no place of ours, each once, in order."""
    allowed = set(known)
    return list(dict.fromkeys(name for name in PLACE.findall(template) if name not in allowed))


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put each value in its place, once: braces in a value stay braces (3.21).

    >>> fill("{who}: {what} {else}", {"who": "{what}", "what": "nothing"})
    '{what}: nothing {else}'
    """
    return PLACE.sub(lambda match: values.get(match[1], match[0]), template)


def one_line(text: str, most: int = 200) -> str:
    """What may stand in a header: no line ends, no control characters, not too long (3.12).

    >>> one_line("Subject\\r\\nBcc: all@example.org")
    'Subject Bcc: all@example.org'
    """
    line = " ".join(CONTROL.sub(" ", text.replace("\n", " ").replace("\r", " ")).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
