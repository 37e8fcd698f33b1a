"""A mail or a note that speaks of something else becomes the beginning of a case of its own; and back (U1)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from atenda.access.abilities import Sees
from atenda.access.models import Role
from atenda.casefiles.gathering import gather
from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message, Note
from atenda.conversations.noting import note
from atenda.conversations.receiving import Enclosed, receive
from atenda.conversations.splitting import NotTheirs, SplitBefore, split
from atenda.conversations.timeline import timeline
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.history.models import Event
from atenda.history.undoing import ChangedSince, undo
from atenda.intake.deciding import decide
from atenda.intake.filing import settle
from atenda.intake.tests.mails import a_mail, a_mailbox, a_raw
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import program_of

LATER = NOW + timedelta(hours=1)
UXIA = "uxia@cliente.example"


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case("A cámara non arrinca", team=acme.team, by=acme.agent)


def mail(case: Case, text: str, *, number: int = 1, sender: str = UXIA, **values: object) -> Message:
    said = {"subject": "Re: RV: E a factura?", "text": text, "html": text, "message_id": f"<{number}@cliente.example>"}
    message = Message(direction="in", sender_name="Uxía", sender_address=sender, at=NOW, **{**said, **values})
    return receive(case, message, files=[Enclosed(make.received(b"Factura", "factura.txt"))], now=NOW)


def shown(case: Case, acme: Cast) -> list[tuple[str, int]]:
    entries = timeline(Case.objects.get(pk=case.pk), reader=acme.agent, now=LATER).entries
    said = [(entry.message.text if entry.message else str(entry.body), entry.began_in) for entry in entries]
    return [each for each in said if each[0]]


def test_a_case_begins_with_the_mail_which_stays_where_it_was(case: Case, acme: Cast) -> None:
    mail(case, "Isto segue igual")
    message = mail(case, "E a factura de marzo?", number=2)
    new = split(message, by=acme.agent, now=LATER)
    assert (new.reference, new.description, new.contact, new.team) == (
        "E a factura?",
        "E a factura de marzo?",
        acme.customer,
        acme.team,
    )
    assert shown(new, acme) == [("E a factura de marzo?", case.folio)]
    assert shown(case, acme) == [("E a factura de marzo?", 0), ("Isto segue igual", 0)]
    message.refresh_from_db()
    assert (message.case, message.split_into) == (case, new)
    kinds = {each.kind: each.case for each in Event.objects.filter(kind__in=["message.split", "message.began"])}
    assert kinds == {"message.split": case, "message.began": new}


def test_answers_to_it_go_to_the_new_case_and_those_to_others_do_not(case: Case, acme: Cast, tmp_path: Path) -> None:
    mail(case, "Isto segue igual")
    new = split(mail(case, "E a factura?", number=2), by=acme.agent, now=LATER)
    assert answered_in(new).references[-1] == "<2@cliente.example>"
    assert answered_in(case).references[-1] == "<1@cliente.example>"
    support = a_mailbox()
    for number, place in ((2, new), (1, case)):
        said = a_mail(message_id=f"<{number}9@x>", references=(f"<{number}@cliente.example>",))
        raw = a_raw(support, number)
        settle(raw, said, decide(said, raw, now=LATER), tmp_path, now=LATER)
        assert raw.case == place


def test_it_is_for_whoever_wrote_it(case: Case, acme: Cast) -> None:
    brais = open_contact(name="Brais", emails=[Email("brais@outra.example")], language="", by=None, now=NOW)
    new = split(mail(case, "Son outro", sender="brais@outra.example", contact=brais), by=acme.agent, now=LATER)
    assert (new.contact, new.account) == (brais, None)


def test_the_words_of_a_note_are_never_a_description(case: Case, acme: Cast) -> None:
    written = note(case, body="canario: é moroso", by=acme.agent, now=NOW)
    new = split(written, by=acme.agent, now=LATER)
    assert (new.description, "canario" in new.reference) == ("", False)
    assert shown(new, acme) == [("canario: é moroso", case.folio)]
    handed = gather(new, by=acme.agent, now=LATER, with_notes=False)
    assert "canario" not in str(handed.entries)


def test_twice_it_is_refused_and_so_is_what_we_wrote(case: Case, acme: Cast) -> None:
    message = mail(case, "E a factura?")
    new = split(message, by=acme.agent, now=LATER)
    with pytest.raises(SplitBefore) as refused:
        split(Message.objects.get(pk=message.pk), by=acme.agent, now=LATER)
    assert str(new.folio) in str(refused.value)
    Message.objects.filter(pk=message.pk).update(direction="out", split_into=None)
    with pytest.raises(NotTheirs):
        split(Message.objects.get(pk=message.pk), by=acme.agent, now=LATER)


@pytest.mark.parametrize("kind", ["message.split", "note.split"])
def test_taken_back_the_new_case_is_in_the_bin_unless_something_was_written_there(
    case: Case, acme: Cast, kind: str
) -> None:
    is_mail = kind == "message.split"
    said = mail(case, "E a factura?") if is_mail else note(case, body="Ollo", by=acme.agent, now=NOW)
    new = split(said, by=acme.agent, now=LATER)
    written = note(new, body="Xa o miro", by=acme.agent, now=LATER)
    event = Event.objects.get(kind=kind)
    with pytest.raises(ChangedSince):
        undo(event, by=acme.agent, now=LATER)
    Note.objects.filter(pk=written.pk).delete()
    undo(event, by=acme.agent, now=LATER)
    assert Case.objects.get(pk=new.pk).binned_at == LATER
    assert type(said).objects.get(pk=said.pk).split_into is None


def test_whoever_sees_the_new_case_alone_reads_the_mail_and_its_files(case: Case, acme: Cast, visit: Visit) -> None:
    message = mail(case, "E a factura?")
    new = split(message, by=acme.agent, now=LATER)
    Case.objects.filter(pk=case.pk).update(assignee_ids=[acme.colleague.pk], responsible=acme.colleague)
    Role.objects.filter(kind="agent").update(sees=Sees.OWN)
    agent = visit.as_(acme.agent)
    assert agent.get(acme.url(f"cases/{case.folio}/messages/{message.pk}/body/")).status_code == 404
    assert agent.get(acme.url(f"cases/{new.folio}/messages/{message.pk}/body/")).status_code == 200
    page = agent.get(acme.url(f"cases/{new.folio}/")).text
    found = re.search(rf"/acme/(cases/{new.folio}/files/\d+/[a-z]*/?)", page)
    assert found is not None
    assert agent.get(acme.url(found[1])).status_code in (200, 302)


def test_on_the_page_of_the_case_and_by_a_program(case: Case, acme: Cast, visit: Visit) -> None:
    message, written = mail(case, "E a factura?"), note(case, body="Ollo", by=acme.agent, now=NOW)
    agent = visit.as_(acme.agent)
    address = f"cases/{case.folio}/messages/{message.pk}/splitting/"
    assert address in agent.get(acme.url(f"cases/{case.folio}/")).text
    assert 'value="E a factura?"' in agent.get(acme.url(address)).text
    done = agent.post(acme.url(address), {"reference": "Factura de marzo", "quietly": "1"})
    assert done["Location"] == acme.url("cases/2/")
    page = agent.get(acme.url("cases/2/")).text
    deed = re.search(r'name="deed" value="(\d+)"', page)
    assert deed is not None
    assert "Factura de marzo" in page
    assert "sigue en el caso 2" in agent.get(acme.url("cases/1/")).text
    agent.post(acme.url("deeds/undoing/"), {"deed": deed[1]})
    assert Case.objects.get(folio=2).binned_at is not None
    program = program_of(acme.agent)
    opened = program.ask("POST", f"cases/1/messages/{message.pk}/split/", {})
    assert (opened.status_code, opened.json()["reference"]) == (201, "E a factura?")
    assert program.ask("POST", "undoing/", {"deed": opened["Atenda-Undo"]}).status_code == 200
    agent.post(acme.url(f"cases/1/notes/{written.pk}/splitting/"), {"reference": "Ollo"})
    assert Note.objects.get().split_into.reference == "Ollo"
    assert visit.as_(acme.observer).get(acme.url(address)).status_code == 403


def test_a_program_makes_a_case_of_a_note_too_and_takes_it_back(case: Case, acme: Cast, other: Cast) -> None:
    written = note(case, body="canario: pide unha factura á parte", by=acme.agent, now=LATER)
    agent, path = program_of(acme.agent), f"cases/{case.folio}/notes/{written.pk}/split/"
    assert program_of(acme.observer).ask("POST", path, {}).status_code == 403
    assert program_of(other.agent).ask("POST", path, {}).status_code == 404
    answer = agent.ask("POST", path, {"reference": "A factura"})
    assert (answer.status_code, answer.json()["reference"], answer.json()["description"]) == (201, "A factura", "")
    new = Case.objects.get(folio=answer.json()["folio"])
    assert answer["Location"] == f"/api/v1/cases/{new.folio}/"
    assert Note.objects.get(pk=written.pk).split_into == new
    assert agent.ask("POST", path, {}).status_code == 422
    assert agent.ask("POST", "undoing/", {"deed": answer["Atenda-Undo"]}).status_code == 200
    assert Note.objects.get(pk=written.pk).split_into is None
