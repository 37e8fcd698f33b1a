"""What to drop where nothing is found (B41): each filter that alone stands in the way, or the view."""

from __future__ import annotations

from dataclasses import dataclass

from atenda.staff.models import Agent
from atenda.worklists.conditions import where
from atenda.worklists.naming import MOST_COUNTED, chips
from atenda.worklists.narrowing import COUNTED, count
from atenda.worklists.question import Question, View


@dataclass(frozen=True)
class Way:
    """Without this there are so many, up to COUNTED; `query` asks for them."""

    label: str
    query: str
    found: int

    @property
    def number(self) -> str:
        return f"{COUNTED}+" if self.found > COUNTED else str(self.found)


def ways_out(actor: Agent, question: Question) -> list[Way]:
    """Without one field, with all its values; each that would show some. One field alone needs no counting."""
    fields: dict[str, list[str]] = {}
    for chip in chips(question, actor):
        fields.setdefault(chip.name, []).append(chip.label)
    if len(fields) < 2:
        return []
    others = [
        (" · ".join(labels), question.with_filters(question.filters.without(name))) for name, labels in fields.items()
    ]
    return [way for label, other in others[:MOST_COUNTED] if (way := _way(actor, label, other)).found]


def in_all(actor: Agent, question: Question) -> Way | None:
    """The same filters in all cases, where the view leaves out what fits them."""
    if question.view == View.ALL:
        return None
    way = _way(actor, "", question.in_view(View.ALL))
    return way if way.found else None


def _way(actor: Agent, label: str, other: Question) -> Way:
    return Way(label, other.query(), count(where(actor, other), COUNTED + 1))
