"""The audit log of administration (3.68): asked for by words, person, area, days and address; newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from atenda.access.abilities import Ability
from atenda.history.audited import AREAS, AUDITED, OWN, area_of
from atenda.history.kinds import kinds
from atenda.history.models import Event
from atenda.history.naming import names_of
from atenda.history.plain import about, differences
from atenda.history.telling import Detail, sentence
from atenda.organizations.folding import fold
from atenda.staff import directory
from atenda.staff.models import Agent

PAGE = 50
ON_THE_LINE = 60  # letters of what changed
AGENT = Agent._meta.label_lower


@dataclass(frozen=True)
class Question:
    """What is asked for; all of it at once. `before` is the key of the last event of the page before."""

    words: str = ""
    person: int = 0
    area: str = ""
    since: date | None = None
    until: date | None = None
    address: str = ""
    before: int = 0


@dataclass(frozen=True)
class Told:
    """One event of administration as a person reads it."""

    id: int
    at: datetime
    who: str
    sentence: str
    of: str
    area: str
    details: Sequence[Detail]
    address: str
    by_program: bool = False
    kind: str = ""
    by: int = 0

    @property
    def is_long(self) -> bool:
        """More than stands on the line beside the sentence."""
        letters = sum(len(one.name) + len(one.before) + len(one.after) for one in self.details)
        return letters > ON_THE_LINE or len(self.details) > 2


@dataclass(frozen=True)
class Page:
    rows: list[Told]
    older: int


def may_read_audit(actor: Agent) -> bool:
    return actor.can(Ability.SEE_AUDIT)


def audit(question: Question, *, size: int = PAGE) -> Page:
    found = list(_asked(question)[: size + 1])
    names = names_of(found[:size])
    rows = [_told(event, names) for event in found[:size]]
    return Page(rows, older=rows[-1].id if len(found) > size else 0)


def _asked(question: Question) -> Any:
    rows = Event.objects.filter(AUDITED).exclude(kind__in=OWN).order_by("-pk")
    rows = rows.annotate(before=F("payloads__before"), after=F("payloads__after"))
    # What somebody keeps for themselves alone is nobody's to read; what others had too, and was taken away, is told.
    was_for = Coalesce(KeyTextTransform("reach", "payloads__before"), Value("own"), output_field=TextField())
    is_for = Coalesce(KeyTextTransform("reach", "payloads__after"), Value(""), output_field=TextField())
    rows = rows.annotate(was_for=was_for, is_for=is_for).exclude(was_for="own", is_for="own")
    if question.before:
        rows = rows.filter(pk__lt=question.before)
    if question.area in AREAS:
        rows = rows.filter(AREAS[question.area].condition())
    if question.person:
        rows = rows.filter(Q(actor=question.person) | Q(subject_type=AGENT, subject_id=question.person))
    if question.since:
        rows = rows.filter(at__gte=_begin(question.since))
    if question.until and question.until < date.max:
        rows = rows.filter(at__lt=_begin(question.until + timedelta(days=1)))
    if question.address:
        rows = rows.filter(payloads__after__address=question.address)
    return _with_words(rows, question.words) if question.words.strip() else rows


def _with_words(rows: Any, words: str) -> Any:
    """Each word stands in the sentence, in somebody's name or in what was changed."""
    rows = rows.annotate(was=Cast("payloads__before", TextField()), became=Cast("payloads__after", TextField()))
    for word in words.split()[:8]:
        folded = fold(word)
        people = [one.id for one in directory.agents().values() if folded in fold(one.name)]
        said = [kind.name for kind in kinds() if folded in fold(str(kind.sentence))]
        rows = rows.filter(
            Q(kind__in=said)
            | Q(actor__in=people)
            | Q(subject_type=AGENT, subject_id__in=people)
            | Q(was__icontains=word)
            | Q(became__icontains=word)
        )
    return rows


def _told(event: Any, names: Mapping[tuple[str, int], str]) -> Told:
    author = directory.agents().get(event.actor_id or 0)
    who = author.name if author else "Atenda"
    of = names.get((event.subject_type, event.subject_id)) or about(event.kind, event.before, event.after)
    details = differences(event.kind, event.before, event.after)
    return Told(
        id=event.pk,
        at=event.at,
        who=who,
        sentence=sentence(event.kind, actor=who, before=event.before, after=event.after),
        of="" if of == who else of,
        area=area_of(event.kind),
        kind=event.kind,
        by=author.id if author else 0,
        by_program=author is not None and author.is_integration,
        details=[one for one in details if one.before or one.after != of],  # what it is called stands there already
        address=str(event.after.get("address") or "") if isinstance(event.after, dict) else "",
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())
