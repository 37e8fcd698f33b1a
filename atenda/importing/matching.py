"""Which column of a file is which field: by the names of its source first, then by what such columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation

from atenda.importing.sources import SOURCES
from atenda.importing.targets import TARGETS, Target
from atenda.organizations.folding import fold

_SIGNS = re.compile(r"[*_\s]+")


def matched(columns: Sequence[str], *, what: str, source: str) -> list[str]:
    """For each column the name of its field, "" where none fits. A field that is one is taken by the first column."""
    targets = TARGETS[what]
    own: dict[str, str] = SOURCES[source].COLUMNS.get(what, {})
    called = _called(what)
    wanted = [own.get(fold(column)) or own.get(_plain(column)) or "" for column in columns]
    found = [mine or called.get(_plain(column), "") for mine, column in zip(wanted, columns, strict=True)]
    taken: set[str] = {name for name in wanted if name and not targets[name].is_many}
    chosen, used = [], set[str]()
    for mine, name in zip(wanted, found, strict=True):
        is_over = name in used or (not mine and name in taken)
        chosen.append("" if is_over else name)
        if name and not targets[name].is_many:
            used.add(name)
    return chosen


def guessed_source(columns: Sequence[str], what: str) -> str:
    """The source most of whose names stand in these headings; a spreadsheet where none stands out."""
    headings = {fold(column) for column in columns}
    best, most = "spreadsheet", 3
    for name, source in SOURCES.items():
        count = len(headings & source.COLUMNS.get(what, {}).keys())
        if count > most:
            best, most = name, count
    return best


def _called(what: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for target in TARGETS[what].values():
        for name in (*target.called, *_labels(target), target.name):
            names.setdefault(_plain(name), target.name)
    return names


def _labels(target: Target) -> list[str]:
    labels = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            labels.append(str(target.label))
    return labels


def _plain(text: str) -> str:
    return _SIGNS.sub(" ", fold(text).replace(":", " ").replace(".", " ")).strip()
