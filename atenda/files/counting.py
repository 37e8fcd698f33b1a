"""How many files a case has, by what became of their review; kept beside the case (S3.21–24)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from atenda.cases.models import Case
from atenda.files.models import Review
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared

_COUNT = """
INSERT INTO files_filecount AS kept (organization_id, case_id, total, pending, valid, rejected)
SELECT %(organization)s, %(case)s, count(*), count(*) FILTER (WHERE review = 'pending'),
       count(*) FILTER (WHERE review = 'valid'), count(*) FILTER (WHERE review = 'rejected')
FROM files_attachment WHERE organization_id = %(organization)s AND case_id = %(case)s AND removed_at IS NULL
    AND NOT is_decoration
ON CONFLICT (organization_id, case_id) DO UPDATE
SET total = excluded.total, pending = excluded.pending, valid = excluded.valid, rejected = excluded.rejected
"""


@dataclass(frozen=True)
class Counts:
    """The four figures of a case."""

    total: int = 0
    pending: int = 0
    valid: int = 0
    rejected: int = 0


_KEPT = """
    SELECT sum(total), sum(pending), sum(valid), sum(rejected) FROM files_filecount
    WHERE organization_id = %s AND case_id = ANY(%s::bigint[])"""


def count_again(case: Case) -> None:
    """After every change of a case's files, by the verb that holds the lock of the case."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"organization": current_organization().pk, "case": case.pk})


def counts_of(cases: Iterable[int]) -> Counts:
    """Of all these cases, by their keys."""
    with prepared() as cursor:
        cursor.execute(_KEPT, [current_organization().pk, list(cases)])
        return Counts(*(int(each or 0) for each in cursor.fetchone()))


def differences() -> list[str]:
    """For `doctor --reconcile`: cases whose figures are not what their files say."""
    organization = current_organization().pk
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.folio FROM (
                   SELECT coalesce(counted.case_id, kept.case_id) AS case_id
                   FROM (SELECT case_id, count(*) AS total, count(*) FILTER (WHERE review = %(pending)s) AS pending,
                                count(*) FILTER (WHERE review = %(valid)s) AS valid,
                                count(*) FILTER (WHERE review = %(rejected)s) AS rejected
                         FROM files_attachment WHERE organization_id = %(organization)s AND removed_at IS NULL
                         AND NOT is_decoration
                         GROUP BY case_id) counted
                   FULL JOIN (SELECT * FROM files_filecount WHERE organization_id = %(organization)s) kept
                        ON kept.case_id = counted.case_id
                   WHERE (coalesce(kept.total, 0), coalesce(kept.pending, 0), coalesce(kept.valid, 0),
                          coalesce(kept.rejected, 0))
                      <> (coalesce(counted.total, 0), coalesce(counted.pending, 0), coalesce(counted.valid, 0),
                          coalesce(counted.rejected, 0))) differing
               JOIN cases_case c ON c.organization_id = %(organization)s AND c.id = differing.case_id
               ORDER BY c.folio LIMIT 20""",
            {"organization": organization, **{str(review.value): review.value for review in Review}},
        )
        return [f"the files of case {folio} are counted wrongly." for (folio,) in cursor.fetchall()]
