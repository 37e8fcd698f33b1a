"""A POST with an Idempotency-Key happens once (1.18)."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from atenda.api import repeating
from atenda.api.models import KeptAnswer, Scope
from atenda.cases import opening
from atenda.cases.models import Case
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


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
