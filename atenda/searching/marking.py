"""Mark the words that were found: by the rules they were found by, so that what is marked is what was meant."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from atenda.organizations.folding import composed, fold
from atenda.searching.asking import Asked, Term
from atenda.searching.words import STOP, WORD, Word, forms, words_in

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
    return [term for term in asked.wanted if not any(_where(composed(text), [term]) for text in texts)]


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


def _where(text: str, terms: Sequence[Term]) -> list[Span]:
    """Where words stand that were asked for, in order; those that were asked one after the other, as one."""
    alone, phrases = tuple(term for term in terms if not term.is_phrase), [term for term in terms if term.is_phrase]
    found = _alone(text, alone) if alone else []
    if phrases:
        words = list(words_in(text))
        plain = [fold(word.text) for word in words]
        found = _apart(sorted([*found, *(span for term in phrases for span in _in_order(term, words, plain))]))
    return found


def _about(text: str, terms: Sequence[Term], begin: int, end: int) -> list[Span]:
    """Where those stand that begin between the two; of words by themselves no more is read than is between spaces."""
    if any(term.is_phrase for term in terms):
        return _where(text, terms)
    until = text.find(" ", end)
    return _alone(text, tuple(terms), text.rfind(" ", 0, begin) + 1, len(text) if until < 0 else until)


def _first(text: str, terms: Sequence[Term]) -> Span | None:
    """The first of these. A long text is read piece by piece, where words stand by themselves."""
    if any(term.is_phrase for term in terms):
        return next(iter(_where(text, terms)), None)
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


def _in_order(term: Term, words: Sequence[Word], plain: Sequence[str]) -> list[Span]:
    places = range(len(words) - len(term.words) + 1)
    return [(words[n].start, words[n + len(term.words) - 1].end) for n in places if _stands(term, plain, n)]


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
