"""Two people saved the same form: what each of them changed since it was opened, and what to make of it (B3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.organizations.tenancy import OrgModel


@dataclass(frozen=True)
class Change:
    """What others made of one field since: the value before them, the value now, and who was last."""

    before: Any
    after: Any
    by: str


@dataclass(frozen=True)
class Merge:
    """`changes` may be saved; in `conflicts` both sides changed the same field differently."""

    changes: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Change] = field(default_factory=dict)


def merge(*, current: Mapping[str, Any], theirs: Mapping[str, Change], mine: Mapping[str, Any]) -> Merge:
    """Keep what each side changed, field by field.

    `current` and `mine` hold the values now and those submitted; `theirs` what others changed since the form was
    opened. A field that only I changed is mine; one that only they changed stays theirs; one that both changed to the
    same value is settled; the rest are conflicts.
    """
    changes, conflicts = {}, {}
    for name, value in mine.items():
        if value == current[name]:
            continue
        if name not in theirs:
            changes[name] = value
        elif value != theirs[name].before:
            conflicts[name] = theirs[name]
    return Merge(changes, conflicts)


def changed_since(subject: OrgModel, seq: int) -> dict[str, Change]:
    """The fields changed by events after number `seq` of the subject's stream."""
    if isinstance(subject, Case):
        stream = Event.objects.filter(case=subject)
    else:
        stream = Event.objects.filter(case=None, subject_type=subject._meta.label_lower, subject_id=subject.pk)
    rows = stream.filter(seq__gt=seq, payloads__before__isnull=False).order_by("seq")
    changed: dict[str, Change] = {}
    for before, after, name in rows.values_list("payloads__before", "payloads__after", "actor__name"):
        for key, was in before.items():
            first = changed[key].before if key in changed else was
            changed[key] = Change(first, (after or {}).get(key), name or "Atenda")
    return {key: change for key, change in changed.items() if change.before != change.after}


def last_seq(subject: OrgModel) -> int:
    """The number of the subject's latest event; a form carries it to say what its reader had seen."""
    if isinstance(subject, Case):
        stream = Event.objects.filter(case=subject)
    else:
        stream = Event.objects.filter(case=None, subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return stream.order_by("-seq").values_list("seq", flat=True).first() or 0
