"""Tell an event in words: one sentence, and what changed from what to what, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.cases import catalogue
from atenda.cases.models import Source
from atenda.history.kinds import kind_named

FIELD_NAMES = {
    "reference": gettext_lazy("reference"),
    "description": gettext_lazy("description"),
    "state": gettext_lazy("state"),
    "priority": gettext_lazy("priority"),
    "category": gettext_lazy("category"),
    "contact": gettext_lazy("contact"),
    "account": gettext_lazy("account"),
    "team": gettext_lazy("team"),
    "source": gettext_lazy("source"),
    "responsible": gettext_lazy("responsible"),
    "assignees": gettext_lazy("people"),
}


@dataclass(frozen=True)
class Detail:
    """One field: its name, and its value before and after as a person reads them."""

    name: str
    before: str
    after: str


def sentence(kind: str, *, actor: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The sentence of a kind of event, filled by plain replacement."""
    known = kind_named(kind)
    if known is None:
        return _("%(actor)s changed something") % {"actor": actor}
    words = str(known.sentence)
    fields = ", ".join(str(FIELD_NAMES.get(name, name)) for name in before or after)
    for name, value in (("actor", actor), ("fields", fields)):
        words = words.replace("{" + name + "}", value)
    return words


def tell(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Detail]:
    """What changed, field by field; nothing for the event that a thing began with."""
    if not before:
        return []
    names = [name for name in FIELD_NAMES if name in before or name in after]
    if "assignees" in names and "responsible" in names:
        names.remove("responsible")
    return [
        Detail(str(FIELD_NAMES[name]), value_in_words(name, before.get(name)), value_in_words(name, after.get(name)))
        for name in names
    ]


def value_in_words(field: str, word: Any) -> str:
    """A value as events keep it, as a person reads it; picklists in the reader's language (B70)."""
    if word in (None, "", []):
        return _("nobody") if field in {"assignees", "responsible"} else ""
    if field == "source":
        return str(dict(Source.choices).get(word, word))
    if field == "assignees":
        return ", ".join(name for _pk, name in word)
    if isinstance(word, list) and len(word) == 2:
        picklists = {"state": catalogue.states, "priority": catalogue.priorities, "category": catalogue.categories}
        known = picklists[field]().get(word[0]) if field in picklists else None
        return known.label if known else str(word[1])
    return str(word)
