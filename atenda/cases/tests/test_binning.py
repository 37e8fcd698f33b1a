"""The bin: out of every list and figure, thirty days with the way back, then only the folio is left (B82)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.access.abilities import Sees
from atenda.access.models import Role
from atenda.cases import assignment, editing, lifecycle
from atenda.cases.binning import KEPT_IN_BIN, bin_case, bring_back
from atenda.cases.erasing import empty_bin
from atenda.cases.models import Case
from atenda.cases.reconciling import reconcile
from atenda.cases.refusals import InTheBin
from atenda.conversations.models import Note
from atenda.conversations.noting import note
from atenda.history.chain import verify
from atenda.history.models import Event, EventPayload
from atenda.history.undoing import ChangedSince, undo
from atenda.staff.membership import deactivate
from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.worklists.ordering import ORDERS
from atenda.worklists.paging import cases_of_customer, page, tab_counts
from atenda.worklists.question import Question, View

AFTER = NOW + KEPT_IN_BIN + timedelta(minutes=1)


@pytest.fixture
def cases(acme):
    return [make.case(f"Caso {number}", by=acme.agent) for number in range(3)]


def folios(acme, view=View.ALL, order="-folio"):
    return [row.folio for row in page(acme.agent, Question(view, ORDERS[order])).rows]


@pytest.mark.parametrize("sees", Sees)
@pytest.mark.parametrize("order", ORDERS)
def test_what_is_in_the_bin_is_in_no_list_and_no_figure(cases, acme, sees, order):
    Role.objects.filter(pk=acme.agent.role_id).update(sees=sees)
    acme.agent.role.refresh_from_db()
    assignment.assign(cases[0], responsible=acme.agent, by=acme.agent, now=NOW)
    lifecycle.close(cases[2], by=acme.agent, now=NOW)
    for case in (cases[0], cases[2]):
        bin_case(case, by=acme.admin, now=NOW)
    assert folios(acme, order=order) == [2]
    assert folios(acme, View.CLOSED, order) == []
    assert folios(acme, View.PENDING, order) == [2]
    counts = tab_counts(acme.agent)
    assert (counts[View.ALL], counts[View.PENDING], counts[View.CLOSED]) == (1, 1, 0)
    assert [row.folio for row in cases_of_customer(acme.agent, contact=cases[0].contact).page.rows] == [2]
    assert reconcile() == []


def test_it_comes_back_as_it_was(cases, acme):
    bin_case(cases[0], by=acme.admin, now=NOW)
    bring_back(cases[0], by=acme.admin, now=NOW)
    assert folios(acme) == [3, 2, 1]
    assert reconcile() == []
    assert list(verify()) == []


def test_it_takes_no_deeds(cases, acme):
    bin_case(cases[0], by=acme.admin, now=NOW)
    with pytest.raises(InTheBin):
        editing.edit(cases[0], reference="Outra", by=acme.agent, now=NOW)
    with pytest.raises(InTheBin):
        bin_case(cases[0], by=acme.admin, now=NOW)


def test_undo_brings_it_back_once(cases, acme):
    bin_case(cases[0], by=acme.admin, now=NOW)
    event = Event.objects.select_related("case").latest("pk")
    bring_back(cases[0], by=acme.admin, now=NOW)
    event.refresh_from_db()
    with pytest.raises(ChangedSince):
        undo(event, by=acme.admin, now=NOW)


def test_somebody_who_leaves_does_not_stumble_over_it(cases, acme):
    assignment.assign(cases[0], responsible=acme.agent, by=acme.agent, now=NOW)
    bin_case(cases[0], by=acme.admin, now=NOW)
    deactivate(acme.agent, heir=acme.colleague, by=acme.admin, now=NOW)
    bring_back(cases[0], by=acme.admin, now=NOW)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_after_thirty_days_only_the_folio_is_left(acme):
    case = make.case("Segredo", description="Persoal", by=acme.agent)
    note(case, body="Chamou Brais", by=acme.agent, now=NOW)
    make.file(case, b"%PDF-1.4 nada", "recibo.pdf", by=acme.agent)
    kept = make.case("Queda", by=acme.agent)
    bin_case(case, by=acme.admin, now=NOW)
    assert empty_bin(NOW + KEPT_IN_BIN - timedelta(minutes=1)) == 0
    assert empty_bin(AFTER) == 1
    assert empty_bin(AFTER) == 0
    gone = Case.objects.get(folio=case.folio)
    assert (gone.reference, gone.description, gone.contact_id, gone.account_id) == ("", "", None, None)
    assert not Note.objects.filter(case=case).exists()
    texts = EventPayload.objects.filter(event__case=case).values_list("before", "after")
    assert set(texts) == {(None, None)}
    assert list(verify()) == []
    assert Case.objects.get(pk=kept.pk).reference == "Queda"
    bring_back(gone, by=acme.admin, now=AFTER)
    assert folios(acme) == [kept.folio]
    assert make.case("Nova", by=acme.agent).folio == kept.folio + 1


def test_in_pages_it_is_said_first_and_offered_back(cases, acme, visit):
    visit.as_(acme.admin)
    assert "Caso 0" in visit.get(acme.url("cases/1/binning/")).text
    assert visit.post(acme.url("cases/1/binning/")).status_code == 302
    assert visit.get(acme.url("cases/1/")).status_code == 404
    assert "Caso 0" in visit.get(acme.url("bin/")).text
    assert visit.post(acme.url("bin/1/restoration/")).status_code == 302
    assert visit.get(acme.url("cases/1/")).status_code == 200
    assert visit.post(acme.url("bin/1/restoration/")).status_code == 404


def test_the_bar_brings_it_back(cases, acme, visit):
    bin_case(cases[0], by=acme.admin, now=timezone.now())
    event = Event.objects.latest("pk")
    assert visit.as_(acme.admin).post(acme.url("deeds/undoing/"), {"deed": event.pk}).status_code == 302
    assert visit.get(acme.url("cases/1/")).status_code == 200


def test_the_bin_is_for_whoever_may(cases, acme, visit, other):
    bin_case(cases[0], by=acme.admin, now=timezone.now())
    assert visit.as_(acme.agent).get(acme.url("bin/")).status_code == 403
    assert "Caso 0" not in visit.as_(other.admin).get(other.url("bin/")).text
