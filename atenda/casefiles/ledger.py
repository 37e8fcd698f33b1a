"""The events of a case as the chain hashes them, so that whoever holds them can check the chain without us.

What may not be handed over is withheld: its digest remains, which is what the chain is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import F, Q

from atenda.cases.models import Case
from atenda.conversations.models import Message, Note
from atenda.files.events import ADDED
from atenda.files.models import Attachment
from atenda.history.models import Event
from atenda.history.recording import NOTHING
from atenda.history.telling import sentence
from atenda.organizations.entering import current_organization
from atenda.staff import directory

AT_ONCE = 500
NOTES, SIDES = "note.", "side."
FILES, MESSAGES = Attachment._meta.label_lower, Message._meta.label_lower


@dataclass(frozen=True)
class Head:
    """Where the chain of a case ended when it was looked at."""

    seq: int
    hash: str


def head_of(case: Case) -> Head:
    last = Event.objects.filter(case=case).order_by("-seq").values_list("seq", "hash").first()
    return Head(last[0], bytes(last[1]).hex()) if last else Head(0, bytes(32).hex())


def ledger(case: Case, head: Head, *, with_notes: bool) -> Iterator[dict[str, Any]]:
    """Every event up to the head, the first one first, a few hundred in memory at a time."""
    removed, of_notes = _removed_notes(case), set() if with_notes else internal(case)
    rows = Event.objects.filter(case=case, seq__lte=head.seq).order_by("seq")
    rows = rows.annotate(b=F("payloads__before"), a=F("payloads__after"))
    seq = 0
    while found := list(rows.filter(seq__gt=seq)[:AT_ONCE]):
        yield from (_told(event, _withheld(event, removed, of_notes)) for event in found)
        seq = found[-1].seq


def _told(event: Any, withheld: str) -> dict[str, Any]:
    author = directory.agents().get(event.actor_id or 0)
    who = author.name if author else "Atenda"
    before, after = (None, None) if withheld else (event.b, event.a)
    says = sentence(event.kind, actor=who, before=before, after=after, is_undo=event.cause_id is not None)
    told = {
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": event.kind,
        "says": says,
        "actor_name": who,
        "actor": event.actor_id,
        "organization": current_organization().chain,
        "case": event.case_id,
        "subject": [event.subject_type, event.subject_id],
        "cause": event.cause_id,
        "before": before,
        "after": after,
        "payload_digest": bytes(event.payload_digest).hex(),
        "previous_hash": bytes(event.previous_hash).hex(),
        "hash": bytes(event.hash).hex(),
    }
    return {**told, "withheld": withheld} if withheld else told


def _withheld(event: Any, removed: set[int], of_notes: set[int]) -> str:
    """Why what the event says stays here; empty where it is handed over."""
    if bytes(event.payload_digest) == NOTHING:
        return ""
    if event.b is None and event.a is None:
        return "erased"
    if event.seq in of_notes:
        return "internal note"
    if event.kind.startswith(NOTES) and event.subject_id in removed:
        return "removed note"
    return ""


def internal(case: Case) -> set[int]:
    """The events of a case that tell of notes and of side conversations, or of files that hang on them: by their place
    in it.

    That such a file was added is part of its note, so that it alone has no event of its own, even when it is gone.
    """
    added = Event.objects.filter(case=case, kind=ADDED.name).values("subject_id")
    of_notes = Q(kind__startswith=NOTES) | (Q(subject_type=FILES) & ~Q(subject_id__in=added))
    aside = Message.with_sides.filter(case=case, side__isnull=False).values("pk")
    of_notes |= Q(kind__startswith=SIDES) | Q(subject_type=MESSAGES, subject_id__in=aside)
    return set(Event.objects.filter(of_notes, case=case).values_list("seq", flat=True))


def _removed_notes(case: Case) -> set[int]:
    """Nobody reads them on the case's page any more either."""
    return set(Note.objects.filter(case=case, removed_at__isnull=False).values_list("pk", flat=True))
