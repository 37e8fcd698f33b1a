"""Before it is done: how many cases would change, how many would not and why, and who would be told.

One case of each group is done for good and taken back: what is foretold comes by the very verbs that do it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from django.db import transaction

from atenda.cases.field_rules import NeededToClose
from atenda.cases.models import Case
from atenda.history.deeds import one_deed
from atenda.notices.foreseeing import Told, foresee
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent
from atenda.worklists.bulk.alike import EXAMPLES, MOST, groups
from atenda.worklists.bulk.asking import Asked
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.doing import do
from atenda.worklists.bulk.refusals import OutOfSight
from atenda.worklists.models import Outcome

PATIENCE = 2.0  # seconds, for looking at one case of each group
FEWEST = 5  # groups that are looked at, however long it takes


@dataclass
class Refusals:
    """Cases that would be refused for one reason."""

    sentence: str
    number: int = 0
    folios: list[int] = field(default_factory=list)


@dataclass
class Foretold:
    """What would come of it. `unknown`: cases of groups too small to be looked at, where there are very many groups, or
    looking at more would take longer than anybody waits."""

    cases: int = 0
    changed: int = 0
    unchanged: int = 0
    unknown: int = 0
    changed_folios: list[int] = field(default_factory=list)
    refusals: list[Refusals] = field(default_factory=list)
    lacking: set[str] = field(default_factory=set)  # what cases lack to end so
    told: list[tuple[int, list[Told]]] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return sum(each.number for each in self.refusals)


def foretell(asking: Callable[[], Asked], chosen: Chosen, *, by: Agent, now: datetime) -> Foretold:
    """Of all chosen cases, as they are now. What asking makes on the way, a tag nobody used yet, is taken back too."""
    try:
        with one_deed():
            raise _Seen(_foretell(asking(), chosen, by, now))
    except _Seen as seen:
        return seen.foretold


def _foretell(asked: Asked, chosen: Chosen, by: Agent, now: datetime) -> Foretold:
    found = Foretold()
    reasons: dict[str, Refusals] = {}
    until = monotonic() + PATIENCE
    for place, alike in enumerate(groups(asked, chosen.where(by))):
        found.cases += alike.number
        if place >= MOST or (place >= FEWEST and monotonic() > until):
            found.unknown += alike.number
            continue
        try:
            outcome = _try(asked, alike.folios[0], by, now)
        except Refused as refusal:
            reason = reasons.setdefault(str(refusal), Refusals(str(refusal)))
            reason.number += alike.number
            reason.folios = [*reason.folios, *alike.folios][:EXAMPLES]
            if isinstance(refusal, NeededToClose):
                found.lacking.update(refusal.fields)
            continue
        if outcome == Outcome.CHANGED:
            found.changed += alike.number
            found.changed_folios = [*found.changed_folios, *alike.folios][:EXAMPLES]
        else:
            found.unchanged += alike.number
    found.refusals = sorted(reasons.values(), key=lambda each: -each.number)
    found.told = [(folio, _told(asked, folio, by, now)) for folio in found.changed_folios[:1]]
    return found


def _told(asked: Asked, folio: int, by: Agent, now: datetime) -> list[Told]:
    """Who would hear of it, of one case."""

    def done() -> Case:
        case = _case(folio, by)
        do(asked, case, by=by, now=now)
        return case

    return foresee(done, now=now).told


class _Seen(Exception):
    """Ends the looking without leaving anything of it."""

    def __init__(self, foretold: Foretold) -> None:
        super().__init__()
        self.foretold = foretold


def _try(asked: Asked, folio: int, by: Agent, now: datetime) -> Outcome:
    """Do it and take it back. Raises Refused."""
    try:
        with transaction.atomic(), one_deed() as deed:
            do(asked, _case(folio, by), by=by, now=now)
            raise _TakenBack(Outcome.CHANGED if deed.events else Outcome.UNCHANGED)
    except _TakenBack as taken_back:
        return taken_back.outcome


class _TakenBack(Exception):
    """Ends the deed without leaving anything of it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def _case(folio: int, by: Agent) -> Case:
    case: Case | None = Case.objects.visible_to(by).filter(folio=folio).first()
    if case is None:
        raise OutOfSight
    return case
