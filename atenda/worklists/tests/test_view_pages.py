"""Saved views on the page of the list (U8, S2.5, S2.6, B42)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.models import Role
from atenda.cases import picklists
from atenda.cases.models import Category
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.worklists import habits, saving
from atenda.worklists.models import SavedView

pytestmark = pytest.mark.django_db


def page(visit: Visit, cast: Cast, query: str = "") -> str:
    answer = visit.get(cast.url(f"cases/{query}"))
    assert answer.status_code == 200
    return answer.content.decode()


def references(text: str) -> list[str]:
    return re.findall(r'class="rows__link"[^>]*>([^<]*)<', text)


def test_my_active_cases_are_mine_for_everybody(acme: Cast, visit: Visit) -> None:
    make.case("De Xoán", responsible=acme.agent)
    make.case("De Carme", responsible=acme.colleague)
    assert references(page(visit.as_(acme.agent), acme, "?saved=mine")) == ["De Xoán"]
    assert references(page(visit.as_(acme.colleague), acme, "?saved=mine")) == ["De Carme"]


def test_the_cases_of_my_teams(acme: Cast, visit: Visit) -> None:
    make.case("Do almacén", team=acme.team)
    make.case("De ninguén")
    assert references(page(visit.as_(acme.agent), acme, "?saved=team")) == ["Do almacén"]
    assert references(page(visit.as_(acme.colleague), acme, "?saved=team")) == []


def test_what_the_list_asks_is_saved_and_opened_again(acme: Cast, visit: Visit) -> None:
    make.case("A miña", responsible=acme.agent)
    make.case("A doutra", responsible=acme.colleague)
    visit.as_(acme.agent)
    asked = "?view=all&assignee=me&order=folio"
    assert visit.get(acme.url(f"cases/views/new/{asked}")).status_code == 200
    answer = visit.post(acme.url(f"cases/views/new/{asked}"), {"name": "As miñas", "reach": "own"})
    view = SavedView.objects.get()
    assert answer.headers["Location"] == acme.url(f"cases/?saved={view.pk}")
    text = page(visit, acme, f"?saved={view.pk}")
    assert references(text) == ["A miña"]
    assert re.search(rf'href="\?saved={view.pk}" aria-current="page"', text)
    assert "view-changed" not in text

    text = page(visit, acme, f"?saved={view.pk}&view=all&order=folio")
    assert references(text) == ["A miña", "A doutra"]
    assert "view-changed" in text
    visit.post(acme.url(f"cases/views/{view.pk}/question/?saved={view.pk}&view=all&order=folio"))
    view.refresh_from_db()
    assert view.asked == {"view": "all", "order": "folio"}


def test_a_view_without_filters_is_not_the_view_when_filters_were_taken_away(acme: Cast, visit: Visit) -> None:
    """Taking the last chip away shows all pending cases, not the view again."""
    make.case("A miña", responsible=acme.agent)
    make.case("De ninguén")
    visit.as_(acme.agent)
    text = page(visit, acme, "?saved=mine")
    address = re.search(r'class="chip__remove" href="([^"]*)"', text)
    assert address is not None
    assert address[1] == "?view=pending&amp;saved=mine"
    assert len(references(page(visit, acme, "?view=pending&saved=mine"))) == 2


def test_a_view_of_somebody_else_is_not_there(acme: Cast, other: Cast, visit: Visit) -> None:
    hidden = saving.save(name="Segredo", asked={}, by=acme.supervisor)
    with inside(other.organization):
        foreign = saving.save(name="Allea", asked={}, reach="all", by=other.admin)
    visit.as_(acme.agent)
    for pk in (hidden.pk, foreign.pk, 987654):
        assert visit.get(acme.url(f"cases/?saved={pk}")).status_code == 404
        assert visit.get(acme.url(f"cases/views/{pk}/")).status_code == 404
        for deed in ("", "question/", "removal/"):
            assert visit.post(acme.url(f"cases/views/{pk}/{deed}"), {"name": "x", "reach": "own"}).status_code == 404
        assert visit.post(acme.url("cases/views/tabs/"), {"view": pk}).status_code == 404
        assert visit.post(acme.url("cases/views/start/"), {"view": pk}).status_code == 404
        # a link that outlived its view still shows what it asked
        text = page(visit, acme, f"?saved={pk}&view=all")
        assert "Segredo" not in text
        assert "Allea" not in text


def test_who_shares_with_nobody_is_offered_nothing_of_it(acme: Cast, visit: Visit) -> None:
    address = acme.url("cases/views/new/?view=all")
    visit.as_(acme.colleague)
    assert 'value="all"' not in visit.get(address).content.decode()
    assert visit.post(address, {"name": "x", "reach": "all"}).status_code == 422
    assert visit.post(address, {"name": "x", "reach": "team", "team": acme.team.pk}).status_code == 422
    assert visit.post(address, {"name": " ", "reach": "own"}).status_code == 422
    visit.as_(acme.agent)
    assert visit.post(address, {"name": "x", "reach": "team"}).status_code == 422
    assert visit.post(address, {"name": "x", "reach": "team", "team": acme.team.pk}).status_code == 302


def test_removed_and_brought_back_from_the_line_that_says_so(acme: Cast, visit: Visit) -> None:
    view = saving.save(name="Miña", asked={}, by=acme.agent)
    visit.as_(acme.agent).post(acme.url(f"cases/views/{view.pk}/removal/"))
    text = page(visit, acme, "views/")
    assert "Miña" in text  # the sentence
    deed = re.search(r'name="deed" value="(\d+)"', text) or re.search(r'data-deed="(\d+)"', text)
    assert deed is not None
    visit.post(acme.url("deeds/undoing/"), {"deed": deed[1]})
    assert SavedView.objects.get().removed_at is None


def test_the_list_opens_with_what_one_starts_with(acme: Cast, visit: Visit) -> None:
    make.case("A miña", responsible=acme.agent)
    make.case("De ninguén")
    visit.as_(acme.agent)
    assert len(references(page(visit, acme))) == 2
    habits.set_role_start(Role.objects.get(kind="agent"), "mine", by=acme.admin)
    text = page(visit, acme)
    assert references(text) == ["A miña"]
    assert len(references(page(visit, acme, "?view=pending"))) == 2  # the six stay where they are
    assert 'href="?view=pending"' in text
    visit.post(acme.url("cases/views/start/"), {"view": "unassigned"})
    assert references(page(visit, acme)) == ["De ninguén"]
    visit.post(acme.url("cases/views/start/"), {"view": ""})
    assert references(page(visit, acme)) == ["A miña"]


def test_a_start_that_is_gone_is_the_pending_cases(acme: Cast, visit: Visit) -> None:
    make.case("De ninguén")
    view = saving.save(name="Miña", asked={"view": "closed"}, by=acme.agent)
    habits.start_with(str(view.pk), by=acme.agent)
    assert references(page(visit.as_(acme.agent), acme)) == []
    saving.remove(view, by=acme.agent, now=NOW)
    assert references(page(visit, acme)) == ["De ninguén"]


def test_tabs_are_counted_by_one_request(acme: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        make.case(f"Caso {number}", responsible=acme.agent if number else None)
    visit.as_(acme.agent)
    text = page(visit, acme)
    assert 'id="count-mine"></span>' in text
    counted = page(visit, acme, "views/counts/")
    assert re.findall(r'id="count-(\w+)"[^>]*>([^<]*)<', counted)[:2] == [("mine", "2"), ("unassigned", "1")]
    monkeypatch.setattr("atenda.worklists.views.own_views.COUNTED", 1)
    assert re.findall(r'id="count-mine"[^>]*>([^<]*)<', page(visit, acme, "views/counts/")) == ["1+"]


def test_a_view_stands_as_a_tab_or_not(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    visit.post(acme.url("cases/views/tabs/"), {"view": "overdue"})
    visit.post(acme.url("cases/views/tabs/"), {"view": "mine", "undo": "1"})
    assert re.findall(r'id="count-(\w+)"></span>', page(visit, acme)) == ["unassigned", "overdue"]
    assert 'id="count-mine"' in page(visit, acme, "?saved=mine")  # the one that is open always does


def test_views_stand_in_the_order_they_were_put(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    mine = saving.save(name="A miña", asked={"category": "3"}, by=acme.agent)
    visit.post(acme.url("cases/views/tabs/"), {"view": str(mine.pk)})
    tabs = ["mine", "unassigned", str(mine.pk)]
    assert re.findall(r'id="count-(\w+)"></span>', page(visit, acme)) == tabs
    visit.post(acme.url("cases/views/order/"), {"order": tabs, "up": str(mine.pk)})
    assert re.findall(r'id="count-(\w+)"></span>', page(visit, acme)) == ["mine", str(mine.pk), "unassigned"]
    visit.post(acme.url("cases/views/order/"), {"order": ["idle", "mine", "unassigned", "team", "overdue", "999"]})
    in_page = re.findall(r'id="view-(\w+)"', page(visit, acme, "views/"))
    assert in_page == ["idle", "mine", "unassigned", "team", "overdue", str(mine.pk)]
    visit.as_(acme.colleague)
    assert re.findall(r'id="view-(\w+)"', page(visit, acme, "views/"))[:2] == ["mine", "unassigned"]


def test_a_value_that_was_retired_still_filters_and_its_chip_goes(acme: Cast, visit: Visit) -> None:
    queja = acme.category("Queja")
    make.case("Vella", category=queja)
    view = saving.save(name="Queixas", asked={"category": str(queja.pk), "assignee": "987654"}, by=acme.agent)
    picklists.retire(Category.objects.get(pk=queja.pk), by=acme.admin, now=NOW)
    text = page(visit.as_(acme.agent), acme, f"?saved={view.pk}")
    assert "Queja" in text
    assert "987654" in text
    assert references(page(visit, acme, f"?view=pending&category={queja.pk}&saved={view.pk}")) == ["Vella"]
    assert visit.get(acme.url("cases/views/")).status_code == 200


def test_a_saved_view_asks_as_many_statements_as_its_filters(acme: Cast, visit: Visit) -> None:
    make.case(responsible=acme.agent)
    view = saving.save(name="Miña", asked={"assignee": "me"}, by=acme.agent)
    visit.as_(acme.agent)
    costs = []
    for query in ("?view=pending&assignee=me", f"?saved={view.pk}"):
        page(visit, acme, query)
        with CaptureQueriesContext(connection) as asked:
            page(visit, acme, query)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_name_that_looks_like_code_is_a_name(acme: Cast, visit: Visit) -> None:
    name = '<script>x</script>" {name} %s 🦑'
    view = saving.save(name=name, asked={}, reach="all", by=acme.admin)
    visit.as_(acme.admin)
    for query in (f"?saved={view.pk}", "views/", f"views/{view.pk}/"):
        text = page(visit, acme, query)
        assert "<script>x" not in text
        assert "&lt;script&gt;x" in text


def test_the_page_of_views_asks_the_same_for_one_and_for_three(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    costs = []
    for more in (1, 2):
        for number in range(more):
            saving.save(name=f"Vista {number}", asked={"assignee": "me", "category": "3"}, by=acme.agent)
        page(visit, acme, "views/")
        with CaptureQueriesContext(connection) as asked:
            page(visit, acme, "views/")
        costs.append(len(asked))
    assert costs[0] == costs[1]
