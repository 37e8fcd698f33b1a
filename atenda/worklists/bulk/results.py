"""What became of deeds on many, for the pages that tell it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from atenda.cases.models import Case
from atenda.staff.models import Agent
from atenda.worklists.bulk.refusals import told
from atenda.worklists.models import BulkDeed, BulkRow, Outcome

SHOWN = 50


@dataclass(frozen=True)
class Told:
    """One case: what became of it and why; without a reference where the reader does not see it."""

    folio: int
    reference: str | None
    outcome: Outcome
    reason: str


def page_of_rows(bulk: BulkDeed, actor: Agent, *, outcome: str, after: int) -> tuple[list[Told], int]:
    """Fifty of its cases by folio, and where the next ones begin."""
    rows = BulkRow.objects.filter(bulk=bulk, folio__gt=after)
    if outcome:
        rows = rows.filter(outcome=outcome)
    found = list(rows.order_by("folio")[: SHOWN + 1])
    shown = found[:SHOWN]
    seen = Case.objects.visible_to(actor).filter(folio__in=[row.folio for row in shown])
    references = dict(seen.values_list("folio", "reference"))
    lines = [
        Told(
            row.folio,
            references.get(row.folio),
            Outcome(row.outcome),
            told(row.reason, row.fields) if row.reason else "",
        )
        for row in shown
    ]
    return lines, shown[-1].folio if len(found) > SHOWN else 0


def reasons(bulk: BulkDeed) -> list[tuple[str, int]]:
    """Why cases stayed as they are, and how many for each reason."""
    counted = BulkRow.objects.filter(bulk=bulk, outcome__in=[Outcome.REFUSED, Outcome.KEPT])
    rows = counted.values_list("reason", "fields").annotate(n=Count("folio")).order_by("-n")
    return [(told(reason, fields), number) for reason, fields, number in rows]


def deeds_on_many(of: Agent | None, before: int) -> tuple[list[BulkDeed], int]:
    """The latest of this agent or, of None, of everybody; and where older ones begin."""
    deeds = BulkDeed.objects.select_related("by")
    if of:
        deeds = deeds.filter(by=of)
    if before:
        deeds = deeds.filter(pk__lt=before)
    found = list(deeds.order_by("-pk")[: SHOWN + 1])
    return found[:SHOWN], found[SHOWN - 1].pk if len(found) > SHOWN else 0
