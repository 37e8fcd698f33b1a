"""@Names in what people write: who is meant, and how a page shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from atenda.organizations.folding import unaccented
from atenda.staff import directory


def mentioned(body: str) -> dict[str, list[int]]:
    """{"mentions": [ids]} of the colleagues named, in order and once each; {} when nobody is."""
    ids = list(dict.fromkeys(person.id for _start, _end, person in _found(body)))
    return {"mentions": ids} if ids else {}


def with_mentions(body: str) -> Markup:
    """The words as a page shows them: escaped, and names of colleagues marked."""
    if "@" not in body:
        return escape(body)
    shown, at = Markup(), 0
    for start, end, _person in _found(body):
        shown += escape(body[at:start]) + Markup('<span class="mention">{}</span>').format(body[start:end])
        at = end
    return shown + escape(body[at:])


def _found(body: str) -> Iterator[tuple[int, int, directory.Colleague]]:
    """Each mention: where it begins and ends, and who. The longest name wins; accents and case do not matter."""
    if "@" not in body:
        return
    people = sorted((one for one in directory.agents().values() if one.is_active), key=lambda one: -len(one.name))
    words = unaccented(body)
    for match in re.finditer(r"(?<!\w)@", body):
        start = match.start()
        for person in people:
            name = unaccented(person.name)
            end = start + 1 + len(name)
            if words[start + 1 : end] == name and not words[end : end + 1].isalnum():
                yield start, end, person
                break
