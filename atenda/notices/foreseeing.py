"""Before saving: who would be told of a deed, why, and in which words (B60).

The deed is done for good and all of it taken back: what is shown comes by the very rules by which it is told, and
whatever refuses the deed refuses here. Nothing is kept: no row, no job, no number of a case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from atenda.cases.models import Case
from atenda.history.deeds import Deed, one_deed
from atenda.notices.changes import happenings_of
from atenda.notices.composing import Composed, compose
from atenda.notices.models import News
from atenda.notices.owing import KINDS
from atenda.notices.planning import Planned, plan
from atenda.notices.policy import telling
from atenda.notices.readers import customer_of
from atenda.notices.ways import Ways, ways_for


@dataclass(frozen=True)
class Told:
    """One reader, and the mail they get, if they get one."""

    planned: Planned
    mail: Composed | None


@dataclass(frozen=True)
class Foreseen:
    """What saving would tell; `about_customer` says why the customer hears nothing, when they do not."""

    told: list[Told] = field(default_factory=list)
    about_customer: str = ""
    changes_nothing: bool = False


def foresee(do: Callable[[], Case], *, now: datetime) -> Foreseen:
    """What doing this would tell everybody, with whatever is not told yet of the case. Raises what the deed raises."""
    seen: list[_Seen] = []
    try:
        with transaction.atomic(), one_deed() as done:
            seen.append(_seen(do(), done, now))
            raise _TakenBack
    except _TakenBack:
        return _in_words(seen[0])


class _TakenBack(Exception):
    """Ends the deed without leaving anything of it."""


@dataclass(frozen=True)
class _Seen:
    """What is known before all is taken back; the mails are written after it, when nothing is locked any more."""

    case: Case
    readers: list[tuple[Planned, Ways]] = field(default_factory=list)
    about_customer: str = ""
    changes_nothing: bool = False


def _seen(case: Case, done: Deed, now: datetime) -> _Seen:
    ours = [event.pk for event in done.events if event.case_id == case.pk and event.kind in KINDS]
    if not ours:
        return _Seen(case, changes_nothing=True)
    case = Case.objects.select_related("contact", "account", "state").get(pk=case.pk)
    waiting = list(News.objects.filter(case=case, told_at=None).order_by("pk"))
    planned = plan(case, happenings_of([*waiting, News(event_ids=ours)]), now=now)
    is_customer_told = any(one.reader.agent is None for one in planned)
    readers = [(one, ways_for(case, one.reader, now=now)) for one in planned]
    return _Seen(case, readers, "" if is_customer_told else _why_not(case))


def _in_words(seen: _Seen) -> Foreseen:
    told = [
        Told(one, compose(seen.case, one.done, one.reader, telling(), ways) if one.is_mailed else None)
        for one, ways in seen.readers
    ]
    return Foreseen(told, seen.about_customer, seen.changes_nothing)


def _why_not(case: Case) -> str:
    if customer_of(case) is None:
        return _("The customer will not be written to: there is no e-mail address.")
    return _("The customer will not be written to: by the settings, nothing of this is told to customers.")
