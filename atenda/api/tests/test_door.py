"""Who gets in, what is refused and how it is said, and what is asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from atenda.api import limits, repeating
from atenda.api.limits import CHANGES, REQUESTS, take
from atenda.api.models import ApiToken, KeptAnswer, Scope
from atenda.api.token_text import new_token, read_token
from atenda.api.tokens import revoke
from atenda.cases import opening
from atenda.cases.models import Case
from atenda.staff.membership import deactivate
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import Program, program_of


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


@pytest.fixture
def unlimited() -> Iterator[None]:
    with override_settings(API_LIMITS_LIFTED=True):
        yield


def test_a_token_is_recognized_by_its_sum_and_kept_as_a_digest(acme: Cast) -> None:
    text = new_token(acme.organization.pk)
    read = read_token(text)
    assert read is not None
    assert read[0] == acme.organization.pk
    assert read_token(text[:-1] + ("0" if text[-1] != "0" else "1")) is None
    program = program_of(acme.agent)
    token = ApiToken.objects.get()
    assert program.token not in str(vars(token))
    assert bytes(token.digest) == (read_token(program.token) or (0, b""))[1]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer atenda_1_" + "a" * 49])
def test_nobody_gets_in_without_a_token(header: str, acme: Cast) -> None:
    make.case(by=acme.agent)
    answer = Program().ask("GET", "cases/", Authorization=header)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_session_does_nothing_here(acme: Cast, visit: Visit) -> None:
    assert visit.as_(acme.admin).get("/api/v1/cases/").status_code == 401


def test_a_token_revoked_expired_or_of_somebody_who_left_opens_nothing(acme: Cast) -> None:
    revoked, left = program_of(acme.agent), program_of(acme.colleague)
    expired = program_of(acme.agent, expires_at=timezone.now() - timedelta(seconds=1))
    assert revoked.ask("GET", "cases/").status_code == left.ask("GET", "cases/").status_code == 200
    revoke(ApiToken.objects.filter(agent=acme.agent).order_by("pk")[0], by=acme.agent, now=NOW)
    deactivate(acme.colleague, heir=None, by=acme.admin, now=NOW)
    bodies = {one.ask("GET", "cases/").content for one in (revoked, expired, left, Program(new_token(1)))}
    assert len(bodies) == 1
    assert b"401" in bodies.pop()


def test_a_token_sees_its_own_organization_alone(acme: Cast, other: Cast) -> None:
    case = make.case(by=acme.agent)
    assert program_of(other.admin).ask("GET", f"cases/{case.folio}/").status_code == 404
    assert program_of(other.admin).ask("GET", "cases/").json()["items"] == []


def test_a_token_is_good_for_its_scopes_alone(acme: Cast) -> None:
    reader = program_of(acme.admin, [Scope.CASES_READ])
    assert reader.ask("GET", "cases/").status_code == 200
    refused = reader.ask("POST", "cases/", {"contact": acme.customer.pk, "reference": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope")
    assert 'scope="cases:write"' in refused["WWW-Authenticate"]
    assert program_of(acme.admin, [Scope.CASES_WRITE]).ask("GET", "cases/").status_code == 200
    assert program_of(acme.admin, [Scope.CUSTOMERS_READ]).ask("GET", "cases/").status_code == 403


def test_a_token_may_no_more_than_its_person(acme: Cast) -> None:
    refused = program_of(acme.observer).ask("POST", "cases/", {"contact": acme.customer.pk, "reference": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        ("GET", "nothing/", None, {}, 404, "not-found"),
        ("GET", "cases/987654/", None, {}, 404, "not-found"),
        ("GET", "cases/99999999999999999999/", None, {}, 404, "not-found"),
        ("DELETE", "cases/", None, {}, 405, "method"),
        ("TRACE", "cases/", None, {}, 405, "method"),
        ("POST", "cases/", "{", {}, 400, "malformed"),
        ("POST", "cases/", '{"reference": NaN}', {}, 400, "malformed"),
        ("POST", "cases/", b"\xff\xfe", {}, 400, "malformed"),
        ("POST", "cases/", "[" * 100_000, {}, 400, "malformed"),
        ("POST", "cases/", "1" * 5000, {}, 400, "malformed"),
        ("POST", "cases/", '{"a":' * 30 + "1" + "}" * 30, {}, 422, "invalid"),
        ("POST", "cases/", '{"reference": "\\u0000"}', {}, 422, "invalid"),
        ("POST", "cases/", '{"reference": "\\ud800"}', {}, 422, "invalid"),
        ("POST", "cases/", '{"\\ud800": 1}', {}, 422, "invalid"),
        ("POST", "cases/", "", {}, 422, "invalid"),
        ("POST", "cases/", "[]", {}, 422, "invalid"),
        ("POST", "cases/", "{}", {"Content_Type": "text/plain"}, 415, "media-type"),
        ("POST", "cases/", " " * 1_000_001, {}, 413, "too-large"),
        ("POST", "cases/", "{}", {"Idempotency_Key": "x" * 256}, 422, "invalid"),
        ("POST", "cases/", "{}", {"Idempotency_Key": "ola mundo"}, 422, "invalid"),
    ],
)
def test_what_goes_wrong_is_told_as_a_problem(
    program: Program, method: str, path: str, body: Any, headers: dict[str, str], status: int, code: str
) -> None:
    answer = program.ask(method, path, body, **headers)
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)
    assert answer["Cache-Control"] == "no-store"


def test_each_fault_names_its_field_in_the_language_asked_for(program: Program, acme: Cast) -> None:
    body = {"reference": "x" * 201, "contact": "12", "tags": ["ben", 7], "lixo": 1, "due_at": "mañá", "priority": 99}
    program.language = "gl"
    answer = program.ask("POST", "cases/", body)
    assert answer.status_code == 422
    faults = {fault["pointer"]: fault["code"] for fault in answer.json()["errors"]}
    assert faults == {
        "/reference": "too-long",
        "/contact": "type",
        "/tags/1": "type",
        "/lixo": "unknown",
        "/due_at": "moment",
    }
    unknown = program.ask("POST", "cases/", {"contact": other_id(acme), "priority": 987_654, "reference": "x"})
    assert [fault["pointer"] for fault in unknown.json()["errors"]] == ["/contact", "/priority"]
    assert answer["Content-Language"] == "gl"


def other_id(acme: Cast) -> int:
    return acme.customer.pk + 987_654


def test_a_fault_of_ours_is_told_without_its_cause(program: Program, monkeypatch: Any) -> None:
    monkeypatch.setattr("atenda.api.routes.cases.visible_case", lambda *_given: 1 // 0)
    answer = program.ask("GET", "cases/1/")
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert b"division" not in answer.content


def test_the_same_key_opens_one_case_and_answers_twice(program: Program, acme: Cast) -> None:
    key, body = str(uuid4()), {"contact": acme.customer.pk, "reference": "Unha vez"}
    first = program.ask("POST", "cases/", body, Idempotency_Key=key)
    second = program.ask("POST", "cases/", body, Idempotency_Key=key)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first["Location"] == second["Location"]
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1
    other = program.ask("POST", "cases/", {**body, "reference": "Outra"}, Idempotency_Key=key)
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert program_of(acme.agent).ask("POST", "cases/", body, Idempotency_Key=key).status_code == 201


def test_a_failure_is_kept_and_what_was_done_before_it_is_not(program: Program, acme: Cast, monkeypatch: Any) -> None:
    def failing(**values: Any) -> Any:
        really(**values)
        return 1 // 0

    really = opening.open_case
    body = {"contact": acme.customer.pk, "reference": "Non"}
    monkeypatch.setattr(opening, "open_case", failing)
    assert program.ask("POST", "cases/", body, Idempotency_Key="k").status_code == 500
    monkeypatch.undo()
    assert program.ask("POST", "cases/", body, Idempotency_Key="k").status_code == 500
    assert Case.objects.count() == 0


def test_nothing_is_kept_of_what_did_not_begin(program: Program, acme: Cast) -> None:
    program.ask("POST", "cases/", {"contact": "x"}, Idempotency_Key="k")
    program_of(acme.agent, [Scope.CASES_READ]).ask("POST", "cases/", {}, Idempotency_Key="k")
    assert not KeptAnswer.objects.exists()
    body = {"contact": acme.customer.pk, "reference": "Agora"}
    assert program.ask("POST", "cases/", body, Idempotency_Key="k").status_code == 201


def test_answers_are_forgotten_after_two_days(program: Program, acme: Cast) -> None:
    program.ask("POST", "cases/", {"contact": acme.customer.pk, "reference": "x"}, Idempotency_Key="k")
    now = timezone.now()
    assert repeating.sweep(now + timedelta(hours=24)) == 0
    assert repeating.sweep(now + timedelta(hours=49)) == 1


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


def test_use_is_noted_once_a_minute(program: Program) -> None:
    program.ask("GET", "cases/")
    noted = ApiToken.objects.get().used_at
    program.ask("GET", "cases/")
    assert noted is not None
    assert ApiToken.objects.get().used_at == noted


def test_the_description_names_every_operation_and_its_scope(db: None) -> None:
    answer = Program().ask("GET", "openapi.json")
    said = answer.json()
    assert said["openapi"].startswith("3.1")
    assert said["paths"]["/api/v1/cases/"]["post"]["security"] == [{"token": ["cases:write"]}]
    names = [each["name"] for each in said["paths"]["/api/v1/cases/"]["get"]["parameters"]]
    assert {"view", "order", "assignee", "q", "limit", "cursor"} <= set(names)


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_is_told_to_wait(acme: Cast, monkeypatch: Any) -> None:
    """The one that came first goes on; the other is neither done nor kept."""
    program, other = program_of(acme.agent), Program()
    other.token = program.token
    body, during, really = {"contact": acme.customer.pk, "reference": "Á vez"}, [], opening.open_case

    def slow(**values: Any) -> Any:
        def ask() -> None:
            during.append(other.ask("POST", "cases/", body, Idempotency_Key="k"))
            connection.close()

        thread = Thread(target=ask)
        thread.start()
        thread.join()
        return really(**values)

    monkeypatch.setattr(opening, "open_case", slow)
    first = program.ask("POST", "cases/", body, Idempotency_Key="k")
    assert (first.status_code, during[0].status_code, during[0].json()["code"]) == (201, 409, "under-way")
    assert program.ask("POST", "cases/", body, Idempotency_Key="k").content == first.content
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_crash_before_the_end_keeps_neither_the_case_nor_its_answer(acme: Cast, monkeypatch: Any) -> None:
    class Crash(BaseException):
        """As when the process dies: nothing catches it."""

    def dying(*given: Any) -> None:
        really(*given)
        raise Crash

    program, really = program_of(acme.agent), repeating._keep
    body = {"contact": acme.customer.pk, "reference": "Caeu"}
    monkeypatch.setattr(repeating, "_keep", dying)
    with pytest.raises(Crash):
        program.ask("POST", "cases/", body, Idempotency_Key="k")
    monkeypatch.undo()
    assert (Case.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert program.ask("POST", "cases/", body, Idempotency_Key="k").status_code == 201
