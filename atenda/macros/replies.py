"""Quick replies: add one, change it, find a translation still right, retire it and bring it back (S0.55)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.macros import events
from atenda.macros.filling import unknown_in
from atenda.macros.models import QuickReply
from atenda.macros.refusals import BadShortcut, NotTranslated, SaysNothing, ShortcutTaken, UnknownField
from atenda.macros.sharing import about, check_reach, check_room, put, whose
from atenda.organizations.folding import fold
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.revisions import lock_settings, touch
from atenda.staff.models import Agent
from atenda.worklists.models import Reach

SHORTCUT = re.compile(r"[\w-]{1,30}")
LONGEST = 20_000
COLUMNS = ("name", "folder", "reach", "team", "shortcut", "texts", "stale")


def words(reply: QuickReply) -> dict[str, Any]:
    """All that can be changed, as history keeps it."""
    said = {"name": reply.name, "folder": reply.folder, "shortcut": reply.shortcut}
    return {**said, "texts": dict(reply.texts), "stale": list(reply.stale), **whose(reply)}


@deed
def add(*, name: str, texts: Mapping[str, str], by: Agent, now: datetime, **values: Any) -> QuickReply:
    """A new quick reply, one's own unless `reach` says more. Raises the refusals of this package."""
    lock_settings()
    check_room(QuickReply)
    reply = QuickReply(owner=by, created_at=now, changed_at=now)
    put(reply, {**values, "name": name, "texts": tidy(texts), "shortcut": plain(values.get("shortcut", ""))})
    check(reply, by)
    reply.save(force_insert=True)
    record(reply, events.REPLY_ADDED, by=by, after=words(reply), at=now, is_first=True)
    touch()
    return reply


@deed
def change(reply: QuickReply, *, by: Agent, now: datetime, **values: Any) -> None:
    """Set what is named: name, folder, reach, team, shortcut, texts, stale. What is as it was changes nothing.

    Where a text changes, those of other languages that did not change with it are stale until somebody rewrites them
    or finds them still right. Raises the refusals of this package.
    """
    lock_settings()
    reply.lock()
    before = words(reply)
    if "shortcut" in values:
        values["shortcut"] = plain(values["shortcut"])
    if "texts" in values:
        values["texts"] = tidy({**reply.texts, **values["texts"]})
        values.setdefault("stale", stale_after(reply, values["texts"]))
    put(reply, values)
    if words(reply) == before:
        return
    check(reply, by)
    reply.version, reply.changed_at = reply.version + 1, now
    reply.save(update_fields=[*COLUMNS, "version", "changed_at"])
    record(reply, events.REPLY_CHANGED, by=by, before=before, after=words(reply), at=now)
    touch()


@deed
def confirm(reply: QuickReply, language: str, *, by: Agent, now: datetime) -> None:
    """Its text in this language is right as it stands, whatever changed in others. Raises NotTranslated."""
    reply.lock()
    if language not in reply.languages:
        raise NotTranslated
    if language not in reply.stale:
        return
    reply.stale = [each for each in reply.stale if each != language]
    reply.version, reply.changed_at = reply.version + 1, now
    reply.save(update_fields=["stale", "version", "changed_at"])
    record(reply, events.REPLY_CONFIRMED, by=by, after={**about(reply), "language": language}, at=now)
    touch()


@deed
def retire(reply: QuickReply, *, by: Agent, now: datetime) -> None:
    """It is offered no more; it can be brought back."""
    reply.lock()
    if reply.retired_at is not None:
        return
    reply.retired_at = now
    reply.save(update_fields=["retired_at"])
    record(reply, events.REPLY_RETIRED, by=by, after=about(reply), at=now)
    touch()


@deed
def restore(reply: QuickReply, *, by: Agent, now: datetime) -> None:
    """Offered again. Raises ShortcutTaken when another has its shortcut by now, TooMany."""
    lock_settings()
    reply.lock()
    if reply.retired_at is None:
        return
    check_room(QuickReply)
    reply.retired_at = None
    _check_shortcut(reply)
    reply.save(update_fields=["retired_at"])
    record(reply, events.REPLY_RESTORED, by=by, after=about(reply), at=now)
    touch()


def plain(shortcut: str) -> str:
    """As it is kept: without the semicolon one types before it, capitals or accents.

    >>> plain(" ;Gracias "), plain("Devolución")
    ('gracias', 'devolucion')
    """
    return fold(shortcut.strip().lstrip(";").strip())


def tidy(texts: Mapping[str, str]) -> dict[str, str]:
    """By language what it says, without the empty ones."""
    said = {language: (texts.get(language) or "").replace("\r\n", "\n").strip() for language in LANGUAGES}
    return {language: text for language, text in said.items() if text}


def stale_after(reply: QuickReply, texts: Mapping[str, str]) -> list[str]:
    """Which are stale once it says this. A language that is new, or gone, or comes after one that changed before, says
    nothing of the others."""
    fresh = {each for each in texts if texts[each] != reply.texts.get(each)}
    leads = any(each in reply.texts and each not in reply.stale for each in fresh)
    return [each for each in LANGUAGES if each in texts and each not in fresh and (each in reply.stale or leads)]


def check(reply: QuickReply, by: Agent) -> None:
    """Raises what is wrong with it."""
    check_reach(reply, by)
    if not reply.texts:
        raise SaysNothing
    if names := [name for text in reply.texts.values() for name in unknown_in(text)]:
        raise UnknownField(dict.fromkeys(names))
    if reply.shortcut and not SHORTCUT.fullmatch(reply.shortcut):
        raise BadShortcut
    _check_shortcut(reply)


def _check_shortcut(reply: QuickReply) -> None:
    """Once among one's own, those of a team, those of everybody: what is nearest is meant."""
    if not reply.shortcut or reply.retired_at is not None:
        return
    others = QuickReply.objects.in_use().filter(reach=reply.reach, shortcut=reply.shortcut).exclude(pk=reply.pk)
    if reply.reach == Reach.OWN:
        others = others.filter(owner=reply.owner_id)
    elif reply.reach == Reach.TEAM:
        others = others.filter(team=reply.team_id)
    if others.exists():
        raise ShortcutTaken
