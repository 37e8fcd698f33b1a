"""See Atenda as another role (B65): whoever changes roles looks at the pages as somebody of that role does.

Only a role that one's own covers, only to look, for half an hour. The person stays who they are — their teams, their
cases, their bell — and only what they may do and see is the role's: it can hide, and never show more. It is kept in
the session; the API and customers' pages know nothing of it.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from atenda.access.models import Role
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.staff.events import SEEING_BEGAN, SEEING_ENDED
from atenda.staff.models import Agent
from atenda.staff.permissions import may_see_as

LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Seeing:
    """Who looks, as which role, and until when."""

    person: Agent
    role: Role
    until: datetime

    @property
    def actor(self) -> Agent:
        """The same person with the abilities and the sight of the role."""
        seen = copy(self.person)
        seen._state = copy(self.person._state)
        seen._state.fields_cache = {**self.person._state.fields_cache}
        seen.role = self.role
        return seen


@deed
def begin(session: Any, role: Role, *, by: Agent, now: datetime) -> None:
    """From the next page on. The door has asked `may_see_as`."""
    until = now + LASTS
    session[_key(by)] = {"role": role.pk, "until": until.isoformat()}
    after = {"ends_at": until.isoformat(timespec="minutes")}
    record(role.lock(), SEEING_BEGAN, by=by, after=after, at=now, is_remark=True)


@deed
def end(session: Any, seeing: Seeing, *, now: datetime) -> None:
    """Back to one's own role. What is over already ended when its time was."""
    session.pop(_key(seeing.person), None)
    at, by_itself = min(now, seeing.until), now >= seeing.until
    after = {"by_itself": by_itself}
    record(seeing.role.lock(), SEEING_ENDED, by=seeing.person, after=after, at=at, is_remark=True)


def seeing_of(session: Any, person: Agent) -> Seeing | None:
    """As what this person looks here now; what is over, or not allowed any more, ends with this question."""
    kept = session.get(_key(person))
    if not kept:
        return None
    role = Role.objects.filter(pk=kept["role"]).first()
    if role is None:
        return None
    seeing, now = Seeing(person, role, datetime.fromisoformat(kept["until"])), timezone.now()
    if now < seeing.until and may_see_as(person, role):
        return seeing
    end(session, seeing, now=now)
    return None


def _key(person: Agent) -> str:
    """One for each organization: to look somewhere else too ends nothing here."""
    return f"seeing.{person.organization_id}"
