"""Macros: add one, change it, retire it and bring it back. Running one is in `running.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from atenda.cases import catalogue
from atenda.cases.models import Lifecycle
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.macros import events
from atenda.macros.filling import unknown_in
from atenda.macros.models import Macro, QuickReply
from atenda.macros.refusals import DoesNothing, NotOffered, ReplyForFewer, UnknownField
from atenda.macros.sharing import about, check_reach, check_room, put, whose
from atenda.macros.steps import STEPS, Does, ids_in, is_offered, tidy
from atenda.organizations.revisions import lock_settings, touch
from atenda.staff.models import Agent
from atenda.worklists.models import Reach

COLUMNS = ("name", "folder", "reach", "team", "does")


def words(macro: Macro) -> dict[str, Any]:
    """All that can be changed, as history keeps it."""
    return {"name": macro.name, "folder": macro.folder, "does": dict(macro.does), **whose(macro)}


@deed
def add(*, name: str, does: Does, by: Agent, now: datetime, **values: Any) -> Macro:
    """A new macro, one's own unless `reach` says more. Raises the refusals of this package."""
    lock_settings()
    check_room(Macro)
    macro = Macro(owner=by, created_at=now, changed_at=now)
    put(macro, {**values, "name": name, "does": tidy(does)})
    check(macro, by)
    macro.save(force_insert=True)
    record(macro, events.MACRO_ADDED, by=by, after=words(macro), at=now, is_first=True)
    touch()
    return macro


@deed
def change(macro: Macro, *, by: Agent, now: datetime, **values: Any) -> None:
    """Set what is named: name, folder, reach, team, does. What is as it was changes nothing.

    What it gives already it may go on to give, retired or not: running it says so. Raises the refusals of this package.
    """
    lock_settings()
    macro.lock()
    before = words(macro)
    put(macro, {**values, **({"does": tidy(values["does"])} if "does" in values else {})})
    if words(macro) == before:
        return
    check(macro, by, besides=before["does"])
    macro.version, macro.changed_at = macro.version + 1, now
    macro.save(update_fields=[*COLUMNS, "version", "changed_at"])
    record(macro, events.MACRO_CHANGED, by=by, before=before, after=words(macro), at=now)
    touch()


@deed
def retire(macro: Macro, *, by: Agent, now: datetime) -> None:
    """It is offered no more; it can be brought back."""
    macro.lock()
    if macro.retired_at is not None:
        return
    macro.retired_at = now
    macro.save(update_fields=["retired_at"])
    record(macro, events.MACRO_RETIRED, by=by, after=about(macro), at=now)
    touch()


@deed
def restore(macro: Macro, *, by: Agent, now: datetime) -> None:
    """Offered again. Raises TooMany."""
    lock_settings()
    macro.lock()
    if macro.retired_at is None:
        return
    check_room(Macro)
    macro.retired_at = None
    macro.save(update_fields=["retired_at"])
    record(macro, events.MACRO_RESTORED, by=by, after=about(macro), at=now)
    touch()


def check(macro: Macro, by: Agent, besides: Does | None = None) -> None:
    """Raises what is wrong with it."""
    check_reach(macro, by)
    if not any(step in macro.does for step in STEPS):
        raise DoesNothing
    for step in (*STEPS, "reason"):
        if step in ("note", "reply") or macro.does.get(step) == (besides or {}).get(step):
            continue
        if not all(is_offered(step, pk) for pk in ids_in(macro.does, step)):
            raise NotOffered(step)
    _check_reason(macro.does)
    if names := unknown_in(macro.does.get("note", "")):
        raise UnknownField(names)
    if "reply" in macro.does:
        _check_reply(macro, by, besides or {})


def _check_reason(does: Does) -> None:
    """Why it ends is said of an end, and of its kind: for closing or for cancelling."""
    if "state" not in does or "reason" not in does:
        return
    state = catalogue.states().get(ids_in(does, "state")[0])
    reason = catalogue.closing_reasons().get(ids_in(does, "reason")[0])
    if (
        state is None
        or reason is None
        or not state.is_finished
        or reason.cancels != (state.lifecycle == Lifecycle.CANCELLED)
    ):
        raise NotOffered("reason")


def _check_reply(macro: Macro, by: Agent, besides: Does) -> None:
    """Whoever sees the macro sees the quick reply it sends."""
    if macro.does["reply"] == besides.get("reply") and macro.reach == Reach.OWN:
        return
    reply = QuickReply.objects.visible_to(by).in_use().filter(pk=macro.does["reply"]).first()
    if reply is None:
        raise NotOffered("reply")
    is_wide = reply.reach == Reach.ALL or macro.reach == Reach.OWN
    if not is_wide and not (reply.reach == macro.reach == Reach.TEAM and reply.team_id == macro.team_id):
        raise ReplyForFewer
