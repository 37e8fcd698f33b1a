"""What stands around every page: the map by role, the language, the theme, the pages for what went wrong."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.ui import errors


def test_the_map_shows_what_a_role_may_use_and_nothing_else(acme: Cast, visit: Visit) -> None:
    admin = visit.as_(acme.admin).get(acme.url("cases/")).text
    assert "/acme/settings/people/" in admin
    agent = visit.as_(acme.agent).get(acme.url("cases/")).text
    assert "/acme/settings/people/" not in agent
    assert 'href="/acme/cases/new/" data-panel' in agent
    observer = visit.as_(acme.observer).get(acme.url("cases/")).text
    assert 'href="/acme/cases/new/" data-panel' not in observer


def test_hidden_and_absent_look_the_same(acme: Cast, other: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    answers = [visit.get(path) for path in ("/other/cases/", "/acme/cases/99999/", "/nobody/cases/", "/acme/nothing/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_the_language_a_person_picks_stays_theirs(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    response = visit.post("/accounts/language/", {"language": "gl", "next": "/acme/cases/"})
    acme.agent.identity.refresh_from_db()
    assert response["Location"] == "/acme/cases/"
    assert acme.agent.identity.language == "gl"
    assert '<html lang="gl"' in visit.get("/acme/cases/").text


def test_what_was_done_is_said_on_the_page_and_not_lost_in_a_part_fetched_meanwhile(acme: Cast, visit: Visit) -> None:
    case = make.case("No enfría", by=acme.agent)
    visit.as_(acme.admin)
    visit.post(acme.url(f"cases/{case.folio}/binning/"))
    said = 'class="toast-note'
    part = visit.get(acme.url("cases/"), headers={"HX-Request": "true"}).text
    assert said not in part
    assert said in visit.get(acme.url("cases/")).text
    assert said not in visit.get(acme.url("cases/")).text


def test_a_visitors_language_is_the_cookies_then_the_browsers(visit: Visit, db: None) -> None:
    assert '<html lang="gl"' in visit.get("/accounts/login/", headers={"accept-language": "gl,es;q=0.5"}).text
    visit.post("/accounts/language/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en"' in visit.get("/accounts/login/", headers={"accept-language": "gl"}).text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_choosing_a_language_leads_nowhere_else(visit: Visit, db: None, elsewhere: str) -> None:
    assert visit.post("/accounts/language/", {"language": "es", "next": elsewhere})["Location"] == "/"


def test_an_unknown_language_or_theme_is_refused(visit: Visit, db: None) -> None:
    assert visit.post("/accounts/language/", {"language": "xx"}).status_code == 400
    assert visit.post("/accounts/theme/", {"theme": '"><script>'}).status_code == 400


def test_the_theme_a_person_picks_dresses_the_page(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent).post("/accounts/theme/", {"theme": "dark", "next": "/acme/cases/"})
    assert 'data-theme="dark"' in visit.get("/acme/cases/").text


def test_a_database_that_is_away_is_a_matter_of_waiting(rf: RequestFactory) -> None:
    try:
        raise OperationalError
    except OperationalError:
        response = errors.server_error(rf.get("/"))
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert errors.server_error(rf.get("/")).status_code == 500


def test_every_error_says_what_to_do_in_the_readers_language(rf: RequestFactory) -> None:
    views = (errors.bad_request, errors.no_permission, errors.not_found, errors.server_error, errors.csrf_failure)
    for view in views:
        page = view(rf.get("/")).content.decode()
        assert "<h1" in page
        assert 'href="/"' in page
