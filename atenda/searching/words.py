"""The words of a text, as they are kept and asked for. What is written here is written on disk a million times:
whoever changes what `forms` gives adds a migration that marks every `CaseText` stale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from atenda.organizations.folding import fold
from atenda.searching.stemming import stem

LONGEST = 60
WORD = re.compile(r"[^\W_]+")
MARK = "="  # before a stem, which is no word: it is asked for apart

# Said in every text, so that nobody finds anything by them: Spanish, Galician and a little English.
_STOP = """
    a al ante con de del desde el ella ellas ellos en entre es esta estaba estan estar estas este esto estos fue fueron
    ha habia han has hasta hay he la las le les lo los mas me mi mis muy no nos o para pero por porque que se ser si
    sido sin sobre son su sus tambien te tiene tienen tu un una unas uno unos y ya
    ao aos as ata cando coa coas como con cos da das desde do e ela elas eles eran esa ese eses esas esta este estes
    estiven eu foi foron hai ia lle lles mais meu miña mesmo na nas nin non nosa noso nun nunha os ou pola polas polo
    polos porque sen seu seus sua suas ten teñen teu tamen unha unhas uns vai xa
    an and are as at be been by for from has have in is it its of on or our that the they this to was we were will with
    you your
    """
STOP = frozenset(_STOP.split())


class Word(NamedTuple):
    """A word of a text, and where it stands in it."""

    text: str
    start: int
    end: int


def words_in(text: str) -> Iterator[Word]:
    """The words of a composed text, in order. A number like 36.000-B is several, one after the other."""
    return (Word(found[0][:LONGEST], found.start(), found.end()) for found in WORD.finditer(text))


def plain_words_in(text: str) -> list[str]:
    """The same without their places, more quickly."""
    return WORD.findall(text)


@lru_cache(maxsize=30_000)
def forms(word: str) -> tuple[str, ...]:
    """What a word is kept as: folded, and by its stem. Nothing at all for one that is in every text.

    >>> forms("Devoluciones"), forms("devolución"), forms("a"), forms("42")
    (('devoluciones', '=debolb'), ('devolucion', '=debolb'), (), ('42',))
    """
    word = word[:LONGEST]
    plain = fold(word)
    if plain in STOP:
        return ()
    root = stem(word)
    return (plain,) if root is None else (plain, MARK + root)
