"""The forms of a word meet, in Spanish, in Galician and across both; words that mean another thing do not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from atenda.organizations.folding import fold
from atenda.searching.asking import understand
from atenda.searching.documents import document
from atenda.searching.kin import KIN
from atenda.searching.stemming import _root, stem

Pair = tuple[str, str]


def pairs(name: str) -> list[Pair]:
    lines = (Path(__file__).parent / f"{name}.txt").read_text().splitlines()
    return [tuple(line.split()) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


ALIKE, APART = pairs("alike"), pairs("apart")


def meet(some: list[Pair]) -> list[bool]:
    """Whether a text of the one word is found by the other, as PostgreSQL answers, either way round."""
    said = [str(document(word, (), (), ())) for pair in some for word in pair]
    asked = [understand(f"{word} ").query for pair in some for word in reversed(pair)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT said::tsvector @@ asked::tsquery FROM unnest(%s::text[], %s::text[]) p (said, asked)",
            [said, asked],
        )
        found = [each for (each,) in cursor.fetchall()]
    assert found[::2] == found[1::2]
    return found[::2]


def test_there_are_enough_of_them() -> None:
    assert len(ALIKE) >= 300
    assert len(APART) >= 90
    assert max(Counter(ALIKE + APART).values()) == 1


@pytest.mark.django_db
def test_words_that_are_alike_find_each_other() -> None:
    assert [pair for pair, is_met in zip(ALIKE, meet(ALIKE), strict=True) if not is_met] == []


@pytest.mark.django_db
def test_words_that_are_not_do_not() -> None:
    assert [pair for pair, is_met in zip(APART, meet(APART), strict=True) if is_met] == []


def test_accents_and_capitals_do_not_count_and_n_with_a_tilde_does() -> None:
    words = {word for pair in ALIKE for word in pair}
    assert [word for word in words if stem(fold(word)) != stem(word)] == ["devolverán"]  # a future, by its accent alone
    assert [word for word in words if stem(word.upper()) != stem(word)] == []
    assert stem("caña") != stem("cana")


def test_a_word_stands_in_one_family_and_one_at_most() -> None:
    """Or the order of the list would say what a word means. None is there that the rules would find themselves."""
    roots = [{_root(word, fold(word)) for word in line} for line in KIN]
    assert [root for root, n in Counter(root for line in roots for root in line).items() if n > 1] == []
    assert [line for line, of_line in zip(KIN, roots, strict=True) if len(of_line) == 1] == []


@pytest.mark.parametrize("word", ["42", "A42", "36000008B"])
def test_numbers_have_no_stem(word: str) -> None:
    assert stem(word) is None


@pytest.mark.parametrize(
    "word", ["e", "es", "ns", "eis", "ando", "arlo", "acion", "ue", "gu", "ñ", "s" * 60, "日本語", "ß"]
)
def test_whatever_is_an_ending_alone_stays_a_word(word: str) -> None:
    assert stem(word)
