"""Guesses of how many there are: kept for a minute, each organization its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.worklists import estimating
from atenda.worklists.conditions import where
from atenda.worklists.estimating import Guess, how_many
from atenda.worklists.paging import tab_counts
from atenda.worklists.question import View, read_question

pytestmark = pytest.mark.django_db


def guessed(agent: Any, query: str) -> Guess:
    return how_many(where(agent, read_question(QueryDict(query))))


def test_a_guess_is_kept_for_a_minute(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr(estimating, "monotonic", lambda: now[0])
    make.case("Pescada conxelada")
    assert guessed(acme.agent, "q=pescada").words == 1
    make.case("Outra pescada")
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert guessed(acme.agent, "q=pescada").words == 1
    assert not [query for query in made if "generate_series" in query["sql"]]
    now[0] += estimating.KEPT_FOR + 1
    assert guessed(acme.agent, "q=pescada").words == 2


def test_each_organization_has_its_own(acme: Cast, other: Cast) -> None:
    make.case("Pescada conxelada")
    assert guessed(acme.agent, "q=pescada").words == 1
    with inside(other.organization):
        assert guessed(other.agent, "q=pescada").words == 0


def test_the_index_meets_words_in_whatever_order(acme: Cast) -> None:
    make.case("Pescada conxelada")
    make.case("Conxelada e pescada")
    found = guessed(acme.agent, 'q="pescada conxelada"')
    assert found.words < found.met == 2
    assert guessed(acme.agent, "q=conxelada").met == 2


def test_what_nothing_narrows_is_counted_and_not_guessed(acme: Cast) -> None:
    for n in range(3):
        make.case(f"Caso {n}")
    everything = where(acme.agent, read_question(QueryDict("view=all")))
    counted = tab_counts(acme.agent)[View.ALL]
    assert estimating.estimated(type(everything)(everything.conditions, counted=lambda: counted)) == 3
