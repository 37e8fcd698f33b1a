"""Macros: shown first, then all of it or nothing, taken back in one go."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from atenda.access.abilities import Ability
from atenda.cases import picklists
from atenda.cases.field_rules import Rule
from atenda.cases.models import Case
from atenda.cases.setting_rules import set_rules
from atenda.cases.tagging import tags_called
from atenda.conversations.models import Direction, Message, Note
from atenda.conversations.receiving import receive
from atenda.conversations.unfilled import Unfilled
from atenda.history.deeds import one_deed
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.history.undoing import undo, way_back
from atenda.macros import macros
from atenda.macros.models import Macro
from atenda.macros.refusals import DoesNothing, NotOffered, ReplyForFewer
from atenda.macros.running import NoLongerThere, NoSuchReply, foresee, run
from atenda.macros.tests.made import a_macro, a_reply
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent
from atenda.testing.cast import NOW, Cast
from atenda.worklists.bulk.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def tags(*names: str, by: Agent) -> list[int]:
    return [tag.pk for tag in tags_called(list(names), by=by, now=NOW)]


def everything(acme: Cast) -> dict[str, Any]:
    return {
        "priority": acme.priority("Alta").pk,
        "category": acme.category("Consulta").pk,
        "team": acme.team.pk,
        "add_tags": tags("urxente", by=acme.agent),
        "responsible": "me",
        "note": "Chamei a {{cliente}}.",
        "reply": a_reply(acme.agent).pk,
        "state": acme.state("Cerrado").pk,
    }


def recorded(case: Case, after: int = 0) -> list[str]:
    return list(Event.objects.filter(case=case, seq__gt=after).order_by("seq").values_list("kind", flat=True))


def state_of_everything(case: Case) -> tuple[Any, ...]:
    case.refresh_from_db()
    fields = ("state_id", "priority_id", "category_id", "team_id", "responsible_id", "solution", "closed_at")
    counts = (Event.objects.count(), Note.objects.count(), Message.objects.count(), Macro.objects.get().uses)
    return (*(getattr(case, name) for name in fields), tuple(case.tag_ids), *counts)


def test_all_of_it_is_done_with_one_event_for_each_change_and_taken_back_in_one_go(acme: Cast, case: Case) -> None:
    macro, before = a_macro(acme.agent, does=everything(acme)), recorded(case)
    was = {name: getattr(case, name) for name in ("state_id", "priority_id", "category_id", "responsible_id")}
    now = timezone.now()
    with one_deed() as done:
        run(macro, case, by=acme.agent, now=now)
    assert recorded(case, len(before)) == [
        "case.edited",
        "case.edited",
        "case.edited",
        "case.edited",
        "case.assigned",
        "note.added",
        "message.sent",
        "case.closed",
        "case.macro_ran",
    ]
    assert Note.objects.get().body == "Chamei a Uxía Cliente."
    assert Message.objects.get(direction=Direction.OUT).text == "Ola, Uxía: o seu caso é o 1."
    case.refresh_from_db()
    assert (case.state, case.responsible, case.priority.labels["es"]) == (acme.state("Cerrado"), acme.agent, "Alta")
    macro.refresh_from_db()
    assert (macro.uses, macro.used_at) == (1, now)

    way = way_back(done, by=acme.agent, now=now)
    assert len(way) == 8
    for event in Event.objects.filter(pk__in=way).order_by("-pk"):
        undo(event, by=acme.agent, now=now)
    case.refresh_from_db()
    assert {name: getattr(case, name) for name in was} == was
    assert (case.tag_ids, case.team_id) == ([], None)
    assert Message.objects.get(direction=Direction.OUT).taken_back_at is not None


def test_what_will_happen_is_told_and_nothing_of_it_stays(acme: Cast, case: Case) -> None:
    case_before = (macro := a_macro(acme.agent, does=everything(acme)), state_of_everything(case))[1]
    foreseen = foresee(macro, case, by=acme.agent, now=timezone.now())
    assert [(line.told.step, line.changes, line.refusal) for line in foreseen.lines] == [
        (step, True, "")
        for step in ("category", "priority", "team", "add_tags", "responsible", "note", "reply", "state")
    ]
    reply = foreseen.lines[6]
    assert reply.reply is not None
    assert (reply.reply.filled.text, reply.readers) == ("Ola, Uxía: o seu caso é o 1.", "Uxía Cliente")
    assert state_of_everything(case) == case_before


def test_what_is_so_already_changes_nothing_and_says_so(acme: Cast, case: Case) -> None:
    macro = a_macro(acme.agent, does={"priority": case.priority_id, "remove_tags": tags("vip", by=acme.agent)})
    foreseen = foresee(macro, case, by=acme.agent, now=NOW)
    assert (foreseen.changes, foreseen.is_refused) == (False, False)
    before = state_of_everything(case)
    run(macro, case, by=acme.agent, now=NOW)
    assert state_of_everything(case) == before


def refuse_one(acme: Cast, what: str, does: dict[str, Any]) -> type[Refused]:
    """Have one of the deeds refused."""
    if what == "value":
        picklists.retire(acme.category("Consulta"), by=acme.admin, now=NOW)
        return NoLongerThere
    if what == "reply":
        does["reply"] = 987_654
        Macro.objects.update(does=does)
        return NoSuchReply
    if what == "field":
        Macro.objects.update(does={**does, "note": "Ata o {{prazo}}."})
        return Unfilled
    ability = {"note": Ability.NOTE_CASES, "customer": Ability.WRITE_TO_CUSTOMERS, "end": Ability.CLOSE_CASES}[what]
    acme.agent.role.abilities = [each for each in acme.agent.role.abilities if each != ability]
    acme.agent.role.save(update_fields=["abilities"])
    return NotAllowed


@pytest.mark.parametrize("what", ["value", "reply", "field", "note", "customer", "end"])
def test_where_one_thing_may_not_be_nothing_is_done_and_the_reason_is_told(acme: Cast, case: Case, what: str) -> None:
    macro = a_macro(acme.agent, does=everything(acme))
    refused = refuse_one(acme, what, dict(macro.does))
    macro.refresh_from_db()
    before = state_of_everything(case)
    foreseen = foresee(macro, case, by=acme.agent, now=timezone.now())
    assert len([line for line in foreseen.lines if line.refusal]) == 1
    assert foreseen.is_refused
    with pytest.raises(refused):
        run(macro, case, by=acme.agent, now=timezone.now())
    assert state_of_everything(case) == before


def test_what_a_case_lacks_to_close_is_asked_for_where_the_macro_is_run(acme: Cast, case: Case, visit: Any) -> None:
    set_rules({"category": Rule(at_closing=True), "solution": Rule(at_closing=True)}, by=acme.admin, now=NOW)
    does = {"priority": acme.priority("Alta").pk, "state": acme.state("Cerrado").pk}
    macro = a_macro(acme.agent, does=does)
    agent, address = visit.as_(acme.agent), acme.url(f"cases/1/macros/{macro.pk}/")
    page = agent.get(address).content.decode()
    assert 'name="category"' in page
    assert 'name="solution"' in page
    said = {"state": does["state"]}
    assert agent.post(address, said).status_code == 422
    case.refresh_from_db()
    assert case.priority.labels["es"] != "Alta"
    said |= {"category": str(acme.category("Consulta").pk), "solution": "Cambiouse o motor."}
    assert agent.post(address, said).status_code == 302
    case.refresh_from_db()
    assert (case.is_pending, case.category.labels["es"], case.solution) == (False, "Consulta", "Cambiouse o motor.")
    assert case.priority.labels["es"] == "Alta"


def test_what_a_macro_says_of_an_end_is_there_to_be_changed(acme: Cast, case: Case, visit: Any) -> None:
    reason = acme.reason("Solucionado")
    does = {"state": acme.state("Cerrado").pk, "solution": "Como sempre.", "reason": reason.pk}
    macro = a_macro(acme.agent, does=does)
    agent, address = visit.as_(acme.agent), acme.url(f"cases/1/macros/{macro.pk}/")
    assert "Como sempre." in agent.get(address).content.decode()
    agent.post(address, {"state": does["state"], "solution": "Doutro xeito.", "closing_reason": reason.pk})
    case.refresh_from_db()
    assert (case.solution, case.closing_reason) == ("Doutro xeito.", reason)


def test_a_macro_is_looked_at_when_it_is_kept(acme: Cast) -> None:
    with pytest.raises(DoesNothing):
        a_macro(acme.agent, does={"solution": "Sen estado non di nada."})
    with pytest.raises(NotOffered):
        a_macro(acme.agent, does={"priority": 987_654})
    own = a_reply(acme.supervisor)
    with pytest.raises(ReplyForFewer):
        a_macro(acme.supervisor, reach="all", does={"reply": own.pk})
    with pytest.raises(NotOffered):
        a_macro(acme.agent, does={"reply": own.pk})
    assert a_macro(acme.supervisor, does={"reply": own.pk}).does == {"reply": own.pk}


def test_a_value_that_is_retired_is_given_no_more_until_another_is_chosen(acme: Cast, case: Case) -> None:
    macro, into = a_macro(acme.agent, does={"category": acme.category("Consulta").pk}), acme.category("Incidencia")
    picklists.retire(acme.category("Consulta"), by=acme.admin, now=NOW)
    with pytest.raises(NoLongerThere):
        run(macro, case, by=acme.agent, now=NOW)
    macros.change(macro, does={"category": into.pk}, by=acme.agent, now=NOW)
    run(macro, case, by=acme.agent, now=NOW)
    case.refresh_from_db()
    assert case.category == into


def test_deeds_on_macros_are_taken_back(acme: Cast) -> None:
    macro = a_macro(acme.agent, does={"responsible": "me"})
    macros.change(macro, name="Meu", does={"priority": acme.priority("Alta").pk}, by=acme.agent, now=NOW)
    macros.retire(macro, by=acme.agent, now=NOW)
    recorded = list(Event.objects.filter(subject_type="macros.macro").order_by("-pk"))
    for event in recorded[:2]:
        undo(event, by=acme.agent, now=NOW)
    macro.refresh_from_db()
    assert (macro.name, macro.does, macro.retired_at) == ("Resolver", {"responsible": "me"}, None)


def test_strangers_and_those_who_may_not(acme: Cast, other: Cast, case: Case, visit: Any) -> None:
    macro = a_macro(acme.supervisor, reach="all", does={"responsible": "me"})
    private = a_macro(acme.colleague, "Outra", does={"responsible": "me"})
    address = acme.url(f"cases/1/macros/{macro.pk}/")
    assert visit.as_(other.admin).post(address).status_code == 404
    assert visit.as_(acme.observer).post(address).status_code == 403
    assert visit.as_(acme.agent).post(acme.url(f"cases/1/macros/{private.pk}/")).status_code == 404
    assert visit.as_(acme.agent).post(address).status_code == 302


def test_run_twice_at_the_same_moment_it_happens_once_and_so_it_is_told(acme: Cast, case: Case, visit: Any) -> None:
    """Two clicks, or two people who looked at it together: the customer has one mail of it, the case one note."""
    reply = a_reply(acme.supervisor, reach="all")
    macro = a_macro(acme.supervisor, reach="all", does={"note": "Chamei.", "reply": reply.pk})
    address = acme.url(f"cases/1/macros/{macro.pk}/")
    seen = re.search(r'name="seen" value="(\d+)"', visit.as_(acme.agent).get(address).content.decode())
    assert seen is not None
    assert visit.as_(acme.agent).post(address, {"seen": seen[1]}).status_code == 302
    again = visit.as_(acme.colleague).post(address, {"seen": seen[1]})
    assert again.status_code == 422
    assert "Desde que abriste esto" in again.content.decode()
    assert (Note.objects.count(), Message.objects.filter(direction=Direction.OUT).count()) == (1, 1)
    seen = re.search(r'name="seen" value="(\d+)"', again.content.decode())
    assert seen is not None
    assert visit.as_(acme.colleague).post(address, {"seen": seen[1]}).status_code == 302
    assert (Note.objects.count(), Message.objects.filter(direction=Direction.OUT).count()) == (2, 2)


@pytest.mark.parametrize(("does", "status"), [("state", 422), ("add_tags", 302)])
def test_what_the_customer_wrote_meanwhile_is_told_before_a_macro_ends_the_case(
    acme: Cast, case: Case, visit: Any, does: str, status: int
) -> None:
    macro = a_macro(acme.agent, does={does: everything(acme)[does]})
    address, seen = acme.url(f"cases/1/macros/{macro.pk}/"), last_seq(case)
    said = {"sender_address": "uxia@cliente.example", "text": "Aínda non vai.", "at": timezone.now()}
    receive(case, Message(direction=Direction.IN, **said), now=timezone.now())
    given = {"seen": seen, "state": acme.state("Cerrado").pk}
    assert visit.as_(acme.agent).post(address, given).status_code == status
    case.refresh_from_db()
    assert case.is_pending


def test_whoever_writes_to_no_customers_is_not_shown_what_would_be_written(acme: Cast, case: Case, visit: Any) -> None:
    reply = a_reply(acme.supervisor, reach="all")
    macro = a_macro(acme.supervisor, reach="all", does={"reply": reply.pk})
    refuse_one(acme, "customer", {})
    page = visit.as_(acme.agent).get(acme.url(f"cases/1/macros/{macro.pk}/"))
    assert page.status_code == 200
    assert "o seu caso é o" not in page.content.decode()
