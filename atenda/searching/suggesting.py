"""What may have been meant where nothing was found: words of the vocabulary like those that were typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from django.db import connection

from atenda.customers.naming import plain
from atenda.organizations.entering import current_organization
from atenda.organizations.folding import fold
from atenda.searching.asking import Asked, understand
from atenda.searching.words import words_in

MOST_WORDS = 3
MOST_LOOKED_UP = 6  # of the words like one that was typed, whether some case in sight has them
SHORTEST = 4
LIKE_ENOUGH = 0.7  # of 1
# Each word that no case and no customer is known to have, with those that are most like it.
LIKE = """
    SELECT said.word, near.word, near.shown, near.n
    FROM unnest(%(words)s::text[], %(plain)s::text[]) said (word, plain) CROSS JOIN LATERAL (
        (SELECT k.word, k.shown, k.n FROM searching_knownword k
         WHERE k.organization_id = %(organization)s AND k.plain %% said.plain
         ORDER BY similarity(k.plain, said.plain) DESC, k.n DESC LIMIT 8)
        UNION ALL
        (SELECT c.word, c.word, 1 FROM customers_nameword c
         WHERE c.organization_id = %(organization)s AND c.plain %% said.plain
         ORDER BY similarity(c.plain, said.plain) DESC LIMIT 4)) near
    """


def instead(asked: Asked, is_seen: Callable[[str], bool] = lambda word: True) -> Asked | None:
    """What may have been meant: the same with other words, and `instead_of` saying what was typed; or nothing.

    For whoever has found nothing, and to be shown only where it does find something that they may see: the vocabulary
    is that of all cases, and says nothing by itself. Nor by its silence: to `is_seen`, who sees some of the cases knows
    only the words of those, so that a word hidden from them neither counts as known nor stands before another.
    """
    typed = [term.words[0] for term in asked.wanted if not term.is_phrase and len(term.words) == 1]
    typed = [word for word in typed if word.isalpha() and len(word) >= SHORTEST][:MOST_WORDS]
    meant = _meant(typed, is_seen) if typed and not asked.exact else {}
    if not meant:
        return None
    found = understand(_with_others(asked.text, meant), with_customers=False)
    return replace(found, instead_of=asked.text)


def _meant(typed: Iterable[str], is_seen: Callable[[str], bool]) -> dict[str, str]:
    """For each word that is not known, the one that is most like it, as it is written."""
    words = list(typed)
    with connection.cursor() as cursor:
        cursor.execute(
            LIKE, {"words": words, "plain": list(map(plain, words)), "organization": current_organization().pk}
        )
        rows = cursor.fetchall()
    likely: dict[str, list[tuple[float, int, str, str]]] = defaultdict(list)
    for word, near, shown, n in rows:
        likeness = SequenceMatcher(a=word, b=near).ratio()
        if likeness >= LIKE_ENOUGH:
            likely[word].append((likeness, n, shown, near))
    best = {word: _first_seen(sorted(found, reverse=True), is_seen) for word, found in likely.items()}
    return {word: shown for word, (near, shown) in best.items() if near not in ("", word)}


def _first_seen(likely: Iterable[tuple[float, int, str, str]], is_seen: Callable[[str], bool]) -> tuple[str, str]:
    """The word and how it is written; a word that is known is most like itself. Empty texts where none is seen."""
    words = {near: shown for _likeness, _n, shown, near in reversed([*likely])}
    few = [*reversed(words)][:MOST_LOOKED_UP]
    return next(((near, words[near]) for near in few if is_seen(near)), ("", ""))


def _with_others(text: str, meant: dict[str, str]) -> str:
    made, reached = "", 0
    for word in words_in(text):
        made += text[reached : word.start] + meant.get(fold(word.text), word.text)
        reached = word.end
    return made + text[reached:]
