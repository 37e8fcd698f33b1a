"""What the deeds told in memory have in common: where they are told, the ids they take, the events they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from atenda.cases.models import Case
from atenda.conversations.models import Note
from atenda.customers.models import Account, Contact
from atenda.history.models import Event
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent
from atenda.testing.copying import Ids
from atenda.testing.telling import Known, Told, event_row


class Story:
    """Of the organization entered. `happenings` are rows by the moment at which they came to be."""

    def __init__(self) -> None:
        self.organization = current_organization()
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
        event = event_row(self.organization.pk, of, kind, by, at, before=before, after=after, subject=subject)
        self.happenings.append((at, Event, event))
