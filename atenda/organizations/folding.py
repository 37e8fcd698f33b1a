"""Text as people search and sort it: accents and capitals do not count, ñ is a letter of its own.

`fold` is the same function as `FOLD_SQL`, so that what is stored and what is asked meet.
"""

_FROM, _TO = "áàâäéèêëíìîïóòôöúùûüç", "aaaaeeeeiiiioooouuuuc"
_TABLE = str.maketrans(_FROM, _TO)
FOLD_SQL = f"translate(lower(%s), '{_FROM}', '{_TO}')"


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
