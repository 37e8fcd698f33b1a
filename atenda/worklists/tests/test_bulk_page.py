"""Changing many cases, as pages: marked rows, what is foretold, what came of it, the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localtime

from atenda.access.abilities import Ability, RoleKind
from atenda.access.models import Role
from atenda.cases.field_rules import rules
from atenda.cases.lifecycle import close
from atenda.cases.models import BarredMove, Case, CaseType, FieldRule
from atenda.notices.models import News
from atenda.organizations.revisions import touch
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.worklists.bulk import running
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.bulk.forgetting import forget_rows
from atenda.worklists.models import BulkDeed, BulkRow, Outcome
from atenda.worklists.question import Question


def folios(*cases: Case) -> str:
    return ",".join(str(case.folio) for case in cases)


def form(cases: list[Case] | None = None, **values: Any) -> dict[str, Any]:
    marked = {"case": folios(*cases)} if cases else {}
    return {"key": str(uuid4()), **marked, **values}


def result_of(bulk: BulkDeed) -> dict[int, tuple[str, str]]:
    rows = BulkRow.objects.filter(bulk=bulk).values_list("folio", "outcome", "reason")
    return {folio: (outcome, reason) for folio, outcome, reason in rows}


def test_the_list_offers_marks_to_whoever_may_change_many(acme: Cast, visit: Visit) -> None:
    case = make.case()
    mark = f'name="case" value="{case.folio}"'
    assert mark in visit.as_(acme.agent).get(acme.url("cases/")).content.decode()
    assert mark not in visit.as_(acme.observer).get(acme.url("cases/")).content.decode()


def test_marked_rows_are_changed_and_the_way_back_is_at_hand(acme: Cast, visit: Visit) -> None:
    high, low = acme.priority("Alta"), acme.priority("Normal")
    cases = [make.case(priority=low) for _ in range(3)]
    visitor = visit.as_(acme.agent)
    address = acme.url(f"cases/many/priority/?case={folios(*cases[:2])}")
    assert "2 casos" in visitor.get(address).content.decode()
    answer = visitor.post(acme.url("cases/many/priority/"), form(cases[:2], to=high.pk), follow=True)
    text = answer.content.decode()
    assert "2 casos cambiados." in text
    assert [case.priority for case in Case.objects.order_by("folio")] == [high, high, low]
    bulk = BulkDeed.objects.get()
    back = acme.url(f"cases/many/{bulk.pk}/undoing/")
    assert f'action="{back}"' in text
    visitor.post(back)
    assert [case.priority for case in Case.objects.order_by("folio")] == [low, low, low]


def test_sent_twice_it_is_done_once(acme: Cast, visit: Visit) -> None:
    case, sent = make.case(), form([], to=acme.priority("Alta").pk)
    visitor = visit.as_(acme.agent)
    for _ in range(2):
        visitor.post(acme.url("cases/many/priority/"), sent | {"case": str(case.folio)})
    assert BulkDeed.objects.count() == 1


def test_what_would_come_of_it_is_told_and_nothing_of_it_is_kept(acme: Cast, visit: Visit) -> None:
    high = acme.priority("Alta")
    changing = [make.case() for _ in range(3)]
    so_already = make.case(priority=high)
    answer = visit.as_(acme.agent).post(
        acme.url("cases/many/priority/"), form([*changing, so_already], to=high.pk, look="1")
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "3 casos cambiarán" in text
    assert "1 caso ya está así" in text
    assert Case.objects.filter(priority=high).count() == 1
    assert not BulkDeed.objects.exists()
    assert News.objects.filter(kind="edited").count() == 0


def test_a_tag_nobody_used_before_is_made_when_it_is_done_and_not_by_looking(acme: Cast, visit: Visit) -> None:
    case, visitor = make.case(), visit.as_(acme.agent)
    said = form([case], how="add", ids="Nova, VIP")
    assert "1 caso cambiará" in visitor.post(acme.url("cases/many/tags/"), said | {"look": "1"}).content.decode()
    from atenda.cases.models import Tag

    assert Tag.objects.count() == 0
    visitor.post(acme.url("cases/many/tags/"), said)
    assert sorted(tag.labels["es"] for tag in Tag.objects.all()) == ["Nova", "VIP"]
    assert len(Case.objects.get().tag_ids) == 2


def test_what_closing_needs_is_asked_once_for_all(acme: Cast, visit: Visit) -> None:
    """U24: by whatever way a case is closed; here for those that lack something (Zammad's bulk passed it by)."""
    FieldRule.objects.create(field="category", at_closing=True)
    touch()
    lacking, complete = make.case(), make.case(category=acme.category("Queja"))
    closed, visitor = acme.state("Cerrado"), visit.as_(acme.agent)
    text = visitor.post(
        acme.url("cases/many/state/"), form([lacking, complete], to=closed.pk, look="1")
    ).content.decode()
    assert "1 caso cambiará" in text
    assert 'name="also_category"' in text
    question = acme.category("Consulta")
    said = form([lacking, complete], to=closed.pk, solution="Feito", also_category=question.pk)
    visitor.post(acme.url("cases/many/state/"), said)
    found = [(case.state, case.category, case.solution) for case in Case.objects.order_by("folio")]
    assert found == [(closed, question, "Feito"), (closed, acme.category("Queja"), "Feito")]


def test_without_it_the_case_that_lacks_it_stays_open_and_says_why(acme: Cast, visit: Visit) -> None:
    FieldRule.objects.create(field="category", at_closing=True)
    touch()
    lacking, complete = make.case(), make.case(category=acme.category("Queja"))
    said = form([lacking, complete], to=acme.state("Cerrado").pk)
    text = visit.as_(acme.agent).post(acme.url("cases/many/state/"), said, follow=True).content.decode()
    assert "Para cerrar el caso, rellena: Categoría." in text
    assert [case.is_pending for case in Case.objects.order_by("folio")] == [True, False]
    assert f"?rest={BulkDeed.objects.get().pk}" in text


def test_the_rest_is_tried_again_alone(acme: Cast, visit: Visit) -> None:
    FieldRule.objects.create(field="category", at_closing=True)
    touch()
    lacking, complete = make.case(), make.case(category=acme.category("Queja"))
    closed, visitor = acme.state("Cerrado"), visit.as_(acme.agent)
    visitor.post(acme.url("cases/many/state/"), form([lacking, complete], to=closed.pk))
    first = BulkDeed.objects.get()
    said = form([], to=closed.pk, rest=first.pk, also_category=acme.category("Consulta").pk)
    visitor.post(acme.url("cases/many/state/"), said)
    again = BulkDeed.objects.latest("pk")
    assert result_of(again) == {lacking.folio: (Outcome.CHANGED, "")}


def test_barred_moves_and_what_the_rules_keep_are_refused_case_by_case(acme: Cast, visit: Visit) -> None:
    kind = CaseType.objects.create(labels={"es": "Garantía"})
    other = CaseType.objects.create(labels={"es": "Avería"})
    working, initial = acme.state("En progreso"), acme.state("Abierto")
    BarredMove.objects.create(type=kind, leaving=initial, entering=working)
    FieldRule.objects.create(type=other, field="state", mass_editable=False, first=True)
    touch()
    barred, alone, free = make.case(type=kind), make.case(type=other), make.case()
    visit.as_(acme.agent).post(acme.url("cases/many/state/"), form([barred, alone, free], to=working.pk))
    assert result_of(BulkDeed.objects.get()) == {
        barred.folio: (Outcome.REFUSED, "MoveBarred"),
        alone.folio: (Outcome.REFUSED, "NotOneByOne"),
        free.folio: (Outcome.CHANGED, ""),
    }


def test_a_field_that_changes_one_by_one_is_not_offered(acme: Cast, visit: Visit) -> None:
    """«Edición masiva» of S3, by the rules of fields."""
    visitor, here = visit.as_(acme.agent), acme.url("cases/many/priority/")
    assert rules(None)["priority"].mass_editable
    assert visitor.get(here).status_code == 200
    FieldRule.objects.create(field="priority", mass_editable=False)
    touch()
    assert visitor.get(here).status_code == 403
    assert here not in visitor.get(acme.url("cases/")).content.decode()


def test_a_deadline_is_written_or_left_empty_on_purpose(acme: Cast, visit: Visit) -> None:
    case, visitor, here = make.case(), visit.as_(acme.agent), acme.url("cases/many/due_at/")
    refused = visitor.post(here, form([case], to=""))
    assert (refused.status_code, "Escribe un día y una hora" in refused.content.decode()) == (422, True)
    visitor.post(here, form([case], to="2026-12-01T09:30"))
    local = localtime(Case.objects.get().due_at, ZoneInfo("Europe/Madrid"))
    assert local.isoformat() == "2026-12-01T09:30:00+01:00"
    assert "Vencimiento: 01/12/2026 09:30" in visitor.get(acme.url("cases/many/")).content.decode()
    visitor.post(here, form([case], to="", nothing="on"))
    assert Case.objects.get().due_at is None


def test_a_deadline_needed_to_close_is_asked_once_for_all(acme: Cast, visit: Visit) -> None:
    FieldRule.objects.create(field="due_at", at_closing=True)
    touch()
    case, closed, visitor = make.case(), acme.state("Cerrado"), visit.as_(acme.agent)
    look = visitor.post(acme.url("cases/many/state/"), form([case], to=closed.pk, look="1")).content.decode()
    assert 'name="also_due_at"' in look
    said = form([case], to=closed.pk, also_due_at="2026-12-01T09:30")
    visitor.post(acme.url("cases/many/state/"), said)
    assert (Case.objects.get().state, Case.objects.get().due_at is None) == (closed, False)


def test_only_who_asked_goes_on_with_what_was_stopped(acme: Cast, visit: Visit) -> None:
    asked = {"deed": "priority", "to": acme.priority("Alta").pk}
    bulk = running.begin(asked, Chosen(Question(), (make.case().folio,)), key=uuid4(), by=acme.agent, now=NOW)
    running.stop(bulk, now=timezone.now())
    here = acme.url(f"cases/many/{bulk.pk}/")
    assert f"{here}continuing/" not in visit.as_(acme.supervisor).get(here).content.decode()
    assert visit.as_(acme.supervisor).post(f"{here}continuing/").status_code == 403
    assert f"{here}continuing/" in visit.as_(acme.agent).get(here).content.decode()
    visit.as_(acme.agent).post(f"{here}continuing/")
    assert Case.objects.get().priority == acme.priority("Alta")


def test_after_ninety_days_the_page_tells_the_figures_alone(acme: Cast, visit: Visit) -> None:
    asked = {"deed": "priority", "to": acme.priority("Alta").pk}
    bulk = running.begin(asked, Chosen(Question(), (make.case().folio,)), key=uuid4(), by=acme.agent, now=NOW)
    running.carry_on(bulk, until_done=True)
    BulkDeed.objects.update(begun_at=timezone.now() - timedelta(days=91))
    forget_rows(timezone.now())
    text = visit.as_(acme.agent).get(acme.url(f"cases/many/{bulk.pk}/")).content.decode()
    assert "Solo quedan las cifras" in text


def test_without_the_ability_nobody_changes_many(acme: Cast, visit: Visit) -> None:
    case = make.case()
    role = Role.objects.get(kind=RoleKind.AGENT)
    Role.objects.filter(pk=role.pk).update(abilities=[one for one in role.abilities if one != Ability.CHANGE_MANY])
    answer = visit.as_(acme.agent).post(acme.url("cases/many/priority/"), form([case], to=acme.priority("Alta").pk))
    assert answer.status_code == 403
    assert not BulkDeed.objects.exists()


def test_closing_many_needs_the_ability_to_close(acme: Cast, visit: Visit) -> None:
    case, finished = make.case(), make.case()
    close(finished, by=acme.agent, now=NOW)
    role = Role.objects.get(kind=RoleKind.AGENT)
    gone = {Ability.CLOSE_CASES, Ability.REOPEN_CASES}
    Role.objects.filter(pk=role.pk).update(abilities=[one for one in role.abilities if one not in gone])
    visitor = visit.as_(acme.agent)
    visitor.post(acme.url("cases/many/state/"), form([case], to=acme.state("Cerrado").pk))
    assert result_of(BulkDeed.objects.latest("pk")) == {case.folio: (Outcome.REFUSED, "NotAllowed")}
    visitor.post(acme.url("cases/many/state/"), form([finished], to=acme.state("En progreso").pk))
    assert result_of(BulkDeed.objects.latest("pk")) == {finished.folio: (Outcome.REFUSED, "NotAllowed")}


def test_others_see_no_result_of_mine_but_supervisors_do(acme: Cast, other: Cast, visit: Visit) -> None:
    asked = {"deed": "priority", "to": acme.priority("Alta").pk}
    chosen = Chosen(Question(), (make.case().folio,))
    bulk = running.begin(asked, chosen, key=uuid4(), by=acme.agent, now=NOW)
    here = acme.url(f"cases/many/{bulk.pk}/")
    assert visit.as_(acme.colleague).get(here).status_code == 404
    assert visit.as_(acme.colleague).post(f"{here}undoing/").status_code == 404
    assert visit.as_(acme.supervisor).get(here).status_code == 200
    assert visit.as_(other.agent).get(here).status_code == 404
    mine = visit.as_(acme.colleague).get(acme.url("cases/many/")).content.decode()
    assert f'id="many-{bulk.pk}"' not in mine
    assert f'id="many-{bulk.pk}"' in visit.as_(acme.supervisor).get(acme.url("cases/many/")).content.decode()


def test_more_than_a_page_waits_for_are_left_to_the_worker(acme: Cast, visit: Visit, monkeypatch: Any) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 2)
    cases = [make.case() for _ in range(3)]
    high, visitor = acme.priority("Alta"), visit.as_(acme.agent)
    answer = visitor.post(acme.url("cases/many/priority/"), form(cases, to=high.pk), follow=True)
    text = answer.content.decode()
    assert "0 de 3 casos" in text
    assert 'hx-trigger="every 1s"' in text
    assert not Case.objects.filter(priority=high).exists()
    running.carry_on(BulkDeed.objects.get())
    text = visitor.get(answer.request["PATH_INFO"]).content.decode()
    assert 'hx-trigger="every 1s"' not in text
    assert "Deshacer todo" in text


def test_saved_quietly_nobody_is_told(acme: Cast, visit: Visit) -> None:
    case = make.case()
    News.objects.all().update(told_at=NOW)
    visit.as_(acme.agent).post(acme.url("cases/many/priority/"), form([case], to=acme.priority("Alta").pk, quietly="1"))
    assert [news.is_quiet for news in News.objects.filter(case=case).order_by("pk")][1:] == [True]


@pytest.mark.parametrize("more", [0, 2])
def test_the_result_asks_the_same_for_one_case_and_for_three(acme: Cast, visit: Visit, more: int) -> None:
    cases = [make.case() for _ in range(1 + more)]
    chosen = Chosen(Question(), tuple(case.folio for case in cases))
    bulk = running.begin({"deed": "priority", "to": None}, chosen, key=uuid4(), by=acme.agent, now=NOW)
    visitor = visit.as_(acme.agent)
    visitor.get(acme.url(f"cases/many/{bulk.pk}/"))
    with CaptureQueriesContext(connection) as asked:
        visitor.get(acme.url(f"cases/many/{bulk.pk}/"))
    assert len(asked) <= 12
