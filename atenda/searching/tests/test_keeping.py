"""The words that a case is found by are those it says now, after every deed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.cases.binning import KEPT_IN_BIN, bin_case
from atenda.cases.editing import edit
from atenda.cases.erasing import empty_bin
from atenda.cases.lifecycle import close, reopen
from atenda.cases.models import Case
from atenda.conversations.amending import edit_note, remove_note
from atenda.conversations.noting import note
from atenda.customers import editing as customers
from atenda.customers.merging import merge
from atenda.customers.opening import open_account, open_contact
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.searching import jobs
from atenda.searching.asking import hits, understand
from atenda.searching.models import CaseText
from atenda.searching.rewriting import documents, freshen, rewrite
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


def found(text: str) -> list[int] | None:
    return hits(understand(text), 1000)


def run_jobs() -> None:
    """What deeds have left to the worker."""
    for job in ProcrastinateJob.objects.filter(task_name="atenda.searching.jobs.rewrite"):
        jobs.rewrite(**job.args)


def is_true(case: Case) -> bool:
    """What is kept of the case is what one would write now, place by place."""
    [(folio, _, words)] = documents([case.pk])
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT words = %s::tsvector, is_stale FROM searching_casetext
            WHERE organization_id = %s AND folio = %s""",
            [str(words), case.organization_id, folio],
        )
        return bool(cursor.fetchone() == (True, False))


def test_a_new_case_is_found_by_all_it_says(acme: Cast) -> None:
    company = open_account(name="Conservas Ñandú", by=None, now=NOW)
    person = open_contact(name="Uxía Peña", by=None, now=NOW)
    case = make.case("Faltan cajas", description="Las de pescada", solution="Salen", contact=person, account=company)
    assert [found(word) for word in ("faltar", "caja", "pescada", "sale", "uxia", "ñandú")] == [[case.folio]] * 6
    assert is_true(case)


def test_editing_leaves_the_old_words_behind(acme: Cast) -> None:
    case = make.case("Faltan cajas", description="merluza", by=acme.agent)
    note(case, body="Chamada ao almacén", by=acme.agent, now=NOW)
    edit(case, reference="Sobran palés", description="bacalao", by=acme.agent, now=NOW)
    assert [found(word) for word in ("cajas", "merluza")] == [[], []]
    assert [found(word) for word in ("palés", "bacalao", "almacén")] == [[case.folio]] * 3
    assert is_true(case)


def test_what_no_text_says_is_not_written_again(acme: Cast, django_assert_max_num_queries: Any) -> None:
    case = make.case(by=acme.agent)
    with django_assert_max_num_queries(20) as asked:
        edit(case, priority=acme.priority("Alta"), by=acme.agent, now=NOW)
    assert not [each for each in asked.captured_queries if "searching_casetext" in each["sql"]]


def test_closing_brings_the_solution(acme: Cast) -> None:
    case = make.case(by=acme.agent)
    close(case, solution="Saíu na furgoneta", by=acme.agent, now=NOW)
    assert found("furgoneta") == [case.folio]
    reopen(case, by=acme.agent, now=NOW)
    assert is_true(case)


def test_notes_come_go_and_come_back(acme: Cast) -> None:
    case = make.case(by=acme.agent)
    first = note(case, body="Palabra: xilgaro", by=acme.agent, now=NOW)
    note(case, body="Outra: merlo", by=acme.agent, now=NOW)
    assert (found("xílgaro"), found("merlo"), is_true(case)) == ([case.folio], [case.folio], True)
    edit_note(first, body="Palabra: paspallás", by=acme.agent, now=NOW)
    assert (found("xílgaro"), found("paspallas"), is_true(case)) == ([], [case.folio], True)
    remove_note(first, by=acme.agent, now=NOW)
    assert (found("paspallas"), is_true(case)) == ([], True)
    undo(Event.objects.get(kind="note.removed"), by=acme.agent, now=NOW)
    assert (found("paspallas"), is_true(case)) == ([case.folio], True)


