"""Who gets in, what is refused and how it is said."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pydantic import BaseModel

from atenda.api.description import described
from atenda.api.models import ApiToken, Scope
from atenda.api.token_text import new_token, read_token
from atenda.api.tokens import revoke
from atenda.staff.membership import deactivate
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import Program, program_of


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


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


def test_no_two_shapes_have_one_name() -> None:
    """Of two, the description would keep one and tell it of both."""
    described()
    named = Counter(shape.__name__ for shape in _beneath(BaseModel) if shape.__module__.startswith("atenda.api.shapes"))
    assert len(named) > 50
    assert [name for name, many in named.items() if many > 1] == []


def _beneath(shape: type) -> set[type]:
    return {each for below in shape.__subclasses__() for each in (below, *_beneath(below))}
