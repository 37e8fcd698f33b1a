"""Mails that came in, through the API."""

from __future__ import annotations

import pytest

from atenda.api.models import Scope
from atenda.cases.models import Case
from atenda.files.models import Content, Scan
from atenda.intake.models import End, Policy, RawMail, Why
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import a_mailbox, a_raw
from atenda.intake.tests.test_taking_in import a_mail, came
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import Program, program_of


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


@pytest.fixture
def held(acme: Cast) -> RawMail:
    case = make.case(by=acme.agent)
    mail = a_mail()
    mail.replace_header("From", "Outra <outra@outra.example>")
    mail.replace_header("Subject", f"#{case.folio}")
    raw = came(a_mailbox(), mail)
    take_in(raw.pk, now=NOW)
    return raw


def test_a_held_mail_is_seen_read_and_filed(acme: Cast, boss: Program, held: RawMail) -> None:
    (row,) = boss.ask("GET", "mails/?end=held").json()["items"]
    folio = Case.objects.get().folio
    assert (row["why"], row["proposed"], row["case"]) == ("stranger", folio, None)
    original = boss.ask("GET", f"mails/{held.pk}/original/")
    assert b"Non arrinca." in b"".join(original.streaming_content)
    wrong = boss.ask("POST", f"mails/{held.pk}/filing/", {"case": 99999})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/case")
    filed = boss.ask("POST", f"mails/{held.pk}/filing/", {"case": folio})
    assert (filed.status_code, filed.json()["end"], filed.json()["case"]) == (200, "filed", folio)
    assert boss.ask("POST", f"mails/{held.pk}/filing/", {"case": folio}).status_code == 409
    (message,) = boss.ask("GET", f"cases/{folio}/messages/").json()["items"]
    assert (message["sender"]["address"], message["text"]) == ("outra@outra.example", "Boas:\n\nNon arrinca.")
    assert boss.ask("GET", f"cases/{folio}/messages/{message['id']}/").json() == message
    original = boss.ask("GET", f"cases/{folio}/messages/{message['id']}/original/")
    assert b"Non arrinca." in b"".join(original.streaming_content)
    kinds = [entry["kind"] for entry in boss.ask("GET", f"cases/{folio}/timeline/?show=mails").json()["items"]]
    assert kinds == ["message.received"]


def test_a_token_for_notices_reads_no_mail_and_opens_no_case(acme: Cast, held: RawMail) -> None:
    narrow = program_of(acme.admin, [Scope.NOTICES_READ, Scope.NOTICES_WRITE])
    assert narrow.ask("GET", f"mails/{held.pk}/original/").json()["code"] == "scope"
    assert narrow.ask("POST", f"mails/{held.pk}/filing/", {}).json()["code"] == "scope"
    reading = program_of(acme.admin, [Scope.NOTICES_READ, Scope.NOTICES_WRITE, Scope.CASES_READ])
    assert reading.ask("GET", f"mails/{held.pk}/original/").status_code == 200
    assert reading.ask("POST", f"mails/{held.pk}/filing/", {}).json()["code"] == "scope"
    held.refresh_from_db()
    assert held.end == End.HELD
    assert Case.objects.count() == 1


@pytest.mark.parametrize("scan", [Scan.INFECTED, Scan.WAITING])
def test_a_virus_leaves_in_no_original_either(acme: Cast, boss: Program, visit: Visit, scan: str) -> None:
    mail = a_mail()
    mail.add_attachment("Lote 17", filename="lote.txt")
    raw = came(a_mailbox(), mail)
    take_in(raw.pk, now=NOW)
    raw.refresh_from_db()
    here, page = f"cases/{raw.case.folio}/messages/{raw.message_id}/original/", visit.as_(acme.agent)
    there = acme.url(f"cases/{raw.case.folio}/mails/{raw.message_id}/original/")
    assert (boss.ask("GET", here).status_code, page.get(there).status_code) == (200, 200)
    Content.objects.update(scan=scan)
    assert (boss.ask("GET", here).status_code, page.get(there).status_code) == (404, 404)


def test_one_is_dropped_blocked_brought_back_and_looked_at_anew(acme: Cast, boss: Program, held: RawMail) -> None:
    dropped = boss.ask("POST", f"mails/{held.pk}/dropping/", {"is_spam": True, "blocks_sender": True}).json()
    assert (dropped["end"], dropped["why"]) == ("dropped", "spam")
    (blocked,) = boss.ask("GET", "blocked-senders/").json()["items"]
    assert blocked["sender"] == "outra@outra.example"
    assert boss.ask("DELETE", f"blocked-senders/{blocked['id']}/").status_code == 204
    assert boss.ask("POST", "blocked-senders/", {"sender": "nobody"}).json()["errors"][0]["pointer"] == "/sender"
    assert boss.ask("POST", f"mails/{held.pk}/restoring/").json()["end"] == "held"
    assert boss.ask("POST", f"mails/{held.pk}/again/").json()["end"] == "received"
    a_raw(held.mailbox, 7, end=End.HELD, why=Why.SPAM, ended_at=NOW)
    day = NOW.date().isoformat()
    again = boss.ask("POST", "mails/again/", {"since": day, "until": day, "why": "spam"})
    assert again.json() == {"mails": 1}
    assert boss.ask("POST", "mails/again/", {"since": day, "until": "2020-01-01"}).status_code == 422


def test_what_becomes_of_mails_is_changed(acme: Cast, boss: Program) -> None:
    read = boss.ask("GET", "intake-policy/")
    assert read.json() == {"new_senders": "contacts", "reopen_days": 30}
    changed = boss.ask("PATCH", "intake-policy/", {"reopen_days": 5}, If_Match=read["ETag"])
    assert changed.json()["reopen_days"] == 5
    assert boss.ask("PATCH", "intake-policy/", {"reopen_days": 6}, If_Match=read["ETag"]).status_code == 412
    assert Policy.objects.get().reopen_days == 5


def test_pages_follow_one_another(acme: Cast, boss: Program) -> None:
    mailbox = a_mailbox()
    for number in range(1, 6):
        a_raw(mailbox, number, end=End.DROPPED, why=Why.AUTOMATIC, ended_at=NOW)
    seen, address = [], "mails/?limit=2"
    while address:
        page = boss.ask("GET", address).json()
        seen += [row["id"] for row in page["items"]]
        address = (page["next"] or "").removeprefix("/api/v1/")
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5
    assert boss.ask("GET", "mails/?end=nowhere").status_code == 422


def test_who_wrote_a_mail_is_said(acme: Cast, boss: Program, held: RawMail) -> None:
    assert (
        boss.ask("POST", f"mails/{held.pk}/sender/", {"contact": 987654321}).json()["errors"][0]["pointer"]
        == "/contact"
    )
    said = boss.ask("POST", f"mails/{held.pk}/sender/", {"contact": acme.customer.pk}).json()
    assert said["end"] == "received"
    assert take_in(held.pk, now=NOW) == End.FILED
    folio = Case.objects.get().folio
    (message,) = boss.ask("GET", f"cases/{folio}/messages/").json()["items"]
    assert message["contact"] == {"id": acme.customer.pk, "name": acme.customer.name}
    again = boss.ask("POST", f"cases/{folio}/messages/{message['id']}/sender/", {"name": "Outra"})
    assert again.status_code == 409
