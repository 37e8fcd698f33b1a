"""Write a signature: one's own, or the one for whoever has none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.conversations.rich import tidy, without_pictures, words_of
from atenda.history.deeds import deed
from atenda.history.kinds import Kind
from atenda.history.recording import record
from atenda.macros.refusals import UnknownField
from atenda.mailboxes.models import Mailbox
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.revisions import lock_settings, touch
from atenda.signatures import events
from atenda.signatures.models import Signature
from atenda.signatures.places import unknown_in
from atenda.signatures.refusals import TooLong
from atenda.staff.models import Agent

LONGEST = 2_000  # characters that are read
LONGEST_HTML = 20_000
MOST_LINES = 20


@deed
def sign(*, mailbox: Mailbox | None, texts: Mapping[str, str], by: Agent, now: datetime) -> Signature:
    """One's own from now on, in the languages named; an empty text takes it away. The same again changes nothing.

    Raises UnknownField, TooLong.
    """
    return _write(events.OWN_CHANGED, agent=by, mailbox=mailbox, texts=texts, by=by, now=now)


@deed
def sign_for_others(*, mailbox: Mailbox | None, texts: Mapping[str, str], by: Agent, now: datetime) -> Signature:
    """The one for whoever has none. As `sign`."""
    return _write(events.DEFAULT_CHANGED, agent=None, mailbox=mailbox, texts=texts, by=by, now=now)


def held(agent: Agent | None, mailbox: Mailbox | None) -> Signature | None:
    found: Signature | None = Signature.objects.filter(agent=agent, mailbox=mailbox).first()
    return found


def tidied(html: str) -> str:
    """What is kept of it: no picture, nothing that runs; empty where it says nothing. Raises UnknownField, TooLong."""
    kept = without_pictures(tidy(html)) if html else ""
    words = words_of(kept).strip()
    if len(html) > LONGEST_HTML or len(words) > LONGEST or len(words.splitlines()) > MOST_LINES:
        raise TooLong
    if unknown := unknown_in(kept):
        raise UnknownField(unknown)
    return kept if words else ""


def said(signature: Signature) -> dict[str, Any]:
    """What it says, as history keeps it: words, and for which mailbox."""
    texts = {language: words_of(signature.texts[language]).strip() for language in signature.languages}
    return {"texts": texts, **({"mailbox": signature.mailbox.name} if signature.mailbox else {})}


def _write(
    kind: Kind, *, agent: Agent | None, mailbox: Mailbox | None, texts: Mapping[str, str], by: Agent, now: datetime
) -> Signature:
    new = {language: tidied(html) for language, html in texts.items() if language in LANGUAGES}
    lock_settings()
    row = held(agent, mailbox) or Signature(agent=agent, mailbox=mailbox)
    is_first, before = row.pk is None, dict(row.texts)
    told = said(row)
    row.texts = {language: html for language, html in {**before, **new}.items() if html}
    if row.texts == before:
        return row
    row.changed_at = now
    row.save()
    record(row, kind, by=by, before={} if is_first else told, after=said(row), at=now, is_first=is_first)
    touch()
    return row
