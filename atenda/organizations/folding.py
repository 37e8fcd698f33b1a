"""Text as people search and sort it: accents and capitals do not count, ñ is a letter of its own.

`fold` is the same function as `FOLD_SQL`, so that what is stored and what is asked meet.
"""

import re
import unicodedata
from functools import cache

_FROM, _TO = "áàâäéèêëíìîïóòôöúùûüç", "aaaaeeeeiiiioooouuuuc"
_TABLE = str.maketrans(_FROM, _TO)
FOLD_SQL = f"translate(lower(%s), '{_FROM}', '{_TO}')"


LONGEST_WORD = 300  # signs without a blank between them: composing less than that takes no time
MOST_ACCENTS = 8  # on one letter


def composed(text: str) -> str:
    """The text with each accented letter as one sign. Of accents heaped on a letter the first ones stay: putting
    thousands in order takes seconds, and no language has them (hardening 3.70).

    >>> composed("can\u0303o\u0301n"), len(composed("a" + "\u0301\u0316" * 500))
    ('cañón', 8)
    """
    if text.isascii():
        return text
    if len(text) > LONGEST_WORD and max(map(len, text.split()), default=0) > LONGEST_WORD:
        text = _heaps().sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


@cache
def _heaps() -> re.Pattern[str]:
    accents = "".join(re.escape(chr(n)) for n in range(0x300, 0x1E950) if unicodedata.combining(chr(n)))
    return re.compile(f"([{accents}]{{{MOST_ACCENTS}}})[{accents}]+")


def fold(text: str) -> str:
    """Lower case without accents; ñ stays. Blanks are single.

    >>> fold("Ñandú  de MÚGICA")
    'ñandu de mugica'
    """
    return " ".join(text.lower().translate(_TABLE).split())


def unaccented(text: str) -> str:
    """Lower case without accents, letter for letter and blank for blank: places in it are places in `text`.

    Only where a capital has no single small letter (İ) would they shift; then the text is given as it is.
    """
    flat = text.lower().translate(_TABLE)
    return flat if len(flat) == len(text) else text


def sort_key(text: str) -> str:
    """A key that puts ñ after n and before o in a plain comparison of code points."""
    return fold(text).replace("ñ", "n\x7f")
