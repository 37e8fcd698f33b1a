"""Mailboxes and their doors through the API: set up, tried and changed without a page, and no secret is told."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from atenda.api.models import KeptAnswer, Scope
from atenda.cases.models import Category
from atenda.intake.accepting import accept
from atenda.intake.models import Door
from atenda.intake.tests.mails import a_mailbox
from atenda.mailboxes.imap.signing_in import login_of
from atenda.mailboxes.models import ImapDoor, Mailbox, SignIn
from atenda.mailboxes.tests.conftest import imap_server, keeping, letter, user, way_open
from atenda.organizations.entering import inside
from atenda.testing import dovecot
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of

__all__ = ["imap_server", "keeping", "user", "way_open"]

BOX = {"name": "Soporte", "address": "Soporte@acme.example", "aliases": ["axuda@acme.example"]}
SERVER = {"host": "93.184.215.14", "username": "soporte@acme.example", "password": "ría-de-Arousa-7"}


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


def path_of(answer) -> str:
    return answer["Location"].removeprefix("/api/v1/")


def test_a_mailbox_is_added_changed_retired_and_taken_into_use_again(acme: Cast, boss: Program) -> None:
    added = boss.ask("POST", "mailboxes/", BOX)
    assert added.status_code == 201, added.content
    address, one = path_of(added), added.json()
    assert (one["address"], one["aliases"]) == ("soporte@acme.example", ["axuda@acme.example"])
    assert (one["language"], one["is_active"]) == (acme.organization.language, True)
    category = Category.objects.first()
    changed = boss.ask("PATCH", address, {"category": category.pk, "team": acme.team.pk}, If_Match=added["ETag"])
    assert changed.json()["category"] == {"id": category.pk, "name": str(category)}
    assert (changed.json()["team"]["id"], changed.json()["aliases"]) == (acme.team.pk, ["axuda@acme.example"])
    assert boss.ask("PATCH", address, {"name": "x"}, If_Match=added["ETag"]).status_code == 412
    assert boss.ask("PATCH", address, {"category": None}).json()["category"] is None
    assert boss.ask("PATCH", address, {"new_senders": "proposals"}).json()["new_senders"] == "proposals"
    retired = boss.ask("POST", f"{address}retirement/", {})
    assert not retired.json()["is_active"]
    assert boss.ask("POST", "undoing/", {"deed": retired["Atenda-Undo"]}).status_code == 200
    boss.ask("POST", f"{address}retirement/", {})
    assert boss.ask("POST", f"{address}resumption/", {}).json()["is_active"]
    assert [each["name"] for each in boss.ask("GET", "mailboxes/").json()["items"]] == ["Soporte"]


def test_the_same_key_adds_a_mailbox_once(boss: Program) -> None:
    first = boss.ask("POST", "mailboxes/", BOX, Idempotency_Key="soporte")
    again = boss.ask("POST", "mailboxes/", BOX, Idempotency_Key="soporte")
    assert first.json() == again.json()
    assert Mailbox.objects.count() == 1


def test_of_a_password_nothing_is_kept_that_it_could_be_guessed_by(boss: Program) -> None:
    box = path_of(boss.ask("POST", "mailboxes/", BOX))
    boss.ask("POST", f"{box}servers/", SERVER, Idempotency_Key="imap")
    said = f"POST\0/api/v1/{box}servers/\0application/json\0{json.dumps(SERVER)}"
    assert bytes(KeptAnswer.objects.get().fingerprint) != sha256(said.encode()).digest()


def test_a_mail_that_comes_makes_no_other_mailbox_of_it(boss: Program) -> None:
    read = boss.ask("GET", path_of(boss.ask("POST", "mailboxes/", BOX)))
    path = f"mailboxes/{read.json()['id']}/"
    Mailbox.objects.update(received_at=timezone.now())
    assert boss.ask("PATCH", path, {"name": "Axuda"}, If_Match=read["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({**BOX, "address": "soporte"}, "/address"),
        ({**BOX, "aliases": ["axuda@acme.example", "nada"]}, "/aliases/1"),
        ({**BOX, "address": "taken@acme.example"}, "/address"),
        ({**BOX, "aliases": ["axuda@acme.example", "taken@acme.example"]}, "/aliases/1"),
        ({**BOX, "name": "taken@acme.example"}, "/name"),
        ({**BOX, "name": " "}, "/name"),
        ({**BOX, "language": "xx"}, "/language"),
        ({**BOX, "team": 999_999}, "/team"),
        ({**BOX, "category": 999_999}, "/category"),
        ({**BOX, "trusted": ["two words"]}, "/trusted/0"),
        ({"name": "Soporte"}, "/address"),
    ],
)
def test_what_is_wrong_is_named(acme: Cast, boss: Program, said: object, pointer: str) -> None:
    a_mailbox("taken@acme.example")
    answer = boss.ask("POST", "mailboxes/", said)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert Mailbox.objects.count() == 1


def test_an_address_of_another_organization_is_taken_and_nobody_is_named(boss: Program, other: Cast) -> None:
    with inside(other.organization):
        a_mailbox("soporte@acme.example")
    answer = boss.ask("POST", "mailboxes/", BOX)
    assert answer.json()["errors"][0]["pointer"] == "/address"
    assert other.organization.name not in answer.content.decode()


def test_whether_a_mailbox_receives(acme: Cast, boss: Program) -> None:
    path = path_of(boss.ask("POST", "mailboxes/", BOX))
    before = boss.ask("GET", f"{path}trial/").json()
    assert (before["address"], before["receives"], before["mails"]) == ("soporte@acme.example", False, [])
    now = timezone.now()
    accept(letter(1), mailbox=Mailbox.objects.get(), door=Door.SMTP, now=now)
    after = boss.ask("GET", f"{path}trial/").json()
    assert (after["receives"], after["mails"][0]["door"]) == (True, "smtp")
    later = (now + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert not boss.ask("GET", f"{path}trial/?since={later}").json()["receives"]
    assert boss.ask("GET", f"{path}trial/?since=onte").json()["errors"][0]["parameter"] == "since"


def test_a_server_is_added_changed_paused_and_ended_and_its_password_is_never_told(acme: Cast, boss: Program) -> None:
    today = timezone.localdate(timezone=ZoneInfo(acme.organization.time_zone)).isoformat()
    box = path_of(boss.ask("POST", "mailboxes/", BOX))
    added = boss.ask("POST", f"{box}servers/", SERVER, Idempotency_Key="imap")
    assert added.status_code == 201, added.content
    path, one = path_of(added), added.json()
    assert (one["port"], one["security"], one["sign_in"]) == (993, "tls", "password")
    assert (one["state"], one["has_secret"], one["since"]) == ("no_folder", True, today)
    chosen = {"folders": ["INBOX", "Reclamaciones", "INBOX"], "since": "2026-01-02", "marks_seen": False}
    changed = boss.ask("PATCH", path, chosen, If_Match=added["ETag"]).json()
    assert (changed["folders"], changed["since"]) == (["INBOX", "Reclamaciones"], "2026-01-02")
    assert (changed["marks_seen"], changed["state"]) == (False, "begins")
    assert login_of(ImapDoor.objects.get(), lambda: pytest.fail("not asked")).secret == SERVER["password"]
    assert boss.ask("PATCH", path, {"port": 143}, If_Match=added["ETag"]).status_code == 412
    paused = boss.ask("POST", f"{path}pausing/", {})
    assert (paused.json()["state"], "Atenda-Undo" in paused) == ("paused", True)
    assert boss.ask("POST", f"{path}resuming/", {}).json()["state"] == "begins"
    said = [added, paused, boss.ask("GET", path), boss.ask("GET", f"{box}servers/")]
    assert SERVER["password"] not in json.dumps([each.json() for each in said], ensure_ascii=False)
    assert SERVER["password"].encode() not in bytes(KeptAnswer.objects.get().body)
    assert boss.ask("DELETE", path).status_code == 204
    assert boss.ask("GET", path).status_code == 404
    assert ImapDoor.objects.get().secret == ""


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({**SERVER, "host": "10.1.2.3"}, "/host"),
        ({**SERVER, "host": "imap.example.com/inbox"}, "/host"),
        ({**SERVER, "port": 0}, "/port"),
        ({**SERVER, "security": "none"}, "/security"),
        ({**SERVER, "password": ""}, "/password"),
        ({**SERVER, "since": "onte"}, "/since"),
        ({**SERVER, "sign_in": "google"}, "/sign_in"),
        ({"host": SERVER["host"], "username": "soporte"}, "/password"),
    ],
)
def test_a_server_that_cannot_be_is_refused(boss: Program, said: object, pointer: str) -> None:
    box = path_of(boss.ask("POST", "mailboxes/", BOX))
    answer = boss.ask("POST", f"{box}servers/", said)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not ImapDoor.objects.exists()


def test_a_password_that_is_kept_goes_to_no_server_it_was_not_written_for(boss: Program) -> None:
    box = path_of(boss.ask("POST", "mailboxes/", BOX))
    path = path_of(boss.ask("POST", f"{box}servers/", SERVER))
    answer = boss.ask("PATCH", path, {"host": "93.184.215.15"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/password")
    assert ImapDoor.objects.get().host == SERVER["host"]
    assert boss.ask("PATCH", path, {"host": "93.184.215.15", "password": "outra"}).status_code == 200


def test_what_is_read_by_leave_is_set_up_by_people_and_its_state_is_read(acme: Cast, boss: Program) -> None:
    box = a_mailbox()
    door = ImapDoor.objects.create(
        mailbox=box,
        host="outlook.office365.com",
        username="s@acme.example",
        sign_in=SignIn.MICROSOFT,
        since="2026-01-01",
    )
    path = f"mailboxes/servers/{door.pk}/"
    read = boss.ask("GET", path).json()
    assert (read["sign_in"], read["state"], read["has_secret"]) == ("microsoft", "sign_in_missing", False)
    refused = boss.ask("PATCH", path, {"host": "93.184.215.14"})
    assert (refused.status_code, refused.json()["code"]) == (422, "refused")
    assert boss.ask("PATCH", path, {"folders": ["INBOX"]}).json()["folders"] == ["INBOX"]


def test_a_server_is_tried_and_fetched_from(boss: Program, imap_server, way_open, user, keeping) -> None:
    imap_server.put(letter(1), folder="Reclamaciones", user=user)
    box = path_of(boss.ask("POST", "mailboxes/", BOX))
    where = {"host": "127.0.0.1", "port": imap_server.port, "security": "none", "username": user}
    path = path_of(boss.ask("POST", f"{box}servers/", {**where, "password": "outra"}))
    tried = boss.ask("GET", f"{path}trial/").json()
    assert (tried["connects"], tried["trouble"], tried["folders"]) == (False, "password", [])
    assert tried["reason"] == "El servidor no acepta este usuario y contraseña."
    boss.ask("PATCH", path, {"password": dovecot.PASSWORD})
    tried = boss.ask("GET", f"{path}trial/").json()
    assert (tried["connects"], tried["folders"]) == (True, ["INBOX", "Reclamaciones"])
    boss.ask("PATCH", path, {"folders": tried["folders"]})
    keeping(ImapDoor.objects.get()).look()
    assert boss.ask("GET", f"{box}trial/").json()["receives"]
    assert boss.ask("GET", path).json()["state"] == "at_work"


def test_a_provider_is_given_an_address_once(boss: Program) -> None:
    box = path_of(boss.ask("POST", "mailboxes/", BOX))
    first = boss.ask("POST", f"{box}hooks/", {"provider": "postmark"}, Idempotency_Key="postmark")
    again = boss.ask("POST", f"{box}hooks/", {"provider": "postmark"}, Idempotency_Key="postmark")
    path, address = path_of(first), first.json()["address"]
    assert (again.json()["id"], again.json()["address"]) == (first.json()["id"], "")
    assert "address" not in boss.ask("GET", path).json()
    assert [each["provider"] for each in boss.ask("GET", f"{box}hooks/").json()["items"]] == ["postmark"]
    assert boss.ask("POST", f"{path}secret/", {}).json()["address"] not in ("", address)
    assert boss.ask("POST", f"{box}hooks/", {"provider": "mailgun"}).json()["errors"][0]["pointer"] == "/key"
    assert boss.ask("POST", f"{box}hooks/", {"provider": "mailgun", "key": "k-1"}).status_code == 201
    assert boss.ask("DELETE", path).status_code == 204
    assert boss.ask("GET", path).status_code == 404


def test_mailboxes_are_for_whoever_manages_notices(acme: Cast) -> None:
    assert program_of(acme.admin, [Scope.SETTINGS_WRITE]).ask("GET", "mailboxes/").json()["code"] == "scope"
    assert program_of(acme.supervisor).ask("GET", "mailboxes/").status_code == 403
