"""Service ▸ Satisfaction: the figures, what they open, who sees what, and the settings."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access.abilities import Sees
from atenda.history.models import Event
from atenda.satisfaction.models import Policy, Survey
from atenda.satisfaction.rating import rate
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import program_of

NOW = timezone.now()


def rated(
    acme: Cast, mark: int | None, *, agent=None, comment: str = "", ago: timedelta = timedelta(minutes=5)
) -> Survey:
    case = make.case(by=acme.agent, responsible=agent)
    at = timezone.now() - ago
    survey = Survey(
        case=case, closed_at=at, contact=acme.customer, agent=agent, nonce="x", asked_at=at, mark=mark,
        expires_at=at + timedelta(days=14), comment=comment, rated_at=at if mark else None,
    )  # fmt: skip
    survey.save(force_insert=True)
    return survey


def test_each_figure_opens_what_it_is_made_of(acme: Cast, visit: Visit) -> None:
    for mark, agent in ((5, acme.agent), (4, acme.agent), (3, acme.colleague), (1, acme.colleague), (None, acme.agent)):
        rated(acme, mark, agent=agent)
    rated(acme, 1, agent=acme.agent, ago=timedelta(days=400))
    page = visit.as_(acme.supervisor).get(acme.url("satisfaction/?period=30d")).content.decode()
    assert "80 de cada 100 respondieron" in page
    found = re.findall(r'href="(/acme/satisfaction/ratings/\?[^"]+)">(\d+)</a>', page)
    assert len(found) > 10
    for address, number in found:
        shown = visit.get(address.replace("&amp;", "&")).content.decode()
        assert shown.count('id="rating-') == int(number), address
    assert "56" in page  # (100 + 75 + 50 + 0) / 4


def test_of_cases_one_may_see(acme: Cast, visit: Visit) -> None:
    rated(acme, 5, agent=acme.colleague, comment="DA COMPAÑEIRA")
    rated(acme, 5, agent=acme.agent, comment="MIÑA")
    acme.agent.role.sees = Sees.OWN
    acme.agent.role.save(update_fields=["sees"])
    page = visit.as_(acme.agent).get(acme.url("satisfaction/ratings/")).content.decode()
    assert "MIÑA" in page
    assert "DA COMPAÑEIRA" not in page
    items = program_of(acme.agent).ask("GET", "ratings/").json()["items"]
    assert [item["comment"] for item in items] == ["MIÑA"]


@pytest.mark.parametrize("path", ["satisfaction/", "satisfaction/ratings/"])
def test_a_hundred_marks_ask_no_more_questions_than_three(acme: Cast, visit: Visit, path: str) -> None:
    boss = visit.as_(acme.admin)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            boss.get(acme.url(path))
        return len(found)

    for mark in (1, 3, 5):
        rated(acme, mark, agent=acme.agent, comment="ola")
    asked()
    few = asked()
    for number in range(60):
        rated(acme, number % 5 + 1, agent=acme.colleague if number % 2 else acme.agent, comment="ola")
    assert asked() <= few
    assert few <= 16


def test_settings_are_kept_and_told(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent).get(acme.url("settings/satisfaction/"), status=403)
    boss = visit.as_(acme.admin)
    given = {"is_on": "on", "hours": "48", "days_between": "60", "days_valid": "7", "faces": "3", "bad_tag": "mal"}
    boss.post(acme.url("settings/satisfaction/"), {**given, "hours": "-1"}, status=422)
    boss.post(acme.url("settings/satisfaction/"), given)
    held = Policy.objects.get()
    assert (held.is_on, held.hours, held.faces, held.bad_tag, held.tells_supervisors) == (True, 48, 3, "mal", False)
    assert held.since is not None
    assert Event.objects.filter(kind="satisfaction.policy_changed").count() == 1


def test_settings_by_the_api(acme: Cast) -> None:
    boss = program_of(acme.admin)
    read = boss.ask("GET", "satisfaction-policy/")
    assert (read.json()["is_on"], read.json()["faces"]) == (False, 5)
    changed = boss.ask("PATCH", "satisfaction-policy/", {"is_on": True, "hours": 2}, If_Match=read["ETag"])
    assert (changed.json()["is_on"], changed.json()["hours"]) == (True, 2)
    assert boss.ask("PATCH", "satisfaction-policy/", {"hours": 3}, If_Match=read["ETag"]).status_code == 412


def test_from_the_page_of_a_customer_one_comes_to_what_they_said_whenever_it_was(
    acme: Cast, other: Cast, visit: Visit
) -> None:
    agent, address = visit.as_(acme.agent), acme.url(f"contacts/{acme.customer.pk}/")
    assert "customer-ratings" not in agent.get(address).content.decode()
    rated(acme, 5, ago=timedelta(days=400))
    rated(acme, 1, comment="Tarde")
    somebody = rated(acme, 3)
    Survey.objects.filter(pk=somebody.pk).update(contact=None, account=acme.account)
    page = agent.get(address).content.decode()
    link = f"/acme/satisfaction/ratings/?customer=contact:{acme.customer.pk}"
    assert f'<a href="{link}">2 notas</a>' in page
    shown = agent.get(link).content.decode()
    assert shown.count('id="rating-') == 2
    assert "Uxía Cliente" in shown
    assert agent.get(f"{link}&period=30d").content.decode().count('id="rating-') == 1
    program = program_of(acme.agent)
    found = program.ask("GET", f"ratings/?customer=contact:{acme.customer.pk}").json()["items"]
    assert sorted(each["mark"] for each in found) == [1, 5]
    assert program.ask("GET", "ratings/?customer=x").status_code == 422
    strangers = visit.as_(other.agent).get(other.url(f"satisfaction/ratings/?customer=contact:{acme.customer.pk}"))
    assert "Tarde" not in strangers.content.decode()


def test_the_list_of_cases_shows_marks_and_is_narrowed_and_put_in_order_by_them(acme: Cast, visit: Visit) -> None:
    for mark in (5, 1, None, 3):
        rate_all = rated(acme, None)
        if mark:
            rate(rate_all, mark=mark, comment="", now=timezone.now())
    agent = visit.as_(acme.agent)

    def folios(query: str) -> list[int]:
        return [row["folio"] for row in program_of(acme.agent).ask("GET", f"cases/?{query}").json()["items"]]

    assert folios("rating=good") == [1]
    assert folios("rating=none") == [3]
    assert folios("rating=bad,3&order=rating") == [2, 4]
    assert folios("order=-rating") == [1, 4, 2, 3]
    assert program_of(acme.agent).ask("GET", "cases/?rating=6").status_code == 422
    assert program_of(acme.agent).ask("GET", "cases/1/").json()["rating"] == 5
    agent.post(acme.url("cases/columns/?view=all"), {"column": ["folio", "reference", "rating"]})
    page = agent.get(acme.url("cases/?view=all&rating=-none&order=-rating")).content.decode()
    for shown in ("Valoración: no Sin valorar", "😀", ": Muy mal"):
        assert shown in page
