"""What merging cases would bring, before it happens: what stays, who newly sees what, where to look twice (U1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from atenda.access.abilities import Sees
from atenda.cases.describing import assignees_of, value_of, word_for
from atenda.cases.models import Case
from atenda.history.telling import FIELD_NAMES, value_in_words
from atenda.notices.models import Audience, Mail, MailState
from atenda.staff import directory
from atenda.staff.models import Agent

COMPARED = (
    "contact",
    "account",
    "state",
    "priority",
    "type",
    "category",
    "importance",
    "campaign",
    "team",
    "responsible",
    "due_at",
    "tags",
)


@dataclass(frozen=True)
class Line:
    """A field that differs: its value in the case that stays, and by folio in those that go."""

    label: str
    stays: str
    goes: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class NewReader:
    """A colleague who will see cases they do not see now."""

    name: str
    folios: tuple[int, ...]


@dataclass(frozen=True)
class Foreseen:
    """`joining`: who comes to work on the case that stays. `strangers`: the cases whose customer is another one.
    `waiting`: mails to customers about those that go that have not left; they leave as they were written."""

    lines: list[Line]
    joining: list[str]
    readers: list[NewReader]
    strangers: list[Case]
    waiting: int
    stays_closed: bool


def foresee(stays: Case, goes: Sequence[Case]) -> Foreseen:
    """Nothing is changed, and nobody is told."""
    before = assignees_of(stays)
    joining = [agent for agent in _people(goes) if agent.takes_cases and agent not in before]
    return Foreseen(
        lines=list(_lines(stays, goes)),
        joining=[agent.name for agent in joining],
        readers=list(_readers(stays, goes, joining)),
        strangers=[case for case in goes if _customer(case) != _customer(stays)],
        waiting=Mail.objects.filter(case__in=goes, state=MailState.WAITING, audience=Audience.CUSTOMER).count(),
        stays_closed=not stays.is_pending and any(case.is_pending for case in goes),
    )


def _people(cases: Iterable[Case]) -> list[Agent]:
    return list(dict.fromkeys(agent for case in cases for agent in assignees_of(case)))


def _customer(case: Case) -> tuple[int | None, int | None]:
    return case.contact_id, case.account_id


def _lines(stays: Case, goes: Sequence[Case]) -> Iterator[Line]:
    for field in COMPARED:
        own = _words(stays, field)
        others = tuple((case.folio, _words(case, field)) for case in goes)
        if any(words != own for _folio, words in others):
            yield Line(str(FIELD_NAMES[field]), own, others)


def _words(case: Case, field: str) -> str:
    return value_in_words(field, word_for(field, value_of(case, field))) or _("nothing")


def _readers(stays: Case, goes: Sequence[Case], joining: Sequence[Agent]) -> Iterator[NewReader]:
    """Colleagues whose role shows them a part of the cases, and who will read more of them than now."""
    after = Case(team_id=stays.team_id, assignee_ids=[*stays.assignee_ids, *(agent.pk for agent in joining)])
    some = Agent.objects.active().exclude(role__sees=Sees.ALL).select_related("role").order_by("name")
    for agent in some:
        asked = agent.role.sees, agent.pk, directory.team_ids_of(agent.pk)
        if after.is_in_sight(*asked):
            new = [case.folio for case in (stays, *goes) if not case.is_in_sight(*asked)]
            if new:
                yield NewReader(agent.name, tuple(sorted(new)))
