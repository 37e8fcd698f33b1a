"""The events of a case as the database gives them, from the end backwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from atenda.cases.models import Case
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared

END = 2**31 - 1  # greater than the number of any event
# What is asked for is found by the key (organization, case, seq) from its end, and only then looked up in the payloads.
ENTRIES = """
    SELECT e.seq, e.kind, e.at, e.subject_id, e.cause_id, e.actor_id, p.before::text, p.after::text
    FROM (SELECT e.id, e.seq, e.kind, e.at, e.subject_id, e.cause_id, e.actor_id FROM history_event e
          WHERE e.organization_id = %s AND e.case_id = %s AND e.seq < %s {} ORDER BY e.seq DESC LIMIT %s) e
    LEFT JOIN history_eventpayload p ON p.organization_id = %s AND p.event_id = e.id
    ORDER BY e.seq DESC
    """
# The same of a case and of all that were merged into it, in the order of time: few enough to look at each.
TOGETHER = """
    SELECT e.case_id, e.id, e.seq, e.kind, e.at, e.subject_id, e.cause_id, e.actor_id, p.before::text, p.after::text
    FROM (SELECT e.case_id, e.id, e.seq, e.kind, e.at, e.subject_id, e.cause_id, e.actor_id FROM history_event e
          WHERE e.organization_id = %s AND e.case_id = ANY(%s::bigint[]) AND (%s = 0 OR (e.at, e.id) < (
              SELECT b.at, b.id FROM history_event b WHERE b.organization_id = %s AND b.id = %s)) {}
          ORDER BY e.at DESC, e.id DESC LIMIT %s) e
    LEFT JOIN history_eventpayload p ON p.organization_id = %s AND p.event_id = e.id
    ORDER BY e.at DESC, e.id DESC
    """


class Row(NamedTuple):
    """An event as the database gives it, with what came before and after."""

    seq: int
    kind: str
    at: datetime
    subject_id: int
    cause_id: int | None
    actor_id: int | None
    before: Any
    after: Any
    case_id: int = 0  # where several cases are read together
    id: int = 0


class Showing(models.TextChoices):
    """What of a timeline is shown."""

    ALL = "all", pgettext_lazy("timeline", "Everything")
    MAILS = "mails", _("Mails")
    SIDES = "sides", _("Side conversations")
    NOTES = "notes", _("Notes")
    CHANGES = "changes", _("Changes")
    FILES = "files", _("Files")
    AUTOMATIC = "automatic", _("Automatic decisions")

    @property
    def statement(self) -> str:
        return ENTRIES.format(CONDITIONS[self])

    @property
    def of_several(self) -> str:
        return TOGETHER.format(CONDITIONS[self])


CONDITIONS = {
    Showing.ALL: "",
    Showing.MAILS: "AND e.kind LIKE 'message.%%'",
    Showing.SIDES: "AND e.kind LIKE 'side.%%'",
    Showing.NOTES: "AND e.kind LIKE 'note.%%'",
    Showing.CHANGES: "AND (e.kind LIKE 'case.%%' OR e.kind = 'notice.kept_quiet')",
    Showing.FILES: """AND (e.kind LIKE 'file.%%' OR EXISTS (SELECT 1 FROM history_eventpayload p
        WHERE p.organization_id = e.organization_id AND p.event_id = e.id AND p.after ? 'files'))""",
    Showing.AUTOMATIC: "AND e.actor_id IS NULL",
}


def rows_of(case: Case, showing: Showing, before: int, most: int) -> list[Row]:
    organization = current_organization().pk
    with prepared(binary=True) as cursor:
        cursor.execute(showing.statement, [organization, case.pk, before or END, most, organization])
        return [_row(row) for row in cursor.fetchall()]


def rows_together(ids: Sequence[int], showing: Showing, before: int, most: int) -> list[Row]:
    organization = current_organization().pk
    with connection.cursor() as cursor:
        cursor.execute(showing.of_several, [organization, list(ids), before, organization, before, most, organization])
        return [_row(row[2:])._replace(case_id=row[0], id=row[1]) for row in cursor.fetchall()]


def _row(row: Sequence[Any]) -> Row:
    return Row(*row[:-2], *(json.loads(each) if each else {} for each in row[-2:]))
