"""The stem of a word: what its forms have in common, in Spanish and Galician alike.

One set of rules for both, because people write both on the same day: plurals in -s, -es, -ns and -is, the endings of
verbs, and the sounds that tell one language from the other (puerta/porta, gestión/xestión, cartero/carteiro,
servicio/servizo, móvil/móbil). What no rule tells is a list (`kin.py`). A stem is no word and is never shown: it may be
any string, so long as what belongs together has the same one and what does not has another.
"""

from __future__ import annotations

import re

from atenda.organizations.folding import fold
from atenda.searching.kin import ALONE, KIN

SHORTEST = 4  # a shorter word has no ending
_CONSONANT = "bcdfghjklmnñpqrstvwxyz"
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("x|g(?=[ei])", "j"),  # xente, gente
        ("z", "c"),  # servizo, servicio; voz, voces
        ("v", "b"),  # móvil, móbil
        ("y", "i"),  # mayo, maio
        (f"(?<![gq])ue(?!s?\\Z)(?=[{_CONSONANT}])", "o"),  # puerta, porta; devuelve, devolver
        (f"ie(?!s?\\Z)(?=[{_CONSONANT}])", "e"),  # tiempo, tempo; pierde, perder
        ("(?<=..)eir(?=[oa]s?\\Z)", "er"),  # carteiro, cartero
    )
)
_LATER = re.compile(r"(?<=...)[aei]r(á[ns]?|é|ei)\Z")  # with its accent alone: «repara» is no future
_PRONOUN = re.compile(r"(?<=...[aei]r)(se|me|l[eo]s?|las?|nos|lles?|sel[oa]s?|mel[oa]s?)\Z")
_WE_OR_YOU = re.compile(
    r"(?<=....)([aei]r[ae]mos|abamos|[aei]riamos|[aei]mos)\Z|(?<=...)[ai]ches\Z",
)
_PLURALS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), singular)
    for pattern, singular in (
        (r"(?<=..)ns\Z", "n"),  # camións
        (r"(?<=..)([aeou])is\Z", r"\1l"),  # animais, papeis, españois
        (r"(?<=..)([lnrdjcs])es\Z", r"\1"),  # papeles, camiones, voces
        (r"(?<=..)([^su])s\Z", r"\1"),
    )
)
_ENDINGS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=....)mente\Z",
        r"(?<=....)(acion|[ai]m[ei]ento|[ai]mento)\Z",  # facturación, tratamiento: of facturar, tratar
        r"(?<=...)([aei]ndo|[ai]d[oa]|abas?|aban|[aei]ron)\Z",
        r"(?<=...)([aei]r|ei|[oei]u|[ae]n)\Z",
        r"(?<=....)in\Z",
        r"(?<=...)[aeo]\Z",
    )
)
_BLE = re.compile(r"(?<=...)bel\Z")  # posíbel


def stem(word: str) -> str | None:
    """The stem of a word as it is written; None of what has no letters alone.

    >>> stem("facturación"), stem("facturou"), stem("facturas"), stem("papeis"), stem("A42")
    ('factur', 'factur', 'factur', 'papel', None)
    """
    plain = fold(word)
    if not plain.isalpha():
        return None
    root = _root(word, plain)
    return _OF_KIN.get(root, root)


def _root(word: str, plain: str) -> str:
    if plain in ALONE:
        return ALONE[plain]
    found = plain
    for pattern, sound in _SOUNDS:
        found = pattern.sub(sound, found)
    if len(found) < SHORTEST:
        return found
    if _LATER.search(word.lower()):
        return _end(found[: found.rindex("r") - 1])
    found = _PRONOUN.sub("", found)
    if (cut := _WE_OR_YOU.sub("", found)) != found:
        return _end(cut)
    found = _without_plural(found)
    for ending in _ENDINGS:
        if (cut := ending.sub("", found)) != found:
            return _end(cut)
    return _end(_BLE.sub("bl", found))


def _without_plural(plain: str) -> str:
    for pattern, singular in _PLURALS:
        if (cut := pattern.sub(singular, plain)) != plain:
            return cut
    return plain


def _end(root: str) -> str:
    """How a root ends, however it is spelt before the next letter: busc- and busqu-, enviad- and envi-."""
    root = re.sub(r"qu\Z", "c", re.sub(r"gu\Z", "g", root))
    return root[:-1] if root[-1] == "i" and len(root) > SHORTEST else root


def _of_kin() -> dict[str, str]:
    """From the root of each word in a line to that of the first."""
    return {_root(word, fold(word)): _root(line[0], fold(line[0])) for line in KIN for word in line}


_OF_KIN = _of_kin()