def test_undoing_an_edit_gives_the_words_back(acme: Cast) -> None:
    case = make.case("Faltan cajas", by=acme.agent)
    edit(case, reference="Sobran palés", by=acme.agent, now=NOW)
    undo(Event.objects.get(kind="case.edited"), by=acme.agent, now=NOW)
    assert (found("cajas"), found("palés"), is_true(case)) == ([case.folio], [], True)


def test_another_customer_brings_another_name(acme: Cast) -> None:
    old, new = (open_contact(name=name, by=None, now=NOW) for name in ("Brais Vello", "Uxía Nova"))
    case = make.case(contact=old, by=acme.agent)
    edit(case, contact=new, by=acme.agent, now=NOW)
    assert (found("brais"), found("uxía")) == ([], [case.folio])


def test_a_customer_renamed_is_found_by_the_new_name(acme: Cast) -> None:
    person = open_contact(name="Brais Vello", by=None, now=NOW)
    cases = [make.case(contact=person, by=acme.agent) for _ in range(3)]
    customers.edit(person, name="Uxía Nova", by=acme.agent, now=NOW)
    run_jobs()
    assert (found("brais"), found("uxía")) == ([], sorted((case.folio for case in cases), reverse=True))


def test_records_merged_have_one_name(acme: Cast) -> None:
    stays, goes = (open_contact(name=name, by=None, now=NOW) for name in ("Uxía Peña", "Uxi Pena"))
    case = make.case(contact=goes, by=acme.agent)
    merge(stays, goes, by=acme.agent, now=NOW)
    run_jobs()
    assert (found("uxi"), found("peña")) == ([case.folio], [case.folio])  # the beginning of Uxía
    assert (found('"uxi"'), is_true(case)) == ([], True)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_an_erased_case_says_nothing(acme: Cast) -> None:
    case = make.case("Palabra xilgaro", by=acme.agent)
    bin_case(case, by=acme.agent, now=NOW)
    empty_bin(NOW + KEPT_IN_BIN + timedelta(days=1))
    assert (found("xilgaro"), CaseText.objects.filter(case=case).count()) == ([], 1)


def test_what_is_stale_is_written_by_the_job(acme: Cast) -> None:
    cases = [make.case(f"Palabra {word}") for word in ("xilgaro", "merlo")]
    CaseText.objects.update(words="", is_stale=True)
    assert found("merlo") == []
    assert freshen(seconds=10) is False
    assert [is_true(case) for case in cases] == [True, True]


def test_writing_again_changes_nothing(acme: Cast) -> None:
    case = make.case("Faltan cajas")
    rewrite([case.pk])
    rewrite([case.pk])
    assert is_true(case)


def test_a_case_with_more_words_than_fit_still_takes_notes(acme: Cast) -> None:
    case = make.case(description=" ".join(f"palabra{n}" for n in range(4_000)), by=acme.agent)
    letters = [chr(0x4E00 + n) + chr(0x5E00 + n % 997) for n in range(16_000)]
    for start in range(14):
        note(case, body=f"fin{start} " + " ".join(f"{a}{start}" for a in letters), by=acme.agent, now=NOW)
    assert found("fin0") == [case.folio]
    rewrite([case.pk])
    assert found("palabra3999") == [case.folio]


@pytest.mark.parametrize("text", ["\x00", "' \\ :* & | ! ( ) <->", "\U0001f41f", "a" * 50_000, "é́́", "İstanbul"])
def test_any_text_can_be_kept(acme: Cast, text: str) -> None:
    case = make.case(description=f"Antes {text.replace(chr(0), '')} despois", by=acme.agent)
    note(case, body=f"nota {text.replace(chr(0), '')}", by=acme.agent, now=NOW)
    assert (found("antes"), found("nota"), is_true(case)) == ([case.folio], [case.folio], True)
