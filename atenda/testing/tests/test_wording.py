"""The phrases of the sample: both languages say the same things, and every blank is one that can be filled."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from atenda.testing.sample import phrases
from atenda.testing.sample.subjects import SUBJECTS
from atenda.testing.sample.subjects.kinds import Subject
from atenda.testing.sample.words import Blanks

BLANKS = Blanks(
    Random(1),
    at=datetime(2026, 11, 3, tzinfo=UTC),
    name="Uxía",
    town="O Grove",
    colleague="Brais",
    driver="Suso",
    from_the_sea=True,
)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.es.references[0][:30])
def test_both_languages_have_the_same_parts(subject: Subject) -> None:
    for part in ("references", "tellings", "findings", "outcomes"):
        assert len(getattr(subject.es, part)) == len(getattr(subject.gl, part)), part
    if subject.fits:
        fits = subject.fits.split()
        assert len(fits) == len(subject.es.references)
        assert {int(place) for fit in fits for place in fit if place != "-"} == set(range(len(subject.es.tellings)))


def test_every_blank_can_be_filled() -> None:
    for subject in SUBJECTS:
        for language in ("es", "gl"):
            wording = subject.wording(language)
            for phrase in (*wording.references, *wording.tellings, *wording.findings, *wording.outcomes):
                filled = BLANKS.fill(phrase, language)
                assert "{" not in filled
                assert len(filled) < 190


def test_general_phrases_come_in_pairs() -> None:
    pools = [pool for name, pool in vars(phrases).items() if name.isupper() and isinstance(pool, dict)]
    assert pools
    for pool in pools:
        assert len(pool["es"]) == len(pool["gl"])
        assert all("{" not in BLANKS.fill(phrase, "es") for phrase in pool["es"])


def test_galician_contracts_before_a_town() -> None:
    assert BLANKS.fill("na ruta de {town}, en {town}", "gl") == "Na ruta do Grove, no Grove"
    assert BLANKS.fill("en la ruta de {town}", "es") == "En la ruta de O Grove"
