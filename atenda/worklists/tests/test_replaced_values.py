"""A filter that names a value which another took the place of finds the cases of that one (B83)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict

from atenda.cases import swapping, tagging
from atenda.cases.models import Category
from atenda.cases.replacing import replace
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.worklists.models import Reach, SavedView
from atenda.worklists.paging import page
from atenda.worklists.question import read_question


def folios(acme: Cast, query: str) -> list[int]:
    return [row.folio for row in page(acme.agent, read_question(QueryDict(query)), before="", after="").rows]


@pytest.fixture
def replaced(acme: Cast) -> tuple[Category, Category]:
    """Queja gave its place to Incidencia; case 1 had it, 2 has the other one, 3 a third."""
    old, new = acme.category("Queja"), acme.category("Incidencia")
    for category in (old, new, acme.category("Consulta")):
        make.case(category=category)
    carried = replace(old, to=new, by=acme.admin, now=NOW)
    while swapping.advance(carried, now=NOW + timedelta(minutes=1)):
        pass
    return old, new


def test_an_old_address_finds_the_cases_of_the_successor(acme: Cast, replaced: tuple[Category, Category]) -> None:
    old, new = replaced
    assert folios(acme, f"category={old.pk}") == folios(acme, f"category={new.pk}") == [2, 1]
    assert folios(acme, f"category=-{old.pk}") == [3]
    assert read_question(QueryDict(f"category={old.pk},{new.pk}")).query() == f"?category={new.pk}"


def test_a_saved_view_follows_and_is_not_told_to_have_changed(
    acme: Cast, visit: Visit, replaced: tuple[Category, Category]
) -> None:
    old, _new = replaced
    view = SavedView.objects.create(name="Queixas", owner=acme.agent, reach=Reach.OWN, asked={"category": str(old.pk)})
    text = visit.as_(acme.agent).get(acme.url(f"cases/?saved={view.pk}")).content.decode()
    assert 'id="case-1"' in text
    assert 'id="case-2"' in text
    assert 'id="case-3"' not in text
    assert "Categoría: Incidencia" in text
    assert "con cambios" not in text


def test_a_value_that_went_is_not_offered(acme: Cast, visit: Visit, replaced: tuple[Category, Category]) -> None:
    text = visit.as_(acme.agent).get(acme.url("cases/filters/")).content.decode()
    assert ">Incidencia<" in text
    assert ">Queja<" not in text


def test_while_it_is_being_replaced_nothing_is_missing(acme: Cast) -> None:
    old, new = acme.category("Queja"), acme.category("Incidencia")
    make.case(category=old)
    make.case(category=new)
    replace(old, to=new, by=acme.admin, now=NOW)
    for pk in (old.pk, new.pk):
        assert folios(acme, f"category={pk}") == [2, 1]
        assert folios(acme, f"category=-{pk}") == []
        assert sorted(folios(acme, f"category={pk}&order=category")) == [1, 2]


def test_nor_is_a_priority(acme: Cast) -> None:
    old, new = acme.priority("Alta"), acme.priority("Normal")
    make.case(priority=old)
    make.case(priority=new)
    replace(old, to=new, by=acme.admin, now=NOW)
    for order in ("-folio", "priority", "-changed"):
        assert sorted(folios(acme, f"priority={new.pk}&order={order}")) == [1, 2]


def test_tags_follow_too(acme: Cast) -> None:
    old, new = tagging.tags_called(["Antiga", "Nova"], by=None, now=NOW)
    make.case(tags=[old])
    make.case(tags=[new])
    replace(old, to=new, by=acme.admin, now=NOW)
    assert folios(acme, f"tag={old.pk}") == folios(acme, f"tag={new.pk}") == [2, 1]
