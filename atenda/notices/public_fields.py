"""What of a case its customer may read: by the organization's setting, the same list for mails and their page (B60)."""

from __future__ import annotations

from dataclasses import dataclass

from atenda.cases.describing import assignees_of, value_of, word_for
from atenda.cases.field_rules import rules
from atenda.cases.models import Case
from atenda.history.telling import FIELD_NAMES, value_in_words
from atenda.notices.policy import telling

MAY_BE_PUBLIC = (
    "state",
    "description",
    "solution",
    "closing_reason",
    "priority",
    "type",
    "category",
    "importance",
    "campaign",
    "tags",
    "assignees",
    "due_at",
)


@dataclass(frozen=True)
class Fact:
    """One field of a case as its customer reads it."""

    name: str
    label: str
    value: str


def facts_of(case: Case) -> list[Fact]:
    """Those that are public, shown for this kind of case, and not empty; in the language spoken now."""
    wanted = rules(case.type_id)
    public = [name for name in MAY_BE_PUBLIC if name in telling().public_fields]
    shown = [name for name in public if name not in wanted or wanted[name].shown]
    words = [(name, word) for name in shown if (word := _word(case, name))]
    return [Fact(name, str(FIELD_NAMES[name]), value_in_words(name, word)) for name, word in words]


def _word(case: Case, name: str) -> object:
    return word_for(name, assignees_of(case) if name == "assignees" else value_of(case, name))
