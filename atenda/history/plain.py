"""What an event of administration changed: each field and value as a person reads it, and what it was about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from atenda.history.spoken import Spoken, spoken
from atenda.history.telling import Detail

ABOUT = ("field", "mail", "language", "type", "leaving", "entering")  # which of several settings: told beside the deed
SAID_ELSEWHERE = {
    "*": ("other", "address"),  # in the sentence; beside the moment
    "export": ("name", "asked"),  # the name is in the sentence, and says what was asked
    **dict.fromkeys(("import", "webhook", "customertag", "intakerule", "intake", "quickreply", "macro"), ("name",)),
}
LONGEST = 300


def differences(kind: str, before: Any, after: Any) -> list[Detail]:
    """Key by key, where there are keys: a single value is in the sentence."""
    was, became = _payloads(before, after)
    names = [name for name in (*became, *(name for name in was if name not in became)) if name not in _elsewhere(kind)]
    details = []
    for name in names:
        if was.get(name) != became.get(name) and name not in _about(kind, was, became):
            details += _details(kind, name, was, became)
    return [detail for detail in details if detail.before != detail.after]


def about(kind: str, before: Any, after: Any) -> str:
    """Which setting it was, where the event is of one of several: «Priority · Failure», «Open → Closed»."""
    was, became = _payloads(before, after)
    said = became or was
    names = _about(kind, was, became)
    told = [_tell(_spoken(kind, name, said), said[name]) for name in names if said.get(name)]
    return (" → " if "leaving" in names else " · ").join(told[:2]) + "".join(f" · {each}" for each in told[2:])


def unspoken(kind: str, before: Any, after: Any) -> list[str]:
    """Fields and values for which there are no words: `field`, or `field=value`. For the tests of verbs."""
    missing = []
    for payload in _payloads(before, after):
        for name, value in payload.items():
            if name in _elsewhere(kind):
                continue
            how = spoken(kind, name, payload)
            if how is None:
                missing.append(name)
            elif not isinstance(value, bool) and value not in (None, "", [], {}) and how.tell(value) is None:
                missing.append(f"{name}={value}")
    return missing


def _payloads(before: Any, after: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    if not isinstance(before, Mapping | None) or not isinstance(after, Mapping | None):
        return {}, {}
    return before or {}, after or {}


def _elsewhere(kind: str) -> tuple[str, ...]:
    return (*SAID_ELSEWHERE["*"], *SAID_ELSEWHERE.get(kind.partition(".")[0], ()))


def _about(kind: str, was: Mapping[str, Any], became: Mapping[str, Any]) -> tuple[str, ...]:
    if kind.partition(".")[0] not in ("fields", "moves", "board", "wording"):
        return ()
    order = ("leaving", "entering", "type") if kind.startswith("moves.") else ABOUT
    return tuple(name for name in order if name in became or name in was)


def _details(kind: str, name: str, was: Mapping[str, Any], became: Mapping[str, Any]) -> list[Detail]:
    how = _spoken(kind, name, became or was)
    label, old, new = str(how.label), was.get(name), became.get(name)
    if name == "labels" and isinstance(old, Mapping) and isinstance(new, Mapping):
        return _labels(label, old, new)
    if isinstance(old, list) and isinstance(new, list):  # only what was added and what was taken away
        old, new = [one for one in old if one not in new], [one for one in new if one not in old]
    return [Detail(label, _tell(how, old)[:LONGEST], _tell(how, new)[:LONGEST])]


def _labels(label: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Detail]:
    """Once where all languages say the same, else each that changed."""
    if len({*old.values()}) == len({*new.values()}) == 1:
        return [Detail(label, next(iter(old.values())), next(iter(new.values())))]
    languages = dict(settings.LANGUAGES)
    changed = [code for code in languages if old.get(code) != new.get(code)]
    return [Detail(f"{label} ({languages[code]})", old.get(code, ""), new.get(code, "")) for code in changed]


def _spoken(kind: str, name: str, payload: Mapping[str, Any]) -> Spoken:
    """A field nobody wrote down is told as it stands, rather than not at all."""
    return spoken(kind, name, payload) or Spoken(name.replace("_", " "), str)


def _tell(how: Spoken, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    told = how.tell(value)
    return str(value) if told is None else told
