"""How much is too much, and who says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from atenda.api import limits
from atenda.api.limits import CHANGES, REQUESTS, take
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import program_of


def test_six_hundred_requests_a_minute_whoever_counts_tokens(acme: Cast) -> None:
    let_through = 0
    for number in range(10_000 // 20):  # ten thousand in sixty seconds; one in twenty is asked here
        at = NOW + timedelta(milliseconds=6 * number * 20)
        for _each in range(2):  # 1 000 requests
            standing = take(acme.organization.pk, acme.agent.pk, writes=False, now=at)
            let_through += standing is not None and not standing.is_over
    assert abs(let_through - REQUESTS.allowed) <= REQUESTS.allowed // 100


def test_sixty_at_once(acme: Cast) -> None:
    taken = [take(acme.organization.pk, acme.agent.pk, writes=False, now=NOW) for _each in range(100)]
    assert sum(not one.is_over for one in taken if one) == 60
    later = take(acme.organization.pk, acme.agent.pk, writes=False, now=NOW + timedelta(seconds=1))
    assert later is not None
    assert (later.is_over, later.left) == (False, REQUESTS.allowed - 61)  # those refused were not counted


def test_twenty_changes_a_second_in_the_organization(acme: Cast) -> None:
    people = list(acme.people.values())
    taken = [take(acme.organization.pk, people[n % 5].pk, writes=True, now=NOW) for n in range(40)]
    assert sum(not one.is_over for one in taken if one) == 20


def test_thirty_changes_of_one_case_by_one_person_in_ten_minutes(acme: Cast) -> None:
    def change(agent: Any, case: int, second: int) -> bool:
        at = NOW + timedelta(seconds=second)
        standing = take(acme.organization.pk, agent.pk, writes=True, changes=f"case:{case}", now=at)
        return standing is not None and not standing.is_over

    assert sum(change(acme.agent, 1, second) for second in range(200)) == CHANGES.allowed
    assert change(acme.agent, 2, 300)
    assert change(acme.colleague, 1, 300)
    assert change(acme.agent, 1, 601)


def test_too_many_requests_are_told_when_to_come_back(acme: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", limits.Limit("at-once", 2, timedelta(minutes=5)))
    mine = [program_of(acme.agent), program_of(acme.agent)]
    first = mine[0].ask("GET", "cases/")
    assert first["RateLimit"] == '"requests";r=599;t=60'
    assert '"requests";q=600;w=60' in first["RateLimit-Policy"]
    assert mine[1].ask("GET", "cases/").status_code == 200
    refused = mine[1].ask("GET", "cases/", X_Forwarded_For="1.2.3.4")
    assert (refused.status_code, refused.json()["code"]) == (429, "limit")
    assert 290 <= int(refused["Retry-After"]) <= 300
    assert program_of(acme.colleague).ask("GET", "cases/").status_code == 200
