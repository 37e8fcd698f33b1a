"""An import is taken back as a whole, but for what people changed since."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.cases.reconciling import reconcile
from atenda.customers.models import Account, Contact
from atenda.figures.adding_up import add_up
from atenda.figures.reconciling import differing_days
from atenda.history.chain import verify
from atenda.importing import undoing
from atenda.importing.models import KEPT, Import
from atenda.importing.refusals import NothingToUndo
from atenda.importing.tests.doing import imported
from atenda.importing.tests.test_cases import CASES, NOTES
from atenda.importing.tests.test_contacts import CONTACTS
from atenda.notices.models import News
from atenda.searching.reconciling import drift
from atenda.testing.cast import NOW


def taken_back(bringing: Import, cast) -> Import:
    undoing.begin(bringing, by=cast.admin, now=NOW)
    while undoing.advance(bringing, now=NOW):
        pass
    return bringing


def test_what_nobody_changed_goes_and_what_somebody_changed_stays(acme):
    before = (Contact.objects.count(), Account.objects.count())
    bringing = imported(acme, CASES, "cases")
    touched = Case.objects.get(reference="Consulta de prezos")
    edit(touched, by=acme.agent, now=NOW, reference="Consulta de tarifas")
    taken_back(bringing, acme)
    assert (bringing.stage, bringing.figures["left"]) == ("undone", 2)  # the case, and the contact it speaks of
    assert [case.binned_at is None for case in Case.objects.order_by("folio")] == [False, True]
    assert Contact.objects.filter(name="Anxo Novo").exists()
    assert (Contact.objects.count(), Account.objects.count()) == (before[0] + 1, before[1])
    now = timezone.now()
    add_up(now)
    assert (list(verify()), reconcile(), list(differing_days(now)), list(drift())) == ([], [], [], [])
    assert News.objects.count() == 1  # of what the agent changed


def test_customers_nobody_speaks_of_are_taken_away_and_can_be_brought_again(acme):
    before = (Contact.objects.count(), Account.objects.count())
    taken_back(imported(acme, CONTACTS, "contacts"), acme)
    assert (Contact.objects.count(), Account.objects.count()) == before
    assert imported(acme, CONTACTS, "contacts").figures == {"made": 2, "refused": 1}
    assert list(verify()) == []


def test_fields_that_a_second_import_changed_get_back_what_they_held(acme):
    imported(acme, CASES, "cases")
    text = CASES.replace("Consulta de prezos", "Consulta de tarifas")
    again = imported(acme, text.replace("novo.example;Abierto;Normal", "novo.example;Cerrado;Normal"), "cases")
    assert again.figures["updated"] == 1
    taken_back(again, acme)
    case = Case.objects.get(contact__name="Anxo Novo")
    assert (case.reference, case.state, case.closed_at) == ("Consulta de prezos", acme.state("Abierto"), None)
    assert reconcile() == []


def test_notes_are_removed_and_their_cases_stay(acme):
    imported(acme, CASES, "cases")
    taken_back(imported(acme, NOTES, "notes"), acme)
    case = Case.objects.get(reference="Faltan 3 caixas")
    assert case.binned_at is None
    assert [note.body for note in case.notes.filter(removed_at=None)] == ["Chamei ao almacén"]
    assert (list(verify()), list(drift())) == ([], [])


def test_after_thirty_days_it_stays(acme):
    bringing = imported(acme, CONTACTS, "contacts")
    with pytest.raises(NothingToUndo):
        undoing.begin(bringing, by=acme.admin, now=NOW + KEPT * 2)
