"""Webhooks through the API."""

from __future__ import annotations

import pytest

from atenda.api.models import KeptAnswer, Scope
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of
from atenda.webhooks.models import Delivery, Endpoint

SHOP = {"url": "https://93.184.215.14/in", "description": "Tenda", "kinds": ["case.opened", "note.added"]}


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


def test_a_webhook_is_added_edited_paused_and_removed(boss: Program) -> None:
    added = boss.ask("POST", "webhooks/", SHOP)
    assert added.status_code == 201, added.content
    address, secret = added["Location"].removeprefix("/api/v1/"), added.json()["secret"]
    read = boss.ask("GET", address).json()
    assert {name: read[name] for name in SHOP} == SHOP
    assert secret
    assert secret not in boss.ask("GET", "webhooks/").content.decode()
    assert boss.ask("PATCH", address, {"kinds": ["note.added"]}).json()["kinds"] == ["note.added"]
    assert boss.ask("POST", f"{address}pausing/", {}).json()["state"] == "paused"
    assert boss.ask("POST", f"{address}resuming/", {}).json()["state"] == "active"
    assert boss.ask("POST", f"{address}secret/", {}).json()["secret"] not in ("", secret)
    removed = boss.ask("DELETE", address)
    assert boss.ask("GET", address).status_code == 404
    assert boss.ask("POST", "undoing/", {"deed": removed["Atenda-Undo"]}).status_code == 200
    assert boss.ask("GET", address).status_code == 200


def test_a_secret_is_said_once_and_kept_nowhere(boss: Program) -> None:
    first = boss.ask("POST", "webhooks/", SHOP, Idempotency_Key="tenda")
    again = boss.ask("POST", "webhooks/", SHOP, Idempotency_Key="tenda")
    assert (first.json()["id"], again.json()["secret"]) == (again.json()["id"], "")
    assert Endpoint.objects.count() == 1
    assert first.json()["secret"].encode() not in bytes(KeptAnswer.objects.get().body)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({**SHOP, "url": "http://93.184.215.14/"}, "/url"),
        ({**SHOP, "url": "https://127.0.0.1/"}, "/url"),
        ({**SHOP, "kinds": ["case.painted"]}, "/kinds/0"),
        ({**SHOP, "kinds": []}, "/kinds"),
        ({"url": SHOP["url"]}, "/kinds"),
    ],
)
def test_an_address_or_a_kind_that_cannot_be_is_refused(boss: Program, said: object, pointer: str) -> None:
    answer = boss.ask("POST", "webhooks/", said)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Endpoint.objects.exists()


def test_deliveries_are_read_and_sent_again(boss: Program, acme: Cast) -> None:
    address = boss.ask("POST", "webhooks/", SHOP)["Location"].removeprefix("/api/v1/")
    sent = boss.ask("POST", f"{address}test/", {})
    one = sent["Location"].removeprefix("/api/v1/")
    assert [each["id"] for each in boss.ask("GET", f"{address}deliveries/").json()["items"]] == [sent.json()["id"]]
    assert boss.ask("GET", f"{address}deliveries/?state=failed").json()["items"] == []
    assert boss.ask("POST", f"{one}again/", {}).json() == {"deliveries": 0}
    now = Delivery.objects.get().created_at
    Delivery.objects.update(state="failed", done_at=now)
    assert boss.ask("POST", f"{address}again/", {"hours": 24}).json() == {"deliveries": 1}
    assert boss.ask("GET", one).json()["state"] == "waiting"
    boss.ask("POST", f"{address}pausing/", {})
    make.case("Caixa", by=acme.agent)
    assert boss.ask("GET", f"{address}deliveries/?state=lost").status_code == 422


def test_settings_of_other_kinds_open_no_webhook(acme: Cast) -> None:
    program = program_of(acme.admin, [Scope.SETTINGS_WRITE])
    assert program.ask("GET", "webhooks/").json()["code"] == "scope"
    assert program_of(acme.supervisor).ask("GET", "webhooks/").status_code == 403
