"""Cases of certain days in the order of folios: one goes to where those begin, and misses none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.cases.models import Case
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.worklists import edges, narrowing
from atenda.worklists.paging import page
from atenda.worklists.tests.test_narrowing import asked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", ["-folio", "folio", "-priority"])
def test_old_days_are_gone_to_and_what_came_in_later_is_not_missed(
    acme: Cast, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    cases = [make.case(f"Caso {n}", now=NOW + timedelta(days=n)) for n in range(12)]
    brought_in = make.case("De antes", now=NOW + timedelta(days=5))
    cases += [make.case(f"Caso {n}", now=NOW + timedelta(days=n)) for n in range(20, 34)]
    Case.objects.filter(pk=brought_in.pk).update(created_at=NOW + timedelta(days=5, hours=1))
    for name, value in {"NEAR": 2, "FAR": 4}.items():
        monkeypatch.setattr(narrowing, name, value)
    monkeypatch.setattr(edges, "QUICKER", 1_000)
    gone_to: list[int | None] = []
    find = edges.of
    monkeypatch.setattr(edges, "of", lambda *given: gone_to.append(find(*given)) or gone_to[-1])
    since, until = ((NOW + timedelta(days=day)).date().isoformat() for day in (4, 6))
    if order == "folio":  # what is looked for lies at the other end
        since, until = ((NOW + timedelta(days=day)).date().isoformat() for day in (30, 32))
    found = page(acme.supervisor, asked(f"view=all&created={since}..{until}&order={order}")).rows
    days = range(30, 33) if order == "folio" else range(4, 7)
    wanted = [case.folio for case in cases if (case.created_at - NOW).days in days]
    wanted += [] if order == "folio" else [brought_in.folio]
    assert [row.folio for row in found] == sorted(wanted, reverse=order != "folio")
    assert gone_to == [min(wanted) if order == "folio" else max(wanted)]


def test_days_without_any_case_are_soon_known(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(12):
        make.case(f"Caso {n}", now=NOW)
    for name, value in {"NEAR": 2, "FAR": 4}.items():
        monkeypatch.setattr(narrowing, name, value)
    monkeypatch.setattr(edges, "QUICKER", 1_000)
    assert page(acme.supervisor, asked("view=all&created=2001-01-01..2001-02-01&order=-folio")).rows == []
