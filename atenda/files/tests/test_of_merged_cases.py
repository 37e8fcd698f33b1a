"""The files of cases that were merged into one stand with its own, and say where they are from (U1)."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.files.counting import Counts
from atenda.files.worklists import at_a_glance, files_of
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(acme: Cast) -> tuple[Case, Case]:
    stays, goes = make.case("Queda", by=acme.agent), make.case("Vai", by=acme.agent)
    make.file(stays, b"Un", "un.txt")
    make.file(goes, b"Dous", "dous.txt")
    merge(stays, [goes], by=acme.agent, now=NOW)
    return Case.objects.get(pk=stays.pk), Case.objects.get(pk=goes.pk)


def test_the_card_has_all_of_them_until_they_part(acme: Cast, visit: Any, cases: tuple[Case, Case]) -> None:
    stays, goes = cases
    block, _waiting = at_a_glance(stays, by=acme.agent)
    assert [(file.name, file.of) for file in block.shown] == [("dous.txt", goes.folio), ("un.txt", 0)]
    assert block.counts == Counts(2, 2)
    assert [file.of for file in files_of(stays, review="pending")] == [goes.folio, 0]
    page = visit.as_(acme.agent).get(acme.url(f"cases/{stays.folio}/")).text
    assert "del caso 2" in page
    [file] = [each for each in block.shown if each.of]
    address = acme.url(f"cases/{goes.folio}/files/{file.pk}/")
    assert address in page
    assert "dous.txt" in visit.get(address).text
    zipped = b"".join(visit.get(acme.url(f"cases/{stays.folio}/files.zip")).streaming_content)
    assert sorted(ZipFile(BytesIO(zipped)).namelist()) == ["dous.txt", "un.txt"]
    unmerge(goes, by=acme.agent, now=NOW)
    assert [file.name for file in files_of(Case.objects.get(pk=stays.pk))] == ["un.txt"]


def test_what_is_in_the_bin_is_not_among_them(acme: Cast, cases: tuple[Case, Case]) -> None:
    stays, goes = cases
    Case.objects.filter(pk=goes.pk).update(binned_at=NOW)
    block, _waiting = at_a_glance(stays, by=acme.agent)
    assert [file.name for file in block.shown] == ["un.txt"]


def test_another_case_costs_no_question_more(acme: Cast) -> None:
    alone = make.case(by=acme.agent)
    at_a_glance(alone, by=acme.agent)  # names are kept in the process from here on
    with CaptureQueriesContext(connection) as asked:
        at_a_glance(alone, by=acme.agent)
    assert len(asked) == 1
