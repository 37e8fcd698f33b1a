"""Names as they are kept, sorted and searched."""

from __future__ import annotations

import re

from atenda.organizations.folding import composed, fold, sort_key

LONGEST_WORD = 40
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")


def clean(text: str) -> str:
    """One line in composed letters, single blanks, nothing invisible.

    >>> clean(" Marin\u0303o\\tGómez ")
    'Mariño Gómez'
    """
    return " ".join(_UNSEEN.sub(" ", composed(text)).split())


def search_name_of(name: str) -> str:
    """What `search_name` holds: no accents, no capitals, ñ after n in a comparison of code points.

    It begins with a blank, so that every word follows one and the beginning of a word is one pattern.

    >>> search_name_of("Uxía Peña")
    ' uxia pen\x7fa'
    """
    return f" {sort_key(clean(name))}"[:401]


def words_of(name: str) -> set[str]:
    """The words of a name that a mistyped one may be compared with: letters only, three or more of them.

    >>> sorted(words_of("Talleres Peña, S.L. 2000"))
    ['peña', 'talleres']
    """
    words = re.findall(r"[^\W\d_]+", fold(clean(name)))
    return {word for word in words if 3 <= len(word) <= LONGEST_WORD}


def plain(word: str) -> str:
    """A folded word as somebody without an ñ on the keyboard types it."""
    return word.replace("ñ", "n")
