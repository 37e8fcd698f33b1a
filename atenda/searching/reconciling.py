"""Compare the words that cases are found by with what the cases say, and mend them: for `atenda doctor --reconcile`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

from atenda.cases.models import Case
from atenda.organizations.entering import current_organization
from atenda.searching.documents import LARGEST
from atenda.searching.models import CaseText
from atenda.searching.rewriting import documents, rewrite

BATCH = 1000
EXAMPLES = 5
# Words, not places: a note put at the end of very many finds fewer of them.
DIFFERENT = """
    SELECT said.folio
    FROM unnest(%s::int[], %s::text[]) said (folio, words)
    LEFT JOIN searching_casetext t ON t.organization_id = %s AND t.folio = said.folio
    WHERE t.folio IS NULL OR (NOT t.is_stale AND strip(t.words) <> strip(said.words::tsvector))
    """


def drift() -> Iterator[str]:
    """What is amiss in the organization entered, in sentences, and written anew; what only waits for its job is told,
    too."""
    if waiting := CaseText.objects.filter(is_stale=True).count():
        yield f"words of cases that wait to be written: {waiting}"
    if wrong := sorted(_different()):
        shown = ", ".join(map(str, wrong[:EXAMPLES])) + ("…" if len(wrong) > EXAMPLES else "")
        yield f"case whose words are not what it says: {len(wrong)} ({shown})"
        for start in range(0, len(wrong), BATCH):
            with transaction.atomic():
                some = Case.objects.filter(folio__in=wrong[start : start + BATCH]).order_by("pk")
                rewrite(list(some.select_for_update(no_key=True).values_list("pk", flat=True)))
        yield "the words were wrong and have been written anew."


def _different() -> Iterator[int]:
    ids = list(Case.objects.filter(erased_at=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        said = [
            (folio, str(words))
            for folio, _, words in documents(ids[start : start + BATCH])
            if words.size < LARGEST // 2  # of the longest, notes are left out by bytes
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                DIFFERENT, [[folio for folio, _ in said], [words for _, words in said], current_organization().pk]
            )
            yield from (folio for (folio,) in cursor.fetchall())
