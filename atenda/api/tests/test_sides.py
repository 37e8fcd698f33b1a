"""Side conversations through the machines' door (U17)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message, SideConversation
from atenda.conversations.noting import note
from atenda.conversations.sides.receiving import receive_aside
from atenda.conversations.tests.sides import SUPPLIER, asked
from atenda.customers.models import EmailAddress
from atenda.files.models import Attachment
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.models import Mail, MailState
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of

pytestmark = pytest.mark.django_db

UXIA = "uxia@cliente.example"


@pytest.fixture
def case(acme: Cast) -> Case:
    a_mailbox()
    EmailAddress.objects.get_or_create(address=UXIA, contact=acme.customer)
    return make.case("A cámara non arrinca", by=acme.agent)


@pytest.fixture
def agent(acme: Cast) -> Program:
    return program_of(acme.agent)


def said(**values: object) -> dict[str, object]:
    return {"to": [{"address": SUPPLIER, "name": "Provedor"}], "subject": "Peza", "text": "Tedes a peza?", **values}


def test_a_third_party_is_asked_with_a_file_and_it_is_taken_back(acme: Cast, case: Case, agent: Program) -> None:
    file = make.file(case, b"Factura", "factura.txt", by=acme.agent)
    opened = agent.ask("POST", "cases/1/side-conversations/", said(files=[file.pk]))
    side = opened.json()
    assert (opened.status_code, opened["Location"]) == (201, f"/api/v1/cases/1/side-conversations/{side['id']}/")
    assert (side["standing"], side["people"]) == ("waiting", [{"name": "Provedor", "address": SUPPLIER}])
    [message] = side["messages"]
    assert message["files"] == [Attachment.objects.get(message__isnull=False).pk]
    assert agent.ask("GET", "cases/1/messages/").json()["items"] == []
    assert agent.ask("GET", f"cases/1/messages/{message['id']}/").status_code == 404
    assert agent.ask("POST", "undoing/", {"deed": opened["Atenda-Undo"]}).status_code == 200
    assert Mail.objects.get(written__isnull=False).state == MailState.DROPPED
    assert agent.ask("GET", f"cases/1/side-conversations/{side['id']}/").json()["standing"] == "finished"


def test_it_goes_on_and_is_finished(acme: Cast, case: Case, agent: Program) -> None:
    side = asked(case, by=acme.agent).side
    answer = Message(direction=Direction.IN, sender_address=SUPPLIER, text="O luns", at=timezone.now())
    receive_aside(side, answer, now=timezone.now())
    [row] = agent.ask("GET", "cases/1/side-conversations/").json()["items"]
    assert (row["id"], row["standing"], row["opened_by"]["name"]) == (side.pk, "answered", acme.agent.name)
    more = agent.ask("POST", f"cases/1/side-conversations/{side.pk}/messages/", {**said(), "subject": None})
    assert more.status_code == 422
    more = agent.ask("POST", f"cases/1/side-conversations/{side.pk}/messages/", {"to": said()["to"], "text": "Grazas"})
    assert [each["text"] for each in more.json()["messages"]] == ["Tedes a peza?", "O luns", "Grazas"]
    done = agent.ask("POST", f"cases/1/side-conversations/{side.pk}/finishing/")
    assert done.json()["standing"] == "finished"
    assert agent.ask("POST", "undoing/", {"deed": done["Atenda-Undo"]}).status_code == 200
    assert SideConversation.objects.get().is_waiting


def test_the_customer_and_files_of_other_cases_and_of_notes_are_refused(acme: Cast, case: Case, agent: Program) -> None:
    refused = agent.ask("POST", "cases/1/side-conversations/", said(cc=[{"address": UXIA}]))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")
    other = make.file(make.case("Allea", by=acme.agent), b"x", "x.txt", by=acme.agent)
    assert agent.ask("POST", "cases/1/side-conversations/", said(files=[other.pk])).status_code in (404, 422)
    internal = make.file(case, b"Marxe: 40 %", "marxe.txt", by=acme.agent)
    internal.note = note(case, body="Só para nós", by=acme.agent, now=timezone.now())
    internal.save(update_fields=["note"])
    assert agent.ask("POST", "cases/1/side-conversations/", said(files=[internal.pk])).status_code in (404, 422)
    assert (SideConversation.objects.count(), Message.with_sides.count()) == (0, 0)
