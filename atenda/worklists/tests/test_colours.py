"""Rules of colour of a saved view (U8, B54)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.worklists import saving
from atenda.worklists.colours import fits
from atenda.worklists.conditions import where
from atenda.worklists.models import SavedView
from atenda.worklists.narrowing import all_folios
from atenda.worklists.paging import page
from atenda.worklists.question import read_question
from atenda.worklists.tests.test_narrowing import desk, questions

pytestmark = pytest.mark.django_db
__all__ = ["desk"]
ROW = re.compile(r'<tr class="rows__row([^"]*)" id="case-(\d+)".*?</tr>', re.S)


def test_a_row_fits_what_the_database_would_let_through(desk: Cast) -> None:
    now = timezone.now()
    rows = page(desk.agent, read_question(QueryDict("view=all")), size=100).rows
    asked = {query for query in questions(desk) if not re.search(r"\b(view|q|open_on)=", query)}
    assert len(asked) > 10
    for query in asked:
        question = read_question(QueryDict(f"view=all&{query}"))
        found = {row.folio for row in rows if fits(question.filters, row, desk.agent, now)}
        assert found == set(all_folios(where(desk.agent, question, now=now))), query


def test_the_first_rule_that_fits_colours_a_row_and_says_so(acme: Cast, visit: Visit) -> None:
    for name in ("Alta", "Media", "Normal"):
        make.case(name, priority=acme.priority(name), responsible=acme.agent)
    view = saving.save(name="Cores", asked={"order": "folio"}, by=acme.agent)
    visit.as_(acme.agent)
    address = acme.url(f"cases/views/{view.pk}/colours/")
    for when, tone, label in (
        (f"priority={acme.priority('Alta').pk}", "red", "Urxe <b>"),
        ("assignee=me", "blue", "Meu"),
        ("idle=7", "grey", "Parado"),
    ):
        assert visit.post(address, {"when": when, "tone": tone, "label": label}).status_code == 302
    for refused in ({"when": "priority=987654"}, {"tone": "gold"}, {"label": " "}):
        said = {"when": "due=overdue", "tone": "red", "label": "x"} | refused
        assert visit.post(address, said).status_code == 422

    costs = []
    for query in (f"?saved={view.pk}", "?order=folio"):
        visit.get(acme.url(f"cases/{query}"))
        with CaptureQueriesContext(connection) as asked:
            text = visit.get(acme.url(f"cases/{query}")).content.decode()
        costs.append(len(asked))
        if "saved" in query:
            rows = {match[2]: (match[1].split(), match[0]) for match in ROW.finditer(text)}
    assert costs[0] == costs[1]
    assert rows["1"][0] == ["rows__row--coloured", "tone-red"]
    assert "Urxe &lt;b&gt;</span>" in rows["1"][1]
    assert rows["2"][0] == ["rows__row--coloured", "tone-blue"]
    assert 'class="rows__said tone-blue">Meu<' in rows["2"][1]

    visit.post(address, {"remove": "0"})
    assert [rule["label"] for rule in SavedView.objects.get().colours] == ["Meu", "Parado"]
    for place in ("7", "-1", "x", "9" * 50):
        visit.post(address, {"remove": place})
    assert len(SavedView.objects.get().colours) == 2


def test_a_copy_keeps_the_colours(acme: Cast, visit: Visit) -> None:
    rule = {"asked": {"due": "overdue"}, "tone": "red", "label": "Tarde"}
    view = saving.save(name="De todos", asked={}, reach="all", colours=[rule], by=acme.admin)
    visit.as_(acme.agent).post(acme.url(f"cases/views/new/?saved={view.pk}"), {"name": "Miña", "reach": "own"})
    assert SavedView.objects.get(name="Miña").colours == [rule]


def test_a_rule_that_makes_no_sense_any_more_colours_nothing(acme: Cast, visit: Visit) -> None:
    make.case()
    rules = [{"asked": {"priority": "moon"}, "tone": "red", "label": "x"}, {"asked": {"team": "9"}}, {}]
    view = saving.save(name="Vella", asked={}, colours=rules, by=acme.agent)
    visit.as_(acme.agent)
    for path in (f"cases/?saved={view.pk}", f"cases/views/{view.pk}/"):
        answer = visit.get(acme.url(path))
        assert answer.status_code == 200
        assert "rows__row--coloured" not in answer.content.decode()
