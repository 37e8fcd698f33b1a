"""What one case file holds, read once: the PDF, the JSON and the zip are made of this and ask nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from atenda.casefiles.ledger import Head, head_of, internal
from atenda.cases.facts import facts
from atenda.cases.field_rules import rules
from atenda.cases.models import Case
from atenda.conversations.timeline import Entry, timeline
from atenda.customers.calling import Caller, caller
from atenda.files import names, storage
from atenda.files.models import Attachment
from atenda.files.worklists import shown_of
from atenda.organizations.entering import current_organization
from atenda.organizations.models import Organization
from atenda.staff.models import Agent

ON_PAPER = 2000  # entries of the timeline; the JSON has all of them


@dataclass(frozen=True)
class File:
    """A file of the case: where it stands in the zip, and whether it does."""

    path: str
    name: str
    size: int
    sha256: str
    kind: str
    added_at: datetime
    added_by: str
    is_of_note: bool
    review: str
    reason: str
    is_held_back: bool  # it may contain a virus
    source: Path

    @property
    def is_packed(self) -> bool:
        return not self.is_held_back and self.source.exists()


@dataclass(frozen=True)
class CaseFile:
    """`entries` are the oldest first; `earlier` says that there are others before them."""

    case: Case
    organization: Organization
    by: Agent
    now: datetime
    with_notes: bool
    shown: frozenset[str]
    facts: Sequence[tuple[str, str]]
    customer: Caller
    files: Sequence[File]
    entries: Sequence[Entry]
    earlier: bool
    head: Head


def gather(case: Case, *, by: Agent, now: datetime, with_notes: bool) -> CaseFile:
    """What this person may see of the case now; without notes, neither they nor side conversations, nor the files that
    hang on them."""
    head = head_of(case)
    shown = frozenset(name for name, rule in rules(case.type_id).items() if rule.shown)
    left_out = set() if with_notes else internal(case)
    part = timeline(case, reader=by, now=now, before=head.seq + 1, size=ON_PAPER)
    return CaseFile(
        case=case,
        organization=current_organization(),
        by=by,
        now=now,
        with_notes=with_notes,
        shown=shown,
        facts=list(facts(case, shown)),
        customer=caller(contact=case.contact, account=case.account),
        files=_files(case, with_notes=with_notes),
        entries=[entry for entry in reversed(part.entries) if entry.seq not in left_out],
        earlier=bool(part.older),
        head=head,
    )


def _files(case: Case, *, with_notes: bool) -> list[File]:
    rows = Attachment.objects.present().filter(case=case).select_related("content").order_by("pk")
    if not with_notes:
        rows = rows.filter(note=None, message__side=None)
    found = shown_of(rows)
    free = names.apart([names.clean(one.name) for one in found])
    return [
        File(
            path=f"files/{name}",
            name=one.name,
            size=one.row.content.size,
            sha256=bytes(one.row.content.digest).hex(),
            kind=one.row.content.kind,
            added_at=one.row.added_at,
            added_by=one.added_by,
            is_of_note=one.row.note_id is not None,
            review=one.row.get_review_display(),
            reason=one.row.reason,
            is_held_back=one.is_withheld,
            source=storage.path_of(one.row.content),
        )
        for name, one in zip(free, found, strict=True)
    ]
