"""Compare what is kept twice with what it was made from: counters, assignees, and what link rows repeat.

The verbs write both in one transaction, so there is nothing to find. `atenda doctor --reconcile` looks all the same,
and mends what it can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from atenda.cases.counting import COUNTED, count_anew
from atenda.organizations.entering import current_organization
from atenda.organizations.models import Counter

EXAMPLES = 5


@dataclass(frozen=True)
class Drift:
    """One kind of difference: what it is, how many rows have it, and some of the folios (or states) they are."""

    what: str
    n: int
    examples: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.what}: {self.n} ({', '.join(map(str, self.examples))}{'…' if self.n > EXAMPLES else ''})"


COUNTERS = "state whose counters are wrong"
# Each question names the rows that differ by one number; every table is asked within the organization.
QUESTIONS = {
    COUNTERS: f"""
        SELECT DISTINCT state_id AS number
        FROM (SELECT holder, team_key, state_id, n FROM cases_casecount WHERE organization_id = %(organization)s) kept
        FULL JOIN ({COUNTED}) counted USING (holder, team_key, state_id)
        WHERE coalesce(kept.n, 0) <> coalesce(counted.n, 0)""",  # noqa: S608  a statement of ours
    "case whose assignees differ from its link rows": """
        SELECT c.folio AS number
        FROM (SELECT id, folio, assignee_ids FROM cases_case WHERE organization_id = %(organization)s) c
        LEFT JOIN (SELECT case_id, array_agg(agent_id ORDER BY agent_id) AS agents FROM cases_caseassignee
                   WHERE organization_id = %(organization)s GROUP BY case_id) linked ON linked.case_id = c.id
        WHERE (SELECT coalesce(array_agg(a ORDER BY a), '{}') FROM unnest(c.assignee_ids) a)
              <> coalesce(linked.agents, '{}')""",
    "link row whose folio, creation or pending differs from its case": """
        SELECT c.folio AS number
        FROM cases_caseassignee link
        JOIN cases_case c ON c.organization_id = %(organization)s AND c.id = link.case_id
        WHERE link.organization_id = %(organization)s
          AND (link.folio, link.created_at, link.pending) <> (c.folio, c.created_at, c.closed_at IS NULL)""",
    "case whose state says finished and whose closing time does not, or the other way round": """
        SELECT c.folio AS number
        FROM cases_case c
        JOIN cases_state s ON s.organization_id = %(organization)s AND s.id = c.state_id
        WHERE c.organization_id = %(organization)s
          AND (s.lifecycle IN ('closed', 'cancelled')) <> (c.closed_at IS NOT NULL)""",
    "case that was merged and is pending": """
        SELECT folio AS number FROM cases_case
        WHERE organization_id = %(organization)s AND merged_into_id IS NOT NULL AND closed_at IS NULL""",
    "case that does not know whether others were merged into it": """
        SELECT c.folio AS number
        FROM (SELECT id, folio, has_merged FROM cases_case WHERE organization_id = %(organization)s) c
        LEFT JOIN (SELECT DISTINCT merged_into_id FROM cases_case
                   WHERE organization_id = %(organization)s AND merged_into_id IS NOT NULL) m ON m.merged_into_id = c.id
        WHERE c.has_merged <> (m.merged_into_id IS NOT NULL)""",
    "case that was merged and leads to none that goes on": """
        WITH RECURSIVE led AS (
            SELECT id FROM cases_case WHERE organization_id = %(organization)s AND merged_into_id IS NULL
            UNION ALL
            SELECT c.id FROM cases_case c JOIN led ON led.id = c.merged_into_id
            WHERE c.organization_id = %(organization)s)
        SELECT folio AS number FROM cases_case
        WHERE organization_id = %(organization)s AND merged_into_id IS NOT NULL AND id NOT IN (SELECT id FROM led)""",
}


def reconcile() -> list[Drift]:
    """Every drift in the organization entered; none when all is well."""
    drifts = []
    for what, question in QUESTIONS.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) OVER (), number FROM ({question}) drift ORDER BY number LIMIT {EXAMPLES}",  # noqa: S608
                {"organization": current_organization().pk},
            )
            found = cursor.fetchall()
        if found:
            drifts.append(Drift(what, found[0][0], tuple(number for _, number in found)))
    return [*drifts, *_folio_drift()]


def mend(drifts: Iterable[Drift]) -> list[str]:
    """Set right what can be made anew without anybody's judgement, the counters; what was done, in sentences."""
    if any(drift.what == COUNTERS for drift in drifts):
        count_anew()
        return ["the counters were wrong and have been counted anew."]
    return []


def _folio_drift() -> list[Drift]:
    """The next folio must follow the highest one given."""
    organization = current_organization()
    following = Counter.objects.values_list("next_folio", flat=True).get(organization=organization)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(folio), 0) FROM cases_case WHERE organization_id = %s", [organization.pk])
        highest = cursor.fetchone()[0]
    return [] if following == highest + 1 else [Drift("next folio does not follow the last", 1, (following,))]
