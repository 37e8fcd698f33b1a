"""The timeline of a case that goes on for others: the entries of all, each of its own case (U1)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from atenda.access.abilities import Sees
from atenda.access.models import Role
from atenda.casefiles.gathering import gather
from atenda.cases import assignment
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message, Note
from atenda.conversations.noting import note
from atenda.conversations.receiving import receive
from atenda.conversations.timeline import timeline
from atenda.conversations.timeline_rows import Showing
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.notices.customer_links import opened
from atenda.notices.following import Hearing, hear
from atenda.notices.readers import colleagues_of
from atenda.notices.tests.customers import path_of
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


def at(hours: float):
    return NOW + timedelta(hours=hours)


def fresh(case: Case) -> Case:
    found: Case = Case.objects.get(pk=case.pk)
    return found


def mail(case: Case, text: str, *, sender: str = "uxia@cliente.example", hours: float = 1) -> Message:
    said = {"subject": "Cámara", "text": text, "html": text, "sender_name": "", "sender_address": sender}
    return receive(case, Message(direction="in", at=at(hours), **said), now=at(hours))


def pair(acme: Cast) -> tuple[Case, Case]:
    stays, goes = make.case("Queda", by=acme.agent), make.case("Vai", by=acme.agent)
    note(stays, body="un", by=acme.agent, now=at(1))
    note(goes, body="dous", by=acme.agent, now=at(2))
    note(stays, body="tres", by=acme.agent, now=at(3))
    mail(goes, "catro", hours=4)
    merge(stays, [goes], by=acme.agent, now=at(5))
    note(stays, body="cinco", by=acme.agent, now=at(6))
    return fresh(stays), fresh(goes)


def words(case: Case, acme: Cast, **asked) -> list[tuple[str, int]]:
    entries = timeline(case, reader=acme.agent, now=at(7), together=True, **asked).entries
    said = [(entry.message.text if entry.message else str(entry.body), entry.of) for entry in entries]
    return [each for each in said if each[0]]


def test_all_entries_stand_in_order_of_time_each_with_its_old_folio(acme: Cast) -> None:
    stays, goes = pair(acme)
    assert words(stays, acme) == [("cinco", 0), ("catro", goes.folio), ("tres", 0), ("dous", goes.folio), ("un", 0)]
    assert words(goes, acme) == [("catro", 0), ("dous", 0)]
    assert words(stays, acme, showing=Showing.MAILS) == [("catro", goes.folio)]
    unmerge(goes, by=acme.agent, now=at(7))
    assert words(fresh(stays), acme) == [("cinco", 0), ("tres", 0), ("un", 0)]


def test_pages_of_several_cases_leave_nothing_out_and_say_nothing_twice(acme: Cast) -> None:
    stays, _goes = pair(acme)
    whole = [entry.anchor for entry in timeline(stays, reader=acme.agent, now=at(7), together=True).entries]
    found, before = [], 0
    for _page in range(10):
        page = timeline(stays, reader=acme.agent, now=at(7), size=3, before=before, together=True)
        found += [entry.anchor for entry in page.entries]
        before = page.older
        if not before:
            break
    assert found == whole
    assert len(set(whole)) == len(whole)


def test_the_page_of_the_old_case_leads_to_the_survivor_and_can_be_looked_at_as_it_was(
    acme: Cast, visit: Visit
) -> None:
    stays, goes = pair(acme)
    agent = visit.as_(acme.agent)
    answer = agent.get(acme.url(f"cases/{goes.folio}/"))
    assert (answer.status_code, answer["Location"]) == (302, f"{acme.url(f'cases/{stays.folio}/')}?from={goes.folio}")
    page = agent.get(answer["Location"]).content.decode()
    assert f'id="entry-{goes.folio}-2"' in page
    assert "del caso 2" in page
    alone = agent.get(acme.url(f"cases/{goes.folio}/?alone=1")).content.decode()
    assert "Fusionado con el" in alone
    assert "cinco" not in alone
    assert 'name="body"' not in alone


def test_whoever_sees_the_survivor_reads_the_mails_of_the_old_case(acme: Cast, visit: Visit) -> None:
    stays, goes = make.case(responsible=acme.agent, by=acme.admin), make.case(responsible=acme.colleague, by=acme.admin)
    message = mail(goes, "catro")
    own = note(goes, body="meu", by=acme.colleague, now=timezone.now())
    merge(stays, [goes], by=acme.admin, now=at(5))
    Role.objects.filter(pk=acme.agent.role_id).update(sees=Sees.OWN)
    assignment.assign(stays, responsible=acme.agent, by=acme.admin, now=at(5))
    agent = visit.as_(acme.agent)
    assert agent.get(acme.url(f"cases/{goes.folio}/messages/{message.pk}/body/")).status_code == 200
    assignment.assign(stays, responsible=acme.colleague, by=acme.admin, now=at(6))
    assert agent.get(acme.url(f"cases/{goes.folio}/messages/{message.pk}/body/")).status_code == 404
    assert Note.objects.get(pk=own.pk).case == goes


def test_a_reply_answers_who_wrote_last_but_nobody_of_another_customer(acme: Cast) -> None:
    stays, goes = make.case(by=acme.agent), make.case(by=acme.agent)
    other = open_contact(name="Brais", emails=[Email("brais@outra.example")], language="", by=None, now=NOW)
    theirs = make.case(contact=other, by=acme.agent)
    mail(goes, "meu", sender="uxia.outra@cliente.example")
    mail(theirs, "doutro", sender="brais@outra.example")
    merge(stays, [goes, theirs], by=acme.agent, now=at(5))
    assert answered_in(fresh(stays)).to == ("", "uxia.outra@cliente.example")


def test_whoever_follows_the_old_case_hears_of_the_survivor(acme: Cast) -> None:
    stays, goes = make.case(by=acme.agent), make.case(by=acme.agent)
    hear(goes, Hearing.FOLLOWING, by=acme.colleague, now=NOW)
    hear(goes, Hearing.MUTED, by=acme.supervisor, now=NOW)
    merge(stays, [goes], by=acme.agent, now=at(5))
    readers = {reader.agent for reader in colleagues_of(fresh(stays))}
    assert acme.colleague in readers
    assert acme.supervisor not in readers


def test_the_customers_link_leads_on_only_where_the_survivor_is_theirs(acme: Cast) -> None:
    other = open_contact(name="Brais", emails=[Email("brais@outra.example")], language="", by=None, now=NOW)
    old, same = make.case("Vello", by=acme.agent), make.case("Novo", by=acme.agent)
    theirs = make.case("Doutro", contact=other, by=acme.agent)
    token = path_of(old, acme).split("/c/")[1].strip("/")
    merge(same, [old], by=acme.agent, now=NOW)
    with opened(token, now=timezone.now()) as (case, customer):
        assert (case, customer) == (same, acme.customer)
    merge(theirs, [fresh(same)], by=acme.agent, now=NOW)
    with opened(token, now=timezone.now()) as (case, _customer):
        assert case == old


def test_what_is_handed_over_tells_of_one_case_alone(acme: Cast, visit: Visit) -> None:
    """A note of a merged case is no less internal, and its mails may be another customer's (3.38)."""
    stays, goes = make.case("Queda", by=acme.agent), make.case("Vai", by=acme.agent)
    note(goes, body="canario-nota", by=acme.agent, now=at(1))
    mail(goes, "canario-correo", hours=2)
    for _ in range(5):
        note(stays, body="de seu", by=acme.agent, now=at(3))
    merge(stays, [goes], by=acme.agent, now=at(5))
    agent = visit.as_(acme.agent)
    said = gather(fresh(stays), by=acme.agent, now=at(6), with_notes=False)
    assert [entry.of for entry in said.entries] == [0] * len(said.entries)
    assert not [entry for entry in said.entries if entry.kind == "note.added"]
    assert ("Fusionados con este caso", str(goes.folio)) in said.facts
    for page in ("print/", "print/?notes=no"):
        printed = agent.get(acme.url(f"cases/{stays.folio}/{page}")).text
        assert "canario" not in printed
    assert "canario-correo" in agent.get(acme.url(f"cases/{goes.folio}/print/")).text
