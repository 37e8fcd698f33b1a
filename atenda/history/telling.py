"""Tell an event in words: one sentence, and what changed from what to what, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.access.abilities import RoleKind
from atenda.cases import catalogue
from atenda.customers.models import TaxKind
from atenda.customers.time_zones import zone_name
from atenda.customers.ways import WAYS, from_words, in_one_line
from atenda.history.kinds import kind_named
from atenda.organizations.entering import current_organization
from atenda.ui.times import in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIELD_NAMES = {
    "reference": gettext_lazy("reference"),
    "description": gettext_lazy("description"),
    "state": gettext_lazy("state"),
    "priority": gettext_lazy("priority"),
    "type": gettext_lazy("type"),
    "category": gettext_lazy("category"),
    "importance": gettext_lazy("importance"),
    "campaign": gettext_lazy("campaign"),
    "contact": gettext_lazy("contact"),
    "account": gettext_lazy("account"),
    "team": gettext_lazy("team"),
    "due_at": gettext_lazy("deadline"),
    "source": gettext_lazy("source"),
    "tags": gettext_lazy("tags"),
    "closing_reason": gettext_lazy("reason"),
    "solution": gettext_lazy("solution"),
    "responsible": gettext_lazy("responsible"),
    "assignees": gettext_lazy("people"),
    "reason": gettext_lazy("reason"),
    "body": gettext_lazy("note"),
}
CUSTOMER_FIELDS = {
    "name": gettext_lazy("name"),
    "company": gettext_lazy("company"),
    "tax_id": gettext_lazy("tax number"),
    "tax_kind": gettext_lazy("type of number"),
    "tax_kept": gettext_lazy("kept as it stands"),
    "time_zone": gettext_lazy("time zone"),
    "notes": gettext_lazy("notes"),
    "tags": gettext_lazy("tags"),
    "language": gettext_lazy("language"),
    "phones": gettext_lazy("phones"),
    "emails": gettext_lazy("e-mails"),
    "addresses": gettext_lazy("addresses"),
}
ALL_FIELDS = FIELD_NAMES | CUSTOMER_FIELDS
PLACEHOLDER = re.compile(r"(\{(?:actor|fields|name|other|before|after)\})")


@dataclass(frozen=True)
class Detail:
    """One field: its name, and its value before and after as a person reads them."""

    name: str
    before: str
    after: str


def sentence(kind: str, *, actor: str, before: Any, after: Any, is_undo: bool = False) -> str:
    """The sentence of a kind of event, filled in one go: a name that looks like a placeholder stays a name.

    Of an event that took another back, it says that.
    """
    known = kind_named(kind)
    if is_undo and not (known and known.has_cause):
        return _("%(actor)s took a change back") % {"actor": actor}
    if known is None:
        return _("%(actor)s changed something") % {"actor": actor}
    pieces = _pieces(str(known.sentence))
    return "".join(_FILLED[piece](actor, before, after) if piece in _FILLED else piece for piece in pieces)


@cache
def _pieces(sentence: str) -> tuple[str, ...]:
    """«{actor} closed it» as «{actor}» and « closed it»: the few dozen sentences are cut once."""
    return tuple(piece for piece in PLACEHOLDER.split(sentence) if piece)


def tell(
    before: Mapping[str, Any], after: Mapping[str, Any], fields: Mapping[str, StrOrPromise] = FIELD_NAMES
) -> list[Detail]:
    """What changed, field by field; nothing for the event that a thing began with, nor where words stay the same."""
    if not before:
        return []
    names = [name for name in fields if name in before or name in after]
    if "assignees" in names and "responsible" in names:
        names.remove("responsible")
    details = [
        Detail(str(fields[name]), value_in_words(name, before.get(name)), value_in_words(name, after.get(name)))
        for name in names
    ]
    return [detail for detail in details if detail.before != detail.after]


def value_in_words(field: str, word: Any) -> str:
    """A value as events keep it, as a person reads it; picklists in the reader's language (B70)."""
    if word in (None, "", []):
        return _("nobody") if field in {"assignees", "responsible"} else ""
    if isinstance(word, bool):
        return _("yes") if word else _("no")
    if field == "due_at":
        return in_words(datetime.fromisoformat(word))
    if field == "tax_kind":
        return str(dict(TaxKind.choices).get(word, word))
    if field == "time_zone":
        return zone_name(word)
    if field in WAYS:
        return "; ".join(in_one_line(way, current_organization().country) for way in from_words(field, word))
    if field == "company":
        return " · ".join(filter(None, (word["name"], word["position"])))
    if field == "language":
        return str(dict(settings.LANGUAGES).get(word, word))
    if field == "assignees":
        return ", ".join(name for _pk, name in word)
    if field == "tags":
        return ", ".join(map(_tag, word))
    if field == "source" and isinstance(word, str):  # a key: so they were kept before sources were rows
        source = catalogue.source_keyed(word)
        return source.label if source else word
    if isinstance(word, list) and len(word) == 2:
        value = catalogue.OF_FIELD[field]().get(word[0]) if field in catalogue.OF_FIELD else None
        return value.label if value else str(word[1])
    return str(word)


def _field(name: str) -> str:
    return str(ALL_FIELDS.get(name, name))


_FILLED: Mapping[str, Callable[[str, Any, Any], str]] = {
    "{actor}": lambda actor, _before, _after: actor,
    "{fields}": lambda _actor, before, after: ", ".join(map(_field, before or after or ())),
    "{name}": lambda _actor, before, after: _name_in(after) or _name_in(before),
    "{other}": lambda _actor, _before, after: _other_in(after),
    "{before}": lambda _actor, before, _after: _whole(before),
    "{after}": lambda _actor, _before, after: _whole(after),
}


def _tag(word: Any) -> str:
    """A case's tag is a row, told by its name now; a customer's is the word itself."""
    if isinstance(word, str):
        return word
    known = catalogue.tags().get(word[0])
    return known.label if known else str(word[1])


def _name_in(payload: Any) -> str:
    return str(payload.get("name") or "") if isinstance(payload, Mapping) else ""


def _other_in(payload: Any) -> str:
    """The name of whatever else a deed was about, kept as [id, name]."""
    other = payload.get("other") if isinstance(payload, Mapping) else None
    return str(other[1]) if isinstance(other, list) and len(other) == 2 else ""


def _whole(payload: Any) -> str:
    """A payload that is one value: a name, several, or a kind of role."""
    if isinstance(payload, list):
        return ", ".join(map(str, payload)) or _("none")
    if isinstance(payload, str) and payload in RoleKind.values:
        return str(RoleKind(payload).label)
    return str(payload) if payload and not isinstance(payload, Mapping) else _("nobody")
