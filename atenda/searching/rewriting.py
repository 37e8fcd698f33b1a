"""Write the words of cases anew, from what the cases say now."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from time import monotonic
from typing import NamedTuple

from django.db import connection, transaction

from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.organizations.entering import current_organization
from atenda.searching.documents import Document, document
from atenda.searching.models import CaseText

BATCH = 200
LAST = 2**31 - 1  # no folio is higher
READ = """
    SELECT c.folio, c.id, c.reference, c.description, c.solution, p.name, a.name,
        (SELECT array_agg(n.body ORDER BY n.id) FROM conversations_note n
         WHERE n.organization_id = %(organization)s AND n.case_id = c.id AND n.removed_at IS NULL)
        || (SELECT array_agg(m.subject || ' ' || m.text ORDER BY m.id) FROM conversations_message m
         WHERE m.organization_id = %(organization)s AND m.case_id = c.id
         AND m.taken_back_at IS NULL)
    FROM cases_case c
    LEFT JOIN customers_contact p ON p.organization_id = %(organization)s AND p.id = c.contact_id
    LEFT JOIN customers_account a ON a.organization_id = %(organization)s AND a.id = c.account_id
    WHERE c.organization_id = %(organization)s AND c.id = ANY(%(cases)s)
    """
WRITE = """
    INSERT INTO searching_casetext (organization_id, folio, case_id, words, is_stale)
    SELECT %s, written.folio, written.case_id, written.words::tsvector, false
    FROM unnest(%s::int[], %s::bigint[], %s::text[]) written (folio, case_id, words)
    ON CONFLICT (organization_id, folio) DO UPDATE SET words = excluded.words, is_stale = false
    """


def rewrite(case_ids: Collection[int]) -> None:
    """What these cases are found by now. The caller holds their locks."""
    found = list(documents(case_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            [
                current_organization().pk,
                [folio for folio, _, _ in found],
                [pk for _, pk, _ in found],
                [str(words) for _, _, words in found],
            ],
        )


def documents(case_ids: Collection[int]) -> Iterator[tuple[int, int, Document]]:
    """Folio, key and words of each of these cases."""
    for said in texts(case_ids):
        yield said.folio, said.pk, document(said.reference, said.names, (said.description, said.solution), said.notes)


class Said(NamedTuple):
    """All that a case says."""

    folio: int
    pk: int
    reference: str
    description: str
    solution: str
    names: list[str]
    notes: list[str]


def texts(case_ids: Collection[int]) -> Iterator[Said]:
    """What each of these cases says."""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"organization": current_organization().pk, "cases": list(case_ids)})
        rows = cursor.fetchall()
    for folio, pk, reference, description, solution, contact, account, notes in rows:
        names = [name for name in (contact, account) if name]
        yield Said(folio, pk, reference, description, solution, names, notes or [])


def rewrite_cases_of(customer: Account | Contact) -> None:
    """Of all cases of a customer, some at a time, each time in a transaction of its own. Again, nothing changes."""
    reached: int | None = 0
    while reached is not None:
        reached = _next_cases_of(customer, reached)


@transaction.atomic
def _next_cases_of(customer: Account | Contact, after: int) -> int | None:
    theirs = Case.objects.filter(**{customer.kind: customer}, pk__gt=after).order_by("pk")
    ids = list(theirs.select_for_update(no_key=True).values_list("pk", flat=True)[:BATCH])
    if ids:
        rewrite(ids)
    return ids[-1] if ids else None


def freshen(*, seconds: float) -> bool:
    """Write what is stale anew, the newest first, for so long at most; whether there may be more."""
    until, reached = monotonic() + seconds, LAST
    while reached := _freshen_before(reached):
        if monotonic() > until:
            return True
    return False


@transaction.atomic
def _freshen_before(folio: int) -> int:
    """Some of those before a folio, and how far that went: what was written leaves dead entries in the index, which
    nobody wants to read again. 0 where there are none."""
    stale = CaseText.objects.filter(is_stale=True, folio__lt=folio).order_by("-folio")
    found = list(stale.values_list("case_id", "folio")[:BATCH])
    locked = Case.objects.filter(pk__in=[pk for pk, _ in found]).order_by("pk").select_for_update(no_key=True)
    if found:
        rewrite(list(locked.values_list("pk", flat=True)))
    return found[-1][1] if found else 0
