"""What the deeds told in memory have in common: where they are told, the ids they take, the events they leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from atenda.cases.models import Case
from atenda.conversations.models import Note
from atenda.customers.models import Account, Contact
from atenda.history.models import Event
from atenda.importing.fast.copying import Ids
from atenda.importing.fast.telling import Known, Told, event_row
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Because:
    """What all of a story came of, and by which kinds of event it is told then."""

    cause_id: int
    kinds: Mapping[str, str]


class Story:
    """Of the organization entered. `happenings` are rows by the moment at which they came to be.

    `because` is an import; `origin` what it calls the thing that is told of now, said by the event it begins with.
    """

    def __init__(self) -> None:
        self.organization = current_organization()
        self.because: Because | None = None
        self.origin: list[Any] | None = None
        self.ids = {model: Ids(model) for model in (Account, Contact, Case, Note)}
        self.happenings: list[tuple[datetime, type[models.Model], dict[str, Any]]] = []

    def _record(
        self,
        of: Told | Known,
        kind: str,
        by: Agent | None,
        at: datetime,
        *,
        before: Any = None,
        after: Any,
        subject: tuple[type[models.Model], int] | None = None,
    ) -> None:
        if self.because is not None:
            kind = self.because.kinds.get(kind, kind)
            after = {**after, "other": self.origin} if self.origin else after
        cause = self.because.cause_id if self.because is not None else None
        event = event_row(
            self.organization.pk, of, kind, by, at, before=before, after=after, subject=subject, cause_id=cause
        )
        self.happenings.append((at, Event, event))
