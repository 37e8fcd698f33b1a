"""Say what is wanted of the fields of cases, of all or of one type; and take a type's own word back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from atenda.cases import events
from atenda.cases.field_rules import ALWAYS_FILLED, FLAGS, STANDARD, Rule, rules
from atenda.cases.models import CaseType, FieldRule
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.revisions import touch
from atenda.staff.models import Agent

# What cannot be otherwise, whatever is ticked.
FIXED: dict[str, dict[str, bool]] = {
    "customer": {"shown": True, "first": True, "at_opening": True, "at_closing": False},
    "account": {"first": True},
    "reference": {"at_closing": False},  # never empty
    "type": {"at_closing": False},  # what closing needs depends on it
    "assignees": {"at_opening": False, "at_closing": False},  # the responsible is who must be there
    "closing_reason": {"at_opening": False},
    **{field: {"shown": True, "editable": True, "at_opening": False, "at_closing": False} for field in ALWAYS_FILLED},
}


def sensible(field: str, rule: Rule) -> Rule:
    """The rule without what makes no sense of its field."""
    return replace(rule, **FIXED.get(field, {}))


def own_fields(type: CaseType) -> list[str]:
    """The fields of which a type has a word of its own."""
    own = set(FieldRule.objects.filter(type=type).values_list("field", flat=True))
    return [field for field in STANDARD if field in own]


@deed
def set_rules(wanted: Mapping[str, Rule], *, type: CaseType | None = None, by: Agent | None, now: datetime) -> None:
    """Let these rules hold for cases of a type, or of all; those that hold already change nothing."""
    before = rules(type.pk if type else None)
    changed = {field: sensible(field, rule) for field, rule in wanted.items() if field in STANDARD}
    changed = {field: rule for field, rule in changed.items() if rule != before[field]}
    for field, rule in changed.items():
        row, _made = FieldRule.objects.update_or_create(field=field, type=type, defaults=asdict(rule))
        words: dict[str, Any] = {"field": field, "type": [type.pk, type.labels["es"]] if type else None}
        record(
            row,
            events.FIELD_SET,
            by=by,
            before={**words, **asdict(before[field])},
            after={**words, **asdict(rule)},
            at=now,
        )
    if changed:
        touch()


@deed
def drop_rules(fields: Iterable[str], *, type: CaseType, by: Agent | None, now: datetime) -> None:
    """Let what holds for all cases hold for those of a type, too. A field without a word of its own stays as it is."""
    rows = FieldRule.objects.filter(type=type, field__in=list(fields))
    own = list(rows.select_for_update(no_key=True).order_by("pk"))
    of_all = rules(None)
    for row in own:
        words = {"field": row.field, "type": [type.pk, type.labels["es"]]}
        before = {**words, **{flag: getattr(row, flag) for flag in FLAGS}}
        record(row, events.FIELD_DROPPED, by=by, before=before, after={**words, **asdict(of_all[row.field])}, at=now)
    if own:
        rows.delete()
        touch()
