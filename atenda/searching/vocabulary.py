"""Learn which words the cases have, so that a mistyped one finds the one that was meant."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db import connection, transaction

from atenda.cases.models import Case
from atenda.customers.naming import plain
from atenda.organizations.entering import current_organization
from atenda.organizations.folding import composed, fold
from atenda.searching.models import KnownWord
from atenda.searching.rewriting import Said, texts
from atenda.searching.words import STOP

SAMPLE = 20_000  # the newest cases: some seconds of a job
BATCH = 500
MOST = 50_000
SHORTEST, LONGEST = 4, 40
FEW = 1000  # of so few cases a word is learnt though only one has it; otherwise it may be a mistake itself
_LETTERS = re.compile(rf"[^\W\d_]{{{SHORTEST},{LONGEST}}}")
WRITE = """
    INSERT INTO searching_knownword (organization_id, word, plain, shown, n)
    SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[])
    ON CONFLICT (organization_id, word) DO UPDATE SET shown = excluded.shown, n = excluded.n
    """


def learn() -> int:
    """Learn the words of the organization entered anew, and answer how many. Those it no longer says are forgotten."""
    seen: Counter[str] = Counter()
    written: dict[str, Counter[str]] = defaultdict(Counter)
    ids = list(Case.objects.filter(erased_at=None).order_by("-folio").values_list("pk", flat=True)[:SAMPLE])
    for start in range(0, len(ids), BATCH):
        for said in texts(ids[start : start + BATCH]):
            words = set(_words(said))
            seen.update({fold(word) for word in words})
            for word in words:
                written[fold(word)][word] += 1
    least = 1 if len(ids) <= FEW else 2
    known = [(word, n) for word, n in seen.most_common(MOST) if n >= least and word not in STOP]
    _keep([(word, written[word].most_common(1)[0][0], n) for word, n in sorted(known)])
    return len(known)


def _words(said: Said) -> Iterator[str]:
    for text in (said.reference, said.description, said.solution, *said.names, *said.notes):
        yield from (word.lower() for word in _LETTERS.findall(composed(text)))


@transaction.atomic
def _keep(known: list[tuple[str, str, int]]) -> None:
    words = [word for word, _, _ in known]
    KnownWord.objects.exclude(word__in=words).delete()
    shown, counts = [each for _, each, _ in known], [n for _, _, n in known]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [current_organization().pk, words, list(map(plain, words)), shown, counts])
