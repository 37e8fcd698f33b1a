"""Before saving: who would be told of a change, and the words the customer would read (B60)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atenda.cases.describing import assignees_of, word_for
from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.notices.announcing import told_to
from atenda.notices.changes import Happening
from atenda.notices.composing import Composed, compose
from atenda.notices.policy import telling
from atenda.notices.readers import Reader, everybody
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Foreseen:
    reader: Reader
    composed: Composed


def foresee(case: Case, values: Mapping[str, Any], *, by: Agent) -> list[Foreseen]:
    """Each reader of a form's values if they were saved now, with their mail. Nothing is written."""
    before, after = _changed(case, values)
    if not before:
        return []
    state = values.get("state")
    kind = "case.closed" if state is not None and state.is_finished and case.is_pending else "case.edited"
    happening = Happening(Event(kind=kind, actor=by), before, after)
    foreseen = []
    for reader in everybody(case):
        done = told_to(reader, [happening], telling())
        if done is not None:
            foreseen.append(Foreseen(reader, compose(case, done, reader, telling())))
    return foreseen


def _changed(case: Case, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """As the log would keep it: only fields a case has and that differ."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in values.items():
        if name in {"responsible", "assignees"} or not hasattr(case, name):
            continue
        was, now = word_for(name, getattr(case, name)), word_for(name, value)
        if was != now:
            before[name], after[name] = was, now
    if "responsible" in values:
        people = [values["responsible"]] if values["responsible"] else []
        together = list(dict.fromkeys([*people, *values.get("assignees", ())]))
        was, now = word_for("assignees", assignees_of(case)), word_for("assignees", together)
        if was != now:
            before["assignees"], after["assignees"] = was, now
    return before, after
