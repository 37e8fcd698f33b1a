"""Text as rules compare it: words without accents, capitals and signs. Reading it takes time that grows with its length
and with nothing else."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from itertools import pairwise

from atenda.organizations.folding import composed, fold

_WORD = re.compile(r"[^\W_]+")  # ours: nobody writes expressions for it


def tokens(text: str) -> list[str]:
    """Its words, as they are compared.

    >>> tokens("¿A «Cámara» non arrinca?")
    ['a', 'camara', 'non', 'arrinca']
    """
    return _WORD.findall(fold(composed(text)))


class Text:
    """A text of one or several parts that is asked for words many times over."""

    def __init__(self, *parts: str) -> None:
        self._parts = parts

    @cached_property
    def _words(self) -> list[list[str]]:
        return [tokens(part) for part in self._parts]

    @cached_property
    def known(self) -> frozenset[str]:
        """Each word of it once."""
        return frozenset(word for part in self._words for word in part)

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for part in self._words for pair in pairwise(part))

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.known)

    @cached_property
    def _joined(self) -> str:
        return "\n".join(f" {' '.join(part)} " for part in self._words)

    def has(self, phrase: tuple[str, ...]) -> bool:
        """Whether these words stand in it, whole and one after the other."""
        if not self.known.issuperset(phrase):
            return False
        if len(phrase) == 1 or not self._pairs.issuperset(pairwise(phrase)):
            return len(phrase) == 1
        return len(phrase) == 2 or f" {' '.join(phrase)} " in self._joined

    def word_beginning(self, beginning: str) -> str:
        """The first word, by the alphabet, that begins so; nothing where none does."""
        place = bisect_left(self._sorted, beginning)
        found = self._sorted[place] if place < len(self._sorted) else ""
        return found if found.startswith(beginning) else ""
