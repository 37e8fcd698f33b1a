"""Names that are the same to the ear, in any order, or but for one slip of the hand, in Spanish and Galician.

«Baldomero Xil Peña» is «Gil Pena, Valdomero»; «Talleres Peña, S.L.» is «Tayeres Peña SL» by a slip, not by its sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from atenda.customers.naming import plain
from atenda.organizations.folding import fold

_SMALL = "a as da das de del do dos e el i la las los o os y and of the"
_TITLES = "d dna don dona dr dra sr sra"
_LEGAL = """anonima cb coop cooperativa eirl gmbh inc laboral lda limitada llc ltd ltda sa sal sas sat sau sc scl scoop
    scp sl sll slne slp slu sociedad sociedade spa srl unipersonal"""
IGNORED = {"account": frozenset(f"{_SMALL} {_LEGAL}".split()), "contact": frozenset(f"{_SMALL} {_TITLES}".split())}
FEWEST_LETTERS = 4  # of a name of one word, which a company may have
LONG = 7  # letters: with so many, a slip in the only word of a name is one
_DOTTED = re.compile(r"\b(?:[a-z]\.\s?){2,}")
_SOUNDS = (
    (re.compile(r"ch"), "1"),
    (re.compile(r"qu(?=[ei])|q"), "k"),
    (re.compile(r"gu(?=[ei])"), "2"),
    (re.compile(r"g(?=[ei])|x"), "j"),
    (re.compile(r"c(?=[ei])|z"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"h"), ""),
    (re.compile(r"c"), "k"),
    (re.compile(r"2"), "g"),
    (re.compile(r"[vw]"), "b"),
    (re.compile(r"y"), "i"),
    (re.compile(r"n(?=[bp])"), "m"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def words_of(name: str, kind: str) -> tuple[str, ...]:
    """What tells the name from others, folded, in its order: no articles, titles, initials nor forms of companies.

    >>> words_of("Talleres da Peña, S.L.", "account"), words_of("Sra. Uxía M. Gómez", "contact")
    (('talleres', 'pena'), ('uxia', 'gomez'))
    """
    folded = _DOTTED.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", plain(fold(name)))
    return tuple(word for word in re.findall(r"[^\W_]+", folded) if len(word) > 1 and word not in IGNORED[kind])


@lru_cache(maxsize=20_000)
def sound_of(word: str) -> str:
    """How a folded word sounds, so that words that are confused are the same.

    >>> sound_of("valdomero") == sound_of("baldomero"), sound_of("xerardo") == sound_of("gerardo")
    (True, True)
    """
    for letters, sound in _SOUNDS:
        word = letters.sub(sound, word)
    return word


def whole_sound(name: str, kind: str) -> str:
    """The same for two names of the same words as the ear knows them, whatever their order; empty when there is too
    little to tell anybody by."""
    sounds = sorted({sound_of(word) for word in words_of(name, kind)})
    is_enough = len(sounds) > 1 or (kind == "account" and bool(sounds) and len(sounds[0]) >= FEWEST_LETTERS)
    return " ".join(sounds) if is_enough else ""


def partial_sounds(name: str, kind: str) -> Iterator[str]:
    """What it has in common with a name that differs by a slip in one word: its sound without each of them, or, of a
    company of one long word, without each of its letters."""
    sounds = sorted({sound_of(word) for word in words_of(name, kind)})
    if kind == "account" and len(sounds) == 1 and len(sounds[0]) >= LONG:
        yield sounds[0]
        yield from dict.fromkeys(sounds[0][:at] + sounds[0][at + 1 :] for at in range(len(sounds[0])))
    elif len(sounds) > (1 if kind == "account" else 2):
        for at in range(len(sounds)):
            rest = " ".join((*sounds[:at], *sounds[at + 1 :]))
            if len(rest) >= FEWEST_LETTERS:
                yield f"{len(sounds)} {rest}"


def sounds_same(first: str, second: str, kind: str) -> bool:
    sound = whole_sound(first, kind)
    return bool(sound) and sound == whole_sound(second, kind)


def differs_by_a_slip(first: str, second: str, kind: str) -> bool:
    """All words are the same to the ear but one, and that one differs by a letter: another one, one too many, one
    missing, or two exchanged."""
    one, other = ({sound_of(word) for word in words_of(name, kind)} for name in (first, second))
    only_one, only_other = one - other, other - one
    if len(only_one) != 1 or len(only_other) != 1:
        return False
    return is_slip(only_one.pop(), only_other.pop())


def is_slip(first: str, second: str) -> bool:
    """
    >>> is_slip("kastro", "kasrto"), is_slip("kastro", "kasro"), is_slip("lopes", "gomes")
    (True, True, False)
    """
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) > 1 or len(first) < FEWEST_LETTERS - 1:
        return False
    at = next((at for at, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), len(first))
    if len(first) < len(second):
        return first[at:] == second[at + 1 :]
    is_exchange = first[at : at + 2] == second[at : at + 2][::-1]
    return first[at + 1 :] == second[at + 1 :] or (is_exchange and first[at + 2 :] == second[at + 2 :])


def has_all_of(first: str, second: str, kind: str) -> bool:
    """Whether one name is the other with words added: «Uxía Peña» and «Uxía Peña Castro»; words
    are compared by their sound."""
    one, other = ({sound_of(word) for word in words_of(name, kind)} for name in (first, second))
    return bool(one and other) and (one <= other or other <= one)
