"""The timeline of a case: its events in order, notes with their words, from the end backwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from markupsafe import Markup

from atenda.cases.models import Case
from atenda.conversations import events, talks
from atenda.conversations.amending import may_edit_note, may_remove_note
from atenda.conversations.hours import at_theirs
from atenda.conversations.icons import ICONS
from atenda.conversations.mentions import with_mentions
from atenda.conversations.messages import messages_of
from atenda.conversations.models import Message, Note
from atenda.conversations.timeline_rows import Row, Showing, rows_of, rows_together
from atenda.files.worklists import Shown, files_of_notes
from atenda.history.merging import last_seq
from atenda.history.telling import Detail, sentence, tell
from atenda.staff import directory
from atenda.staff.models import Agent

PAGE = 50
WITH_MAILS = events.MAILS | events.ASIDE


class Entry(NamedTuple):
    """One thing that happened: a sentence, and either the words of a note or what changed from what to what.

    `of`: the folio of the case it is of, where that one was merged into the case shown; `began_in`: of the one it was
    said in, where the case shown was made of it.
    """

    seq: int
    kind: str
    who: str
    at: datetime
    sentence: str
    body: Markup = Markup()
    details: Sequence[Detail] = ()
    note: int = 0
    edited_at: datetime | None = None
    is_removed: bool = False
    spoken: bool = False
    talk: str = ""  # a call or a visit, in words
    may_edit: bool = False
    may_remove: bool = False
    files: Sequence[Shown] = ()
    by_program: bool = False
    message: Message | None = None
    their_hour: str = ""  # of one that waits to leave, by the customer's clock
    of: int = 0
    began_in: int = 0

    @property
    def anchor(self) -> str:
        """What it is called on the page."""
        return f"entry-{self.of}-{self.seq}" if self.of else f"entry-{self.seq}"

    @property
    def icon(self) -> str:
        """The drawing beside the sentence."""
        return ICONS.get(self.kind, "point")

    @property
    def is_with_customer(self) -> bool:
        """A mail between desk and customer; one of a side conversation is told in a line, and read in its thread."""
        return self.message is not None and self.message.side_id is None

    @property
    def is_note(self) -> bool:
        return self.kind in events.WRITTEN and not self.is_removed


@dataclass(frozen=True, slots=True)
class AsWritten:
    """A note nobody changed: the event says all of it."""

    author_id: int | None
    body: str
    created_at: datetime
    edited_at: datetime | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True)
class Timeline:
    """`older` is what the next page ends before, 0 where there is none; `last_seq` that of the case."""

    entries: list[Entry]
    older: int
    last_seq: int
    showing: Showing = Showing.ALL


def timeline(
    case: Case,
    *,
    reader: Agent,
    now: datetime,
    before: int = 0,
    showing: Showing = Showing.ALL,
    size: int = PAGE,
    together: bool = False,
) -> Timeline:
    """The newest entries first, as `reader` sees them; `before` is what the page before called `older`, exclusive.

    `together`: among them those of the cases that were merged into this one, for colleagues to read. What is handed to
    anybody else tells of one case: that of another may be another customer's.
    """
    together = together and case.has_merged
    ids, most = case.ids_together() if together else [case.pk], size + 1
    found = rows_together(ids, showing, before, most) if together else rows_of(case, showing, before, most)
    notes = [row for row in found[:size] if row.kind in events.WRITTEN]
    messages = messages_of(row.subject_id for row in found[:size] if row.kind in WITH_MAILS)
    files = files_of_notes([row.subject_id for row in notes if "files" in row.after])
    amended = _amended(row.subject_id for row in notes) if _may_be_amended(found, before, showing) else {}
    people = directory.agents()
    folios = _folios(ids, case)
    entries = [
        (
            _mail(row, messages[row.subject_id], people, case)
            if row.subject_id in messages and row.kind in WITH_MAILS
            else _entry(row, people, files, amended, reader, now)
        )._replace(of=folios.get(row.case_id, 0), **_began(row))
        for row in found[:size]
    ]
    is_newest = entries and showing is Showing.ALL and not before and not together
    return Timeline(
        entries,
        older=(found[size - 1].id or found[size - 1].seq) if len(found) > size else 0,
        last_seq=entries[0].seq if is_newest else last_seq(case),
        showing=showing,
    )


def _began(row: Row) -> dict[str, Any]:
    """Of what the case was made of: where it was said. There it is changed, and not here."""
    if row.kind not in (events.BEGAN.name, events.NOTE_BEGAN.name) or "other" not in row.after:
        return {}
    return {"began_in": int(row.after["other"][1]), "may_edit": False, "may_remove": False}


def _folios(ids: Sequence[int], case: Case) -> dict[int, int]:
    """By key the folios of the cases merged into this one."""
    merged = [pk for pk in ids if pk != case.pk]
    return dict(Case.objects.filter(pk__in=merged).values_list("pk", "folio")) if merged else {}


def _may_be_amended(rows: Sequence[Row], before: int, showing: Showing) -> bool:
    """A note is changed after it was written: on the newest page of everything, the change is on the page too."""
    is_newest = not before and showing is Showing.ALL
    kinds = {row.kind for row in rows}
    return not is_newest or bool(kinds & {kind.name for kind in (events.NOTE_EDITED, events.NOTE_REMOVED)})


def _amended(ids: Iterable[int]) -> dict[int, Note]:
    """The notes among these that no longer say what they said at first."""
    changed = Q(edited_at__isnull=False) | Q(removed_at__isnull=False)
    return {note.pk: note for note in Note.objects.filter(changed, pk__in=list(ids))}


def _entry(
    row: Row,
    people: Mapping[int, directory.Colleague],
    files: Mapping[int, list[Shown]],
    amended: Mapping[int, Note],
    reader: Agent,
    now: datetime,
) -> Entry:
    author = people.get(row.actor_id or 0)
    who = author.name if author else "Atenda"
    if row.kind in events.WRITTEN:
        who = row.after.get("author") or who  # of an import: somebody who never worked here
        written = _note(row, who, amended.get(row.subject_id), files.get(row.subject_id, ()), reader, now)
        return written._replace(by_program=True) if author is not None and author.is_integration else written
    by_program = author is not None and author.is_integration
    said = sentence(row.kind, actor=who, before=row.before, after=row.after, is_undo=row.cause_id is not None)
    return Entry(row.seq, row.kind, who, row.at, said, details=tell(row.before, row.after), by_program=by_program)


def _mail(
    row: Row, mail: tuple[Message, Sequence[Shown]], people: Mapping[int, directory.Colleague], case: Case
) -> Entry:
    message, files = mail
    there = at_theirs(case, message.leaves_at) if message.is_to_leave and message.leaves_at else ""
    author = people.get(message.author_id or 0)
    who = author.name if author else message.sender_name or message.sender_address
    by_program = author is not None and author.is_integration
    said = sentence(row.kind, actor=who, before=row.before, after=row.after) if message.side_id else ""
    return Entry(
        row.seq, row.kind, who, row.at, said, message=message, files=files, by_program=by_program, their_hour=there
    )


def _note(row: Row, who: str, amended: Note | None, files: Sequence[Shown], reader: Agent, now: datetime) -> Entry:
    note = amended or AsWritten(row.actor_id, row.after.get("body", ""), row.at)  # none where the law erased it
    if note.removed_at is not None:
        return Entry(row.seq, row.kind, who, row.at, "", is_removed=True)
    return Entry(
        row.seq,
        row.kind,
        who,
        row.at,
        "",
        body=with_mentions(note.body),
        note=row.subject_id,
        edited_at=note.edited_at,
        spoken="spoken" in row.after,
        talk=talks.in_words(row.after),
        may_edit=may_edit_note(reader, note, now),
        may_remove=may_remove_note(reader, note),
        files=files,
    )
