"""Writing to the customer through the machines' door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from atenda.access.abilities import Ability
from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.models import Mail, MailState
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of

UXIA = "uxia@cliente.example"


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


def test_a_mail_is_written_and_taken_back(acme: Cast, boss: Program) -> None:
    case: Case = make.case("A factura")
    wrote = boss.ask(
        "POST", f"cases/{case.folio}/messages/", {"text": "Vai hoxe.", "bcc": [{"address": "lois@a.example"}]}
    )
    message = wrote.json()
    assert wrote.status_code == 201
    assert wrote["Location"] == f"/api/v1/cases/{case.folio}/messages/{message['id']}/"
    assert (message["direction"], message["subject"], message["recipients"]) == ("out", "A factura", 2)
    assert [reader["address"] for reader in message["to"]] == [UXIA]
    assert set(Mail.objects.values_list("address", "state")) >= {(UXIA, "waiting"), ("lois@a.example", "waiting")}
    assert boss.ask("POST", "undoing/", {"deed": wrote["Atenda-Undo"]}).status_code == 200
    assert set(Mail.objects.filter(written__isnull=False).values_list("state", flat=True)) == {MailState.DROPPED}
    assert boss.ask("GET", f"cases/{case.folio}/messages/{message['id']}/").json()["taken_back_at"] is not None


def test_what_cannot_be_sent_says_which_reader(acme: Cast, boss: Program) -> None:
    case: Case = make.case("A factura")
    ours = a_mailbox().name
    refused = boss.ask("POST", f"cases/{case.folio}/messages/", {"text": "Ola", "to": [{"address": ours}]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")
    many = [{"address": f"{number}@a.example"} for number in range(20)]
    refused = boss.ask("POST", f"cases/{case.folio}/messages/", {"text": "Ola", "to": many, "cc": many[:1] * 6})
    assert refused.status_code == 201  # the same reader is one
    more = [{"address": f"{number}@b.example"} for number in range(6)]
    refused = boss.ask("POST", f"cases/{case.folio}/messages/", {"text": "Ola", "to": many, "cc": more})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")


def test_the_state_goes_with_it_where_one_may(acme: Cast, boss: Program) -> None:
    """B17"""
    case: Case = make.case("A factura")
    words = {"text": "Vai hoxe.", "state": "En espera"}
    assert boss.ask("POST", f"cases/{case.folio}/messages/", words).status_code == 201
    case.refresh_from_db()
    assert case.state == acme.state("En espera")
    refused = boss.ask("POST", f"cases/{case.folio}/messages/", {"text": "Vai hoxe.", "state": "Ningures"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/state")
    acme.agent.role.abilities.remove(Ability.CLOSE_CASES)
    acme.agent.role.save()
    program = program_of(acme.agent)
    asked = program.ask("POST", f"cases/{case.folio}/messages/", {"text": "Vai hoxe.", "state": "Cerrado"})
    assert asked.status_code == 403
    assert Mail.objects.filter(written__isnull=False).count() == 1


def test_a_mail_carries_files_that_were_sent_for_it_and_no_others(
    acme: Cast, boss: Program, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = str(tmp_path / "files")
    case: Case = make.case("A factura")
    sent = boss.ask("POST", f"cases/{case.folio}/messages/files/?name=factura.txt", b"Lote 17").json()
    noted = boss.ask("POST", f"cases/{case.folio}/notes/files/?name=interno.txt", b"Custa 40").json()
    refused = boss.ask("POST", f"cases/{case.folio}/messages/", {"text": "Vai.", "files": [noted["id"]]})
    assert (refused.status_code, Message.objects.count()) == (422, 0)
    wrote = boss.ask("POST", f"cases/{case.folio}/messages/", {"text": "Vai.", "files": [sent["id"]]})
    message = wrote.json()
    assert wrote.status_code == 201
    [file] = message["files"]
    assert boss.ask("GET", f"cases/{case.folio}/files/{file}/").json()["name"] == "factura.txt"
    assert boss.ask("GET", f"cases/{case.folio}/messages/{message['id']}/").json()["files"] == [file]


def test_words_with_form_are_made_harmless_and_read_as_plain_ones(acme: Cast, boss: Program) -> None:
    case: Case = make.case("A factura")
    html = '<div onclick="x()">Vai <b>hoxe</b>: <a href="https://acme.example/7">ver</a><img src="https://a.example/x"></div>'
    wrote = boss.ask("POST", f"cases/{case.folio}/messages/", {"text": "x", "html": html}).json()
    assert wrote["html"] == '<div>Vai <b>hoxe</b>: <a href="https://acme.example/7">ver</a></div>'
    assert wrote["text"] == "Vai hoxe: ver (https://acme.example/7)"
