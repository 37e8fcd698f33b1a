"""The bell, one's wishes, the policy, the mail server and the outbox through the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atenda.notices.announcing import tell_case
from atenda.notices.models import Mail, MailServer, Notice, Policy
from atenda.notices.sealed import unsealed
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


def test_one_reads_ones_own_notices_and_says_so(program: Program, boss: Program, acme: Cast) -> None:
    case = make.case("Unha", responsible=acme.agent, by=acme.admin)
    lines = [Notice.objects.create(agent=acme.agent, case=case, kind="edited", at=timezone.now()) for _n in range(3)]
    first = program.ask("GET", "bell/?limit=2").json()
    rest = program.ask("GET", first["next"].removeprefix("/api/v1/")).json()
    assert [each["id"] for each in (*first["items"], *rest["items"])] == [line.pk for line in reversed(lines)]
    assert (first["items"][0]["case"], rest["next"]) == (case.folio, None)
    assert program.ask("GET", "bell/count/").json() == {"unread": 3}
    assert boss.ask("POST", f"bell/{lines[0].pk}/reading/", {}).status_code == 404
    assert program.ask("POST", f"bell/{lines[0].pk}/reading/", {}).json() == {"unread": 2}
    assert program.ask("POST", "bell/reading/", {}).json() == {"unread": 0}


def test_ones_wishes_change_one_by_one(program: Program) -> None:
    before = program.ask("GET", "me/notices/")
    said = {"quiet_from": "20:00", "quiet_until": "08:00"}
    after = program.ask("PATCH", "me/notices/", said, If_Match=before["ETag"])
    assert after.json() == {**before.json(), **said}
    assert program.ask("PATCH", "me/notices/", {"wanted": ["opened:bell"]}).json()["wanted"] == ["opened:bell"]
    half = program.ask("PATCH", "me/notices/", {"quiet_until": None})
    assert (half.status_code, half.json()["errors"][0]["pointer"]) == (422, "/quiet_until")
    assert program.ask("PATCH", "me/notices/", {"digest_at": "25:00"}).status_code == 422


def test_the_policy_and_the_words_are_for_who_looks_after_notices(program: Program, boss: Program) -> None:
    assert program.ask("GET", "notice-policy/").status_code == 403
    before = boss.ask("GET", "notice-policy/").json()
    after = boss.ask("PATCH", "notice-policy/", {"window": 300}).json()
    assert after == {**before, "window": 300}
    assert Policy.objects.get().window == 300
    assert boss.ask("PATCH", "notice-policy/", {"switches": ["noted:customer"]}).status_code == 422
    path = "notice-words/customer-opened/gl/"
    own = boss.ask("PUT", path, {"subject": "Ola {reader}", "body": "Caso {folio}"}).json()
    assert (own["subject"], own["is_own"]) == ("Ola {reader}", True)
    assert boss.ask("PUT", path, {"subject": "Ola {secret}", "body": "Caso"}).json()["code"] == "refused"
    assert not boss.ask("PUT", path, {"subject": None, "body": None}).json()["is_own"]


def test_the_password_of_the_mail_server_goes_in_and_never_out(boss: Program) -> None:
    assert boss.ask("GET", "mail-server/").json() == {"is_set_up": False}
    said = {"host": "93.184.215.14", "username": "desk", "password": "moi segredo", "from_address": "desk@example.com"}
    answer = boss.ask("PUT", "mail-server/", said)
    assert answer.status_code == 200, answer.content
    assert answer.json()["has_password"]
    assert "segredo" not in answer.content.decode() + boss.ask("GET", "mail-server/").content.decode()
    assert unsealed(MailServer.objects.get().password) == "moi segredo"
    again = boss.ask("PUT", "mail-server/", {**said, "password": "", "from_name": "Mesa"})
    assert again.json()["has_password"]
    assert not boss.ask("PUT", "mail-server/", {**said, "password": "", "username": "outra"}).json()["has_password"]


def test_mails_are_read_in_the_outbox_and_those_held_are_released(boss: Program, acme: Cast) -> None:
    case = make.case("Unha", responsible=acme.agent, by=acme.admin)
    tell_case(case.pk, now=timezone.now())
    Mail.objects.update(state="held", reason="no_server")
    held = boss.ask("GET", "outbox/?state=held").json()["items"]
    assert held
    assert {mail["case"] for mail in held} == {case.folio}
    assert "text" not in held[0]
    assert boss.ask("GET", f"outbox/{held[0]['id']}/").json()["text"]
    assert boss.ask("POST", f"outbox/{held[0]['id']}/sending/", {}).json()["state"] == "waiting"
    assert boss.ask("POST", "outbox/release/", {}).json() == {"mails": len(held) - 1}
    assert boss.ask("GET", "outbox/?state=held").json()["items"] == []
    assert boss.ask("GET", "outbox/?state=secret").json()["errors"][0]["parameter"] == "state"
