"""Statements parsed once, single rows by hand, and connections of the pool that are dead."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from psycopg import OperationalError

from atenda.cases.models import Case
from atenda.conversations.models import Note
from atenda.organizations.backend import base
from atenda.organizations.entering import inside
from atenda.organizations.prepared import prepared
from atenda.organizations.rows import add, by_id
from atenda.testing import make

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MARK = "SELECT slug, created_at FROM organizations_organization WHERE id = %s"


def parsed() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["SELECT slug, created_at%"]
        )
        return int(cursor.fetchone()[0])


def test_a_prepared_statement_is_parsed_once_and_no_other_ever(acme):
    before = parsed()
    for _ in range(7):
        with connection.cursor() as cursor:
            cursor.execute(MARK, [acme.organization.pk])
    assert parsed() == before
    for _ in range(7):
        with prepared() as cursor:
            cursor.execute(MARK, [acme.organization.pk])
            found = cursor.fetchone()
    assert found == ("acme", acme.organization.created_at)
    assert parsed() == before + 1


def test_binary_says_the_same(acme):
    with prepared(binary=True) as cursor:
        cursor.execute(MARK, [acme.organization.pk])
        assert cursor.fetchone() == ("acme", acme.organization.created_at)


def test_a_row_is_added_as_the_query_builder_would(acme):
    case = make.case()
    by_hand = Note(case=case, author=acme.agent, body="Chega o xoves.", created_at=NOW)
    add(by_hand)
    built = Note.objects.get(pk=by_hand.pk)
    assert not by_hand._state.adding
    for field in Note._meta.concrete_fields:
        assert getattr(by_hand, field.attname) == getattr(built, field.attname)


def test_a_row_is_found_in_its_own_organization_only(acme, other):
    case = make.case()
    assert by_id(Case, case.pk) == case
    assert by_id(Case, case.pk + 1) is None
    with inside(other.organization):
        assert by_id(Case, case.pk) is None


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(base.time, "monotonic", lambda: clock.now)
    return clock


def test_a_connection_of_the_pool_is_asked_once_a_second(monkeypatch, clock):
    asked, dead = [], set()

    def check(one):
        asked.append(one.name)
        if one.name in dead:
            raise OperationalError("gone")

    monkeypatch.setattr(base.ConnectionPool, "check_connection", staticmethod(check))
    one = SimpleNamespace(name="one")
    assert [base._is_alive(one), base._is_alive(one), asked] == [True, True, ["one"]]
    clock.now += base.SURE_FOR + 0.1
    dead.add("one")
    assert not base._is_alive(one)
    dead.clear()
    assert base._is_alive(one)
