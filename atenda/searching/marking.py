"""Mark the words that were found: by the rules they were found by, so that what is marked is what was meant."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from atenda.organizations.folding import fold
from atenda.searching.asking import Asked, Term
from atenda.searching.words import STOP, Word, composed, forms, words_in

EXCERPT = 140  # signs about the first word found
BEFORE = 40
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
    first = _where(text, asked.wanted if about is None else about)
    if not first:
        return Markup()
    begin = _word_border(text, first[0][0] - BEFORE)
    end = len(text) if begin + length >= len(text) else text.rfind(" ", first[0][1], begin + length)
    end = min(max(end, first[0][1]), begin + 2 * length)  # one word may be as long as a page
    spans = _where(text, asked.wanted)
    inside = [(start - begin, min(stop, end) - begin) for start, stop in spans if begin <= start < end]
    cut = _with_marks(text[begin:end], inside)
    return Markup("{}{}{}").format("…" if begin else "", cut, "…" if end < len(text) else "")


def _word_border(text: str, place: int) -> int:
    """The beginning of the word after that place; of the text, near its beginning."""
    return 0 if place <= 0 else text.find(" ", place) + 1


def _with_marks(text: str, spans: Sequence[Span]) -> Markup:
    parts, reached = [], 0
    for start, end in spans:
        parts += [escape(text[reached:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        reached = end
    return Markup().join([*parts, escape(text[reached:])])


def _where(text: str, terms: Sequence[Term]) -> list[Span]:
    """Where words stand that were asked for, in order; those that were asked one after the other, as one."""
    words = list(words_in(text))
    plain = [fold(word.text) for word in words]
    found = [span for term in terms for span in _found(term, words, plain)]
    return _apart(sorted(found))


def _found(term: Term, words: Sequence[Word], plain: Sequence[str]) -> list[Span]:
    if not term.is_phrase:
        return [
            (word.start, word.end)
            for word, folded in zip(words, plain, strict=True)
            if (term.form and term.form in forms(word.text)) or (term.is_beginning and folded.startswith(term.words[0]))
        ]
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
