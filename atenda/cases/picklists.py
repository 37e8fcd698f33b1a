"""Change the picklists: add a value, change one, retire it, bring it back. No value is ever deleted (B83)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.cases import events
from atenda.cases.models import (
    FINISHED,
    Campaign,
    CaseCount,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Lifecycle,
    Picklist,
    Priority,
    Source,
    State,
    Tag,
)
from atenda.cases.refusals import RetiredValue
from atenda.cases.successors import refuse_while_replacing
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.folding import fold
from atenda.organizations.labels import LANGUAGES, label_in
from atenda.organizations.refusals import Refused
from atenda.organizations.revisions import touch
from atenda.staff.models import Agent

KINDS: dict[str, type[Picklist]] = {
    "states": State,
    "priorities": Priority,
    "types": CaseType,
    "categories": Category,
    "importances": Importance,
    "campaigns": Campaign,
    "sources": Source,
    "reasons": ClosingReason,
    "tags": Tag,
}
FIELDS = ("labels", "position", "colour", "lifecycle", "is_initial", "cancels")


class LastOfItsKind(Refused):
    sentence = _("Cases need at least one initial value and one closed state. Choose another one first.")


class TagIsThere(Refused):
    sentence = _("There is a tag with this name.")


class StateInUse(Refused):
    sentence = _("Cases stand in this state. Its life cycle cannot change from pending to finished or back.")


@deed
def add(kind: str, *, by: Agent | None, now: datetime, **values: Any) -> Picklist:
    """Add a value to the picklist `kind` (of KINDS). Raises TagIsThere."""
    value = KINDS[kind](**values)
    if isinstance(value, Tag):
        value.key = fold(label_in(value.labels, "es"))
        if Tag.objects.filter(key=value.key).exists():
            raise TagIsThere
    _give_up_initial(value)
    value.save(force_insert=True)
    record(value, events.PICKLIST_ADDED, by=by, after=_words(value), at=now, is_first=True)
    touch()
    return value


@deed
def category_called(name: str, *, by: Agent | None, now: datetime) -> Category:
    """A category of this name, added while a case is written (S0.4), after those there are."""
    made: Any = add(
        "categories",
        labels=dict.fromkeys(LANGUAGES, name),
        position=Category.objects.count(),
        by=by,
        now=now,
    )
    return made  # type: ignore[no-any-return]


@deed
def change(value: Picklist, *, by: Agent | None, now: datetime, **values: Any) -> None:
    """Change label, order, colour, life cycle or initial; what is so already changes nothing. Raises Refused."""
    value.lock()
    before = _words(value)
    if any(name in values and values[name] != before[name] for name in ("lifecycle", "cancels")):
        refuse_while_replacing(value)
    if isinstance(value, State):
        _check_lifecycle(value, values)
    if getattr(value, "is_initial", False) and values.get("is_initial") is False:
        raise LastOfItsKind
    if value.retired_at is not None and values.get("is_initial"):
        raise RetiredValue
    for name, new in values.items():
        setattr(value, name, new)
    after = _words(value)
    if after == before:
        return
    _give_up_initial(value)
    value.save(update_fields=list(values))
    record(value, events.PICKLIST_CHANGED, by=by, before=before, after=after, at=now)
    touch()


@deed
def retire(value: Picklist, *, by: Agent | None, now: datetime) -> None:
    """Offer the value no more; cases that have it keep it.

    Raises LastOfItsKind where cases cannot do without it, and BeingReplaced.
    """
    value.lock()
    if value.retired_at is not None:
        return
    refuse_while_replacing(value)
    if getattr(value, "is_initial", False) or _is_last_closed(value):
        raise LastOfItsKind
    value.retired_at = now
    value.save(update_fields=["retired_at"])
    record(value, events.PICKLIST_RETIRED, by=by, at=now)
    touch()


@deed
def restore(value: Picklist, *, by: Agent | None, now: datetime) -> None:
    """Offer a retired value again. Cases on which another took its place keep that one. Raises BeingReplaced."""
    value.lock()
    if value.retired_at is None:
        return
    refuse_while_replacing(value)
    value.retired_at = None
    value.save(update_fields=["retired_at"])
    record(value, events.PICKLIST_RESTORED, by=by, at=now)
    touch()


def _words(value: Picklist) -> dict[str, Any]:
    return {name: getattr(value, name) for name in FIELDS if hasattr(value, name)}


def _give_up_initial(value: Picklist) -> None:
    """Only one value is the initial one: whichever was, is not any more."""
    if getattr(value, "is_initial", False):
        type(value).objects.exclude(pk=value.pk).filter(is_initial=True).update(is_initial=False)


def _check_lifecycle(state: State, values: Mapping[str, Any]) -> None:
    to = values.get("lifecycle", state.lifecycle)
    if to == state.lifecycle:
        return
    if state.is_merged:
        raise StateInUse
    if (to in FINISHED) != state.is_finished and CaseCount.objects.filter(state=state, n__gt=0).exists():
        raise StateInUse
    if _is_last_closed(state):
        raise LastOfItsKind


def _is_last_closed(value: Picklist) -> bool:
    if not isinstance(value, State) or value.lifecycle != Lifecycle.CLOSED:
        return False
    others = State.objects.filter(lifecycle=Lifecycle.CLOSED, retired_at=None).exclude(pk=value.pk)
    return not others.exists()
