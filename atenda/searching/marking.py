"""Mark the words that were found: by the rules they were found by, so that what is marked is what was meant."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from atenda.organizations.folding import composed, fold
from atenda.searching.asking import Asked, Term
from atenda.searching.words import LONGEST, STOP, WORD, forms

EXCERPT = 140  # signs about the first word found
BEFORE = 40
PIECE = 500  # signs
MOST_REMEMBERED = 5000
Span = tuple[int, int]


def marked(text: str, asked: Asked) -> Markup:
    """The text, safe to be shown, with the words that were asked for in `<mark>`."""
    text = composed(text)
    return _with_marks(text, _where(text, asked.wanted))


def missing(asked: Asked, *texts: str) -> list[Term]:
    """Which of the terms that are wanted stand in none of the texts."""
    return [term for term in asked.wanted if not any(_where(composed(text), (term,)) for text in texts)]


def excerpt(text: str, asked: Asked, about: Sequence[Term] | None = None, length: int = EXCERPT) -> Markup:
    """What stands about the first word found in a text, or the first of some terms, in one line; or nothing."""
    text = " ".join(composed(text).split())
    first = _first(text, asked.wanted if about is None else about)
    if first is None:
        return Markup()
    begin = _word_border(text, first[0] - BEFORE, first[0])
    end = len(text) if begin + length >= len(text) else text.rfind(" ", first[1], begin + length)
    end = min(max(end, first[1]), begin + 2 * length)  # one word may be as long as a page
    spans = _about(text, asked.wanted, begin, end)
    inside = [(start - begin, min(stop, end) - begin) for start, stop in spans if begin <= start < end]
    cut = _with_marks(text[begin:end], inside)
    return ("…" if begin else "") + cut + ("…" if end < len(text) else "")


def _word_border(text: str, place: int, last: int) -> int:
    """The beginning of the word after that place, no further than the last; in a long one, as in an address, there."""
    return 0 if place <= 0 else text.find(" ", place, last) + 1 or place


def _with_marks(text: str, spans: Sequence[Span]) -> Markup:
    """Put together as plain strings, each escaped by itself: a page has hundreds of them."""
    parts, reached = [], 0
    for start, end in spans:
        parts += [str(escape(text[reached:start])), "<mark>", str(escape(text[start:end])), "</mark>"]
        reached = end
    return Markup("".join([*parts, str(escape(text[reached:]))]))  # noqa: S704  all of it escaped above


@lru_cache(maxsize=200)
def _where(text: str, terms: tuple[Term, ...]) -> list[Span]:
    """Where words stand that were asked for, in order; those that were asked one after the other, as one. A list asks
    twice for each of its rows: whether all are in the reference, and where."""
    alone, phrases = tuple(term for term in terms if not term.is_phrase), [term for term in terms if term.is_phrase]
    found = _alone(text, alone) if alone else []
    if phrases and (places := _places(text, phrases)):
        words = [word.span() for word in WORD.finditer(text)]
        found = _apart(sorted([*found, *((words[first][0], words[last][1]) for first, last in places)]))
    return found


def _about(text: str, terms: Sequence[Term], begin: int, end: int) -> list[Span]:
    """Where those stand that begin between the two; of words by themselves no more is read than is between spaces."""
    if any(term.is_phrase for term in terms):
        return _where(text, tuple(terms))
    until = text.find(" ", end)
    return _alone(text, tuple(terms), text.rfind(" ", 0, begin) + 1, len(text) if until < 0 else until)


def _first(text: str, terms: Sequence[Term]) -> Span | None:
    """The first of these. A long text is read piece by piece, where words stand by themselves."""
    if any(term.is_phrase for term in terms):
        return next(iter(_where(text, tuple(terms))), None)
    reached = 0
    while reached < len(text):
        until = text.find(" ", reached + PIECE)
        until = len(text) if until < 0 else until
        if found := _alone(text, tuple(terms), reached, until):
            return found[0]
        reached = until
    return None


def _alone(text: str, terms: tuple[Term, ...], begin: int = 0, end: int = sys.maxsize) -> list[Span]:
    """Where words stand that are meant. First of all whether any is, for to ask where takes twice as long."""
    meant = _meant(terms)
    if not any(map(meant.__getitem__, WORD.findall(text, begin, end))):
        return []
    return [found.span() for found in WORD.finditer(text, begin, end) if meant[found[0]]]


class _Meant(dict[str, bool]):
    """Of each word met, whether one of the terms means it: texts say the same words again and again."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.forms = {term.form for term in terms if term.form}
        self.beginnings = tuple(term.words[0] for term in terms if term.is_beginning)

    def __missing__(self, word: str) -> bool:
        is_meant = not self.forms.isdisjoint(forms(word)) or fold(word).startswith(self.beginnings)
        if len(self) < MOST_REMEMBERED:
            self[word] = is_meant
        return is_meant


@lru_cache(maxsize=32)
def _meant(terms: tuple[Term, ...]) -> _Meant:
    return _Meant(terms)


class _Folded(dict[str, str]):
    """Each word met as phrases are compared by."""

    def __missing__(self, word: str) -> str:
        folded = fold(word[:LONGEST])
        if len(self) < MOST_REMEMBERED:
            self[word] = folded
        return folded


_folded = _Folded()


def _places(text: str, phrases: Sequence[Term]) -> list[tuple[int, int]]:
    """The first and the last word of each of those phrases in the text, by their numbers."""
    plain = list(map(_folded.__getitem__, WORD.findall(text)))
    return [
        (n, n + len(term.words) - 1)
        for term in phrases
        for n in _beginnings(term, plain)
        if 0 <= n <= len(plain) - len(term.words) and _stands(term, plain, n)
    ]


def _beginnings(term: Term, plain: Sequence[str]) -> Iterable[int]:
    """Where a phrase may begin, by its first word that no other may stand for."""
    whole = term.words[:-1] if term.is_beginning else term.words
    for place, word in enumerate(whole):
        if word not in STOP:
            return (n - place for n, each in enumerate(plain) if each == word)
    return range(len(plain))


def _stands(term: Term, plain: Sequence[str], place: int) -> bool:
    """Whether the words of a phrase begin there; any word may stand for one that is in every text."""
    *before, last = zip(term.words, plain[place:], strict=False)
    return all(folded == wanted or wanted in STOP for wanted, folded in before) and (
        last[1].startswith(last[0]) if term.is_beginning else last[1] == last[0] or last[0] in STOP
    )


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Without those that begin in another."""
    apart: list[Span] = []
    for start, end in spans:
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
        elif end > apart[-1][1]:
            apart[-1] = (apart[-1][0], end)
    return apart
