"""What a macro does, as it is kept: JSON of values by their keys and of texts, in the order it is done.

`type`, `category`, `priority`, `team`, `state`, `reason`: one key. `responsible`: a key, or `me`, whoever runs it.
`add_tags`, `remove_tags`: keys. `note`: a text with fields. `reply`: the key of a quick reply. `solution`: a text.
A value that another took the place of stands for that one; one that is retired refuses to be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.successors import now_called, values_of
from atenda.staff import directory

ME = "me"
PICKED = ("type", "category", "priority")
TAGS = ("add_tags", "remove_tags")
TEXTS = ("note", "solution")
WHOLE = ("note",)  # what is searched
WITH_AN_END = ("reason", "solution")  # no deeds of their own: they go with a state
LABELS: Mapping[str, Any] = {
    "type": _("Type"),
    "category": _("Category"),
    "priority": _("Priority"),
    "team": _("Team"),
    "add_tags": _("Add tags"),
    "remove_tags": _("Take tags away"),
    "responsible": _("Responsible"),
    "note": _("Internal note"),
    "reply": _("Write to the customer"),
    "state": _("State"),
    "reason": _("Reason"),
    "solution": _("Solution"),
}
STEPS = tuple(name for name in LABELS if name not in WITH_AN_END)
ICONS: Mapping[str, str] = {
    "type": "category",
    "category": "folder",
    "priority": "flag-3",
    "team": "users-group",
    "add_tags": "tag",
    "remove_tags": "tag-off",
    "responsible": "user",
    "note": "lock",
    "reply": "mail",
    "state": "progress",
}
LONGEST_NOTE = 10_000
MOST_TAGS = 20

Does = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """One step in words."""

    step: str
    says: str

    @property
    def label(self) -> str:
        return str(LABELS[self.step])

    @property
    def icon(self) -> str:
        return ICONS[self.step]


def tidy(does: Does) -> dict[str, Any]:
    """As it is kept: nothing that is empty, and why it ended only with a state."""
    kept = {name: does[name] for name in LABELS if does.get(name)}
    for name in TAGS:
        if name in kept:
            kept[name] = sorted({int(pk) for pk in kept[name]})[:MOST_TAGS]
    for name in TEXTS:
        if name in kept:
            kept[name] = str(kept[name]).replace("\r\n", "\n").strip()
    return {name: value for name, value in kept.items() if value and (name not in WITH_AN_END or "state" in kept)}


def field_of(step: str) -> str:
    """The field of a case it sets."""
    return {"add_tags": "tags", "remove_tags": "tags", "reason": "closing_reason"}.get(step, step)


def ids_in(does: Does, step: str) -> list[int]:
    """The keys it names, as those values are called now."""
    value = does.get(step)
    if step == "responsible" and value == ME:
        return []
    ids = value if isinstance(value, list) else [value] if value else []
    field = field_of(step)
    return [now_called(field, pk) if field in (*catalogue.OF_FIELD, "tags") else pk for pk in ids]


def is_offered(step: str, pk: int) -> bool:
    """Whether a case can be given this value now."""
    known: Any
    if step == "team":
        known = directory.teams().get(pk)
        return known is not None and known.is_active
    if step == "responsible":
        known = directory.agents().get(pk)
        return known is not None and known.is_active
    known = values_of(field_of(step)).get(pk)
    return known is not None and not known.is_retired


def called(step: str, pk: int) -> str:
    """What a value is called, in the reader's language; its number where nobody knows it any more."""
    if step == "team":
        known: Mapping[int, Any] = directory.teams()
    elif step == "responsible":
        known = directory.agents()
    else:
        known = values_of(field_of(step))
    return str(known[pk]) if pk in known else f"#{pk}"


def told(does: Does, reply: str = "") -> list[Told]:
    """Step by step, in the reader's language. `reply`: what the quick reply is called."""
    return [Told(step, _says(does, step, reply)) for step in STEPS if step in does]


def _says(does: Does, step: str, reply: str) -> str:
    if step == "reply":
        return reply or f"#{does['reply']}"
    if step == "note":
        return str(does["note"])
    if step == "responsible" and does["responsible"] == ME:
        return __("whoever runs it")
    names = ", ".join(called(step, pk) for pk in ids_in(does, step))
    if step == "state" and does.get("reason"):
        return f"{names}, {called('reason', ids_in(does, 'reason')[0])}"
    return names
