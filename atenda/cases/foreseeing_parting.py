"""What taking a merged case out again would bring, before it happens: what goes with it, what stays (U1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from atenda.access.abilities import Sees
from atenda.cases.merging import merged_into
from atenda.cases.models import Case, State
from atenda.cases.parting import merging_of
from atenda.conversations.models import Message, Note
from atenda.files.models import Attachment
from atenda.staff import directory
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Words:
    """How much was said: mails, notes and files."""

    mails: int
    notes: int
    files: int


@dataclass(frozen=True)
class Parting:
    """`state`: in which the case comes back; None where it stays finished. `own`: what goes with it, and with the cases
    that were merged into it (`along`); `stays`: what came to the survivor since. `leaving`: who works on the survivor
    no more; `losing`: who sees the case no more."""

    parent: Case
    state: State | None
    along: list[Case]
    own: Words
    stays: Words
    leaving: list[str]
    losing: list[str]


def foresee_parting(case: Case) -> Parting | None:
    """Nothing is changed, and nobody is told. None for a case that is not merged."""
    parent = case.merged_into
    if parent is None:
        return None
    kept = merging_of(case)
    left = [other for other in merged_into(parent) if other.pk != case.pk]
    leaving = kept.leaving(parent, left)
    return Parting(
        parent=parent,
        state=kept.state_of(case),
        along=merged_into(case),
        own=_words(case.ids_together()),
        stays=_words([parent.pk], since=kept.at),
        leaving=[agent.name for agent in leaving],
        losing=list(_losing(case, parent.survivor)),
    )


def _words(ids: Sequence[int], *, since: datetime | None = None) -> Words:
    mails = Message.objects.filter(case__in=ids, taken_back_at=None)
    notes = Note.objects.filter(case__in=ids, removed_at=None)
    files = Attachment.objects.present().filter(case__in=ids)
    if since is not None:
        mails, notes, files = (
            mails.filter(at__gt=since),
            notes.filter(created_at__gt=since),
            files.filter(added_at__gt=since),
        )
    return Words(mails.count(), notes.count(), files.count())


def _losing(case: Case, survivor: Case) -> Iterator[str]:
    """Colleagues whose role shows them a part of the cases, who read it as long as it is part of the survivor."""
    some = Agent.objects.active().exclude(role__sees=Sees.ALL).select_related("role").order_by("name")
    for agent in some:
        asked = agent.role.sees, agent.pk, directory.team_ids_of(agent.pk)
        if survivor.is_in_sight(*asked) and not case.is_in_sight(*asked):
            yield agent.name
