"""The other open cases of a case's customer, which whoever answers the phone should know of (S1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from atenda.cases import catalogue
from atenda.cases.models import Case
from atenda.staff.models import Agent
from atenda.worklists.scopes import of_customer

SHOWN = 3
COUNTED = 100


@dataclass(frozen=True)
class Other:
    folio: int
    reference: str
    state: catalogue.Value


@dataclass(frozen=True)
class Others:
    """The newest of them, and how many there are: up to COUNTED."""

    shown: list[Other]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


def other_open_cases(actor: Agent, case: Case) -> Others:
    """Those of the same contact and then those of the same account that this agent may see; one statement."""
    customers = [(kind, pk) for kind, pk in (("contact", case.contact_id), ("account", case.account_id)) if pk]
    if not customers:
        return Others([], 0)
    parts = [
        of_customer(actor, kind, pk).only("c.closed_at IS NULL").only("c.folio <> %s", case.folio)
        for kind, pk in customers
    ]
    arms = " UNION ALL ".join(
        part.select(f"c.folio, c.reference, c.state_id, {place} AS place", f"ORDER BY c.folio DESC LIMIT {COUNTED}")
        for place, part in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT folio, reference, state_id, count(*) OVER ()
            FROM (SELECT DISTINCT ON (folio) * FROM ({arms}) arms ORDER BY folio, place) found
            ORDER BY place, folio DESC LIMIT {SHOWN}
            """,  # noqa: S608  parts are ours, values are passed apart
            [value for part in parts for value in part.values],
        )
        rows = cursor.fetchall()
    states = catalogue.states()
    return Others(
        [Other(folio, reference, states[state]) for folio, reference, state, _count in rows],
        min(rows[0][3], COUNTED) if rows else 0,
    )
