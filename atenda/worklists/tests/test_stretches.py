"""Orders by what is filtered by walk only the values asked for, and show what they would without."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.worklists.ordering import ORDERS
from atenda.worklists.paging import page
from atenda.worklists.question import Question, read_question
from atenda.worklists.stretches import within
from atenda.worklists.walks import OfValue, Walk

pytestmark = pytest.mark.django_db


def walked(query: str) -> list[Walk]:
    question = asked(query)
    return within(question, question.order.walks(None, backwards=False))


def asked(query: str) -> Question:
    return read_question(QueryDict(f"view=all&{query}"))


def test_only_values_that_are_asked_for_are_walked(acme: Cast) -> None:
    queja, consulta = acme.category("Queja").pk, acme.category("Consulta").pk

    def values(query: str) -> list[int | None]:
        return [walk.value for walk in walked(query) if isinstance(walk, OfValue)]

    assert values(f"order=category&category={queja},{consulta}") == [
        value for value in values("order=category") if value in (queja, consulta)
    ]
    assert queja not in values(f"order=category&category=-{queja}")
    assert values("order=category&category=none") == [None]
    assert values("order=responsible&assignee=none") == [None]
    assert None in values("order=-responsible&assignee=-none")  # the lists say it, not this
    assert values("order=-team&team=me") == values("order=-team")


def test_one_team_state_or_priority_is_walked_alone(acme: Cast) -> None:
    alta = acme.priority("Alta").pk
    assert [walk.priority for walk in walked(f"order=-folio&priority={alta}")] == [alta]
    assert [walk.priority for walk in walked(f"order=-priority&priority={alta}")] == [alta]
    assert walked(f"team={acme.team.pk}") == [OfValue(True, column="c.team_id", value=acme.team.pk)]
    assert walked(f"team={acme.team.pk}&q=pescada") == [Walk(True)]
    assert walked(f"team={acme.team.pk},none") == [Walk(True)]


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_a_question_without_an_answer_has_an_empty_page(acme: Cast, order: str) -> None:
    alta = acme.priority("Alta").pk
    make.case("Caso", priority=acme.priority("Alta"), team=acme.team)
    for query in (f"priority={alta}&category=none&team={acme.team.pk}", f"priority=-{alta}&team={acme.team.pk}"):
        rows = page(acme.agent, asked(f"{query}&order={order}")).rows
        assert len(rows) == ("-" not in query)
