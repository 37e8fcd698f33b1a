"""Notes and the timeline as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Id, Ref, Shape, ref
from atenda.conversations.models import Note, Outcome, Talk
from atenda.conversations.timeline import Entry
from atenda.files.limits import MOST_AT_ONCE
from atenda.staff import directory

Words = Annotated[str, Field(min_length=1, max_length=50_000, pattern=r"\S")]


class NoteIn(Shape):
    body: Words
    spoken: bool = Field(default=False, description="Its author has just spoken with the customer.")
    talk: Literal[*Talk.values] | None = Field(default=None, description="A call or a visit, and who sought whom.")  # type: ignore[valid-type]
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = Field(default=None, description="That it took.")
    outcome: Literal[*Outcome.values] | None = Field(default=None, description="Whether they reached them.")  # type: ignore[valid-type]
    files: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)] = Field(default=[], description="Uploads for it.")
    quietly: bool = Field(default=False, description="Nobody is told of it.")


class NoteWords(Shape):
    body: Words


class NoteOut(Answer):
    id: int
    body: str
    author: Ref | None
    spoken: bool
    talk: str = Field(description="call_in, call_out, visit_in or visit_out; empty for a note alone.")
    minutes: int | None
    outcome: str = Field(description="reached, message or no_answer; or empty.")
    created_at: datetime
    edited_at: datetime | None


class NotePage(Answer):
    items: list[NoteOut]
    next: str | None


class Change(Answer):
    field: str
    before: str
    after: str


class EntryOut(Answer):
    seq: int
    kind: str
    at: datetime
    who: str
    sentence: str
    changes: list[Change]
    note: NoteOut | None


class EntryPage(Answer):
    items: list[EntryOut]
    next: str | None


def note(written: Note) -> dict[str, Any]:
    return {
        "id": written.pk,
        "body": written.body,
        "author": ref(directory.agents().get(written.author_id)),
        "spoken": written.spoken,
        "talk": written.talk,
        "minutes": written.minutes,
        "outcome": written.outcome,
        "created_at": written.created_at,
        "edited_at": written.edited_at,
    }


def entry(told: Entry, notes: dict[int, Note]) -> dict[str, Any]:
    written = notes.get(told.note)
    return {
        "seq": told.seq,
        "kind": told.kind,
        "at": told.at,
        "who": told.who,
        "sentence": told.sentence,
        "changes": [{"field": each.name, "before": each.before, "after": each.after} for each in told.details],
        "note": note(written) if written else None,
    }
