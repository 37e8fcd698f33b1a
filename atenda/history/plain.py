"""What an event of administration changed, whatever it keeps: each value as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from atenda.access.abilities import Ability, Sees
from atenda.history.telling import ALL_FIELDS, Detail
from atenda.ui.times import in_words

NAMES = {
    "sees": gettext_lazy("which cases it sees"),
    "abilities": gettext_lazy("what it may do"),
    "labels": gettext_lazy("name"),
    "address": gettext_lazy("network address"),
    "device": gettext_lazy("device"),
    "role": gettext_lazy("role"),
    "colour": gettext_lazy("colour"),
    "position": gettext_lazy("place"),
    "host": gettext_lazy("server"),
    "form": gettext_lazy("format"),
    "with_notes": gettext_lazy("with the internal notes"),
    "until": gettext_lazy("until"),
    "by_itself": gettext_lazy("by itself"),
    "ends_at": gettext_lazy("ends by itself"),
    "words": gettext_lazy("words"),
}
ALREADY_SAID = {"other", "address"}
LONGEST = 300


def differences(before: Any, after: Any) -> list[Detail]:
    """Key by key, where there are keys: a single value is in the sentence."""
    if not isinstance(before, Mapping | None) or not isinstance(after, Mapping | None):
        return []
    was, became = before or {}, after or {}
    names = [name for name in (*became, *(name for name in was if name not in became)) if name not in ALREADY_SAID]
    details = [_detail(name, was.get(name), became.get(name)) for name in names if was.get(name) != became.get(name)]
    return [detail for detail in details if detail.before != detail.after]


def _detail(name: str, was: Any, became: Any) -> Detail:
    called = str(NAMES.get(name) or ALL_FIELDS.get(name) or name.replace("_", " "))
    if name == "abilities":  # only those given and taken
        gone = [one for one in was or () if one not in (became or ())]
        came = [one for one in became or () if one not in (was or ())]
        return Detail(called, _words(name, gone), _words(name, came))
    return Detail(called, _words(name, was)[:LONGEST], _words(name, became)[:LONGEST])


def _words(name: str, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if name == "ends_at":
        return in_words(datetime.fromisoformat(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "sees" and value in Sees.values:
        return str(Sees(value).label)
    if name == "labels" and isinstance(value, Mapping):
        return str(value.get(get_language() or "es") or next(iter(value.values())))
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_words(key, each)}" for key, each in value.items())
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str):
        return value[1]
    if isinstance(value, list):
        return ", ".join(_words(name, each) for each in value)
    return str(Ability(value).label) if value in Ability.values else str(value)
