"""What several records share, found among all of them at once: values by grouping, names by their sounds.

What more than a few share says nothing of two of them: a switchboard, the mailbox of a shop, a very common name.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import combinations
from typing import TypeAlias

from django.db import connection

from atenda.customers.duplicates.sounding import partial_sounds, whole_sound
from atenda.customers.duplicates.weighing import Share
from atenda.customers.search import MODELS
from atenda.organizations.entering import current_organization

MOST_SHARERS = 5
MOST_NEAR = 20  # records whose names are the same but for one word
AT_ONCE = 5_000
PARTS = 64
GROUPS = {
    Share.TAX: """SELECT array_agg(id ORDER BY id) FROM customers_{kind}
        WHERE organization_id = %s AND merged_into_id IS NULL AND tax_id <> ''
        GROUP BY tax_id HAVING count(*) BETWEEN 2 AND %s""",
    Share.EMAIL: """SELECT array_agg(DISTINCT {kind}_id) FROM customers_emailaddress
        WHERE organization_id = %s AND {kind}_id IS NOT NULL
        GROUP BY address HAVING count(DISTINCT {kind}_id) BETWEEN 2 AND %s""",
    Share.PHONE: """SELECT array_agg(DISTINCT {kind}_id) FROM customers_phonenumber
        WHERE organization_id = %s AND {kind}_id IS NOT NULL
        GROUP BY number HAVING count(DISTINCT {kind}_id) BETWEEN 2 AND %s""",
}
Couple: TypeAlias = tuple[int, int]


def couples(kind: str) -> Iterator[tuple[Couple, Share]]:
    """Two records and what led to them, the lower key first; several times where several things do.

    Of names it says which are worth looking at, and not yet how alike they are.
    """
    for share, statement in GROUPS.items():
        yield from _with_one_value(share, statement.format(kind=kind))
    whole, partial = Sounds(MOST_SHARERS), Sounds(MOST_NEAR)
    for pk, name in _names(kind):
        if sound := whole_sound(name, kind):
            whole.hear(sound, pk)
        for sound in partial_sounds(name, kind):
            partial.hear(sound, pk)
    yield from ((couple, Share.NAME) for couple in whole.couples())
    yield from ((couple, Share.SLIP) for couple in partial.couples())


class Sounds:
    """Who sounds how: sixteen bytes for each, so that a million names are looked at in memory that a worker has."""

    def __init__(self, most: int) -> None:
        self.most = most  # records that may sound the same and be told
        self.parts = [array("q") for _part in range(PARTS)]

    def hear(self, sound: str, pk: int) -> None:
        """What meets by chance, of so many numbers, is told apart when the names are compared."""
        number = int.from_bytes(blake2b(sound.encode(), digest_size=8).digest(), "big", signed=True)
        self.parts[number % PARTS].extend((number, pk))

    def couples(self) -> Iterator[Couple]:
        for part in self.parts:
            heard: dict[int, list[int]] = {}
            for number, pk in zip(part[::2], part[1::2], strict=True):
                heard.setdefault(number, []).append(pk)
            for pks in heard.values():
                if 1 < len(pks) <= self.most:
                    yield from combinations(sorted(pks), 2)


def _with_one_value(share: Share, statement: str) -> Iterator[tuple[Couple, Share]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [current_organization().pk, MOST_SHARERS])
        while groups := cursor.fetchmany(AT_ONCE):
            for (pks,) in groups:
                for couple in combinations(sorted(pks), 2):
                    yield couple, share


def _names(kind: str) -> Iterator[tuple[int, str]]:
    after, current = 0, MODELS[kind].objects.current().order_by("pk")
    while rows := list(current.filter(pk__gt=after).values_list("pk", "name")[:AT_ONCE]):
        yield from rows
        after = rows[-1][0]
