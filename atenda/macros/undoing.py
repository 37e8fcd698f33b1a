"""How deeds on quick replies and macros are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.macros import events, macros, replies
from atenda.macros.models import Kept, Macro, QuickReply
from atenda.macros.permissions import may_change, may_use_macros, may_use_replies
from atenda.macros.refusals import NotYours, NotYourTeam
from atenda.staff.models import Agent, Team

VERBS: Mapping[str, Any] = {QuickReply._meta.label_lower: replies, Macro._meta.label_lower: macros}


@undoes(events.REPLY_ADDED, events.REPLY_RESTORED, may=may_use_replies)
@undoes(events.MACRO_ADDED, events.MACRO_RESTORED, may=may_use_macros)
def unadd(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    kept = _kept(event, by)
    if kept.retired_at is not None:
        raise ChangedSince
    VERBS[event.subject_type].retire(kept, by=by, now=now)


@undoes(events.REPLY_RETIRED, may=may_use_replies)
@undoes(events.MACRO_RETIRED, may=may_use_macros)
def unretire(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    kept = _kept(event, by)
    if kept.retired_at is None:
        raise ChangedSince
    VERBS[event.subject_type].restore(kept, by=by, now=now)


@undoes(events.REPLY_CHANGED, may=may_use_replies)
@undoes(events.MACRO_CHANGED, may=may_use_macros)
def unchange(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Raises ChangedSince when it was changed again."""
    kept: Any = _kept(event, by)
    verbs = VERBS[event.subject_type]
    if verbs.words(kept) != after:
        raise ChangedSince
    values = {name: value for name, value in before.items() if name != "team"}
    if "texts" in values:
        values["texts"] = {**dict.fromkeys(kept.texts, ""), **values["texts"]}
    team = Team.objects.filter(pk=before["team"][0]).first() if before["team"] else None
    try:
        verbs.change(kept, by=by, now=now, team=team, **values)
    except (NotYourTeam, NotYours) as refusal:
        raise CannotUndo from refusal


@undoes(events.REPLY_CONFIRMED, may=may_use_replies)
def unconfirm(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Stale again. Raises ChangedSince when that text is there no more."""
    reply: Any = _kept(event, by)
    language = after["language"]
    if language in reply.stale or language not in reply.languages:
        raise ChangedSince
    replies.change(reply, by=by, now=now, stale=[*reply.stale, language])


def _kept(event: Event, by: Agent) -> Kept:
    model: Any = QuickReply if event.subject_type == QuickReply._meta.label_lower else Macro
    found: Kept | None = model.objects.visible_to(by).filter(pk=event.subject_id).first()
    if found is None or not may_change(by, found):
        raise CannotUndo
    return found
