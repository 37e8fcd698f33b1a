"""Answers that are being written, kept as typed and shared with colleagues."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from atenda.cases.models import Case
from atenda.conversations.models import Draft
from atenda.staff import directory
from atenda.staff.models import Agent

FIELDS = ("to", "cc", "bcc", "subject", "body", "html", "unsigned", "quotes")
LONGEST = 300_000  # signs of all of it


@dataclass(frozen=True)
class Shown:
    """The draft of a colleague, as the form offers it."""

    pk: int
    who: str
    body: str
    written_at: datetime


def keep(case: Case, said: Mapping[str, str], *, by: Agent, now: datetime) -> bool:
    """Keep what somebody has typed so far, in place of what they had before; without words there is no draft.
    A sign that no database keeps is left out.

    False where it is too long to be sent.
    """
    kept = {name: said[name].replace("\0", "") for name in FIELDS if said.get(name)}
    if not kept.get("body", "").strip():
        let_go(case, by=by)
        return True
    if sum(map(len, kept.values())) > LONGEST:
        return False
    Draft.objects.update_or_create(case=case, author=by, defaults={"said": kept, "written_at": now})
    return True


def let_go(case: Case, *, by: Agent, taken_over: Collection[int] = ()) -> None:
    """After it was sent, or thrown away: one's own, and those of colleagues that it was made of."""
    Draft.objects.filter(case=case, author=by).delete()
    if taken_over:
        Draft.objects.filter(case__in=case.ids_together(), pk__in=taken_over).delete()


def own(case: Case, by: Agent) -> Draft | None:
    found: Draft | None = Draft.objects.filter(case=case, author=by).first()
    return found


def of_colleague(case: Case, pk: int) -> Draft | None:
    found: Draft | None = Draft.objects.filter(case__in=case.ids_together(), pk=pk).first()
    return found


def of_others(case: Case, by: Agent) -> list[Shown]:
    """What colleagues are writing to the same customer, and what anybody began in a case that was merged into this one,
    the latest first."""
    people = directory.agents()
    drafts = Draft.objects.filter(case__in=case.ids_together()).exclude(case=case, author=by).order_by("-written_at")
    return [
        Shown(draft.pk, people[draft.author_id].name, draft.said.get("body", ""), draft.written_at)
        for draft in drafts
        if draft.author_id in people
    ]
