"""Rules of mails through the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from atenda.api.models import Scope
from atenda.cases.models import Category
from atenda.intake.models import Rule
from atenda.intake.tests.mails import a_mail, a_mailbox
from atenda.intake.tests.test_rules import come_in, value
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of

BILLS = {"name": "Facturas", "conditions": [{"field": "subject", "how": "has", "values": ["cámara"]}], "ends": "hold"}


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


def test_a_rule_is_added_changed_tried_put_in_order_and_removed(acme: Cast, boss: Program, tmp_path: Path) -> None:
    support = a_mailbox()
    come_in(support, tmp_path, a_mail())
    added = boss.ask("POST", "intake-rules/", BILLS)
    assert added.status_code == 201, added.content
    address, one = added["Location"].removeprefix("/api/v1/"), added.json()
    assert {name: one[name] for name in BILLS} == BILLS
    assert (one["is_on"], one["mailbox"], one["version"]) == (False, None, 1)
    trial = boss.ask("GET", f"{address}trial/").json()
    assert (trial["asked"], trial["matched"], trial["changed"], trial["mails"][0]["case"]) == (1, 1, 1, 1)
    category = value(Category).pk
    changed = boss.ask("PATCH", address, {"gives": {"category": category}, "mailbox": support.pk, "is_on": True})
    assert (changed.json()["gives"], changed.json()["mailbox"]) == ({"category": category}, support.pk)
    assert (changed.json()["version"], changed.json()["is_on"]) == (2, True)
    assert boss.ask("PATCH", address, {"name": "x"}, If_Match=added["ETag"]).status_code == 412
    other = boss.ask("POST", "intake-rules/", {**BILLS, "name": "Outra"}).json()["id"]
    ordered = boss.ask("PUT", "intake-rules/order/", {"ids": [other, one["id"]]})
    assert [each["id"] for each in ordered.json()["items"]] == [other, one["id"]]
    assert boss.ask("PUT", "intake-rules/order/", {"ids": [other]}).status_code == 409
    removed = boss.ask("DELETE", address)
    assert boss.ask("GET", address).status_code == 404
    assert boss.ask("POST", "undoing/", {"deed": removed["Atenda-Undo"]}).status_code == 200
    assert boss.ask("GET", address).json()["name"] == "Facturas"


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({**BILLS, "conditions": []}, "/conditions"),
        ({**BILLS, "conditions": [{"field": "size", "how": "over", "values": ["x"]}]}, "/conditions/0/values"),
        ({**BILLS, "conditions": [{"field": "size", "how": "has", "values": ["1"]}]}, "/conditions/0/how"),
        ({**BILLS, "conditions": [{"field": "sky", "how": "has", "values": ["1"]}]}, "/conditions/0/field"),
        ({**BILLS, "ends": ""}, "/gives"),
        ({**BILLS, "gives": {"category": 999_999}}, "/gives"),
        ({**BILLS, "mailbox": 999_999}, "/mailbox"),
    ],
)
def test_what_is_wrong_is_named(acme: Cast, boss: Program, said: object, pointer: str) -> None:
    answer = boss.ask("POST", "intake-rules/", said)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Rule.objects.exists()


def test_rules_are_for_whoever_manages_notices(acme: Cast) -> None:
    assert program_of(acme.admin, [Scope.SETTINGS_WRITE]).ask("GET", "intake-rules/").json()["code"] == "scope"
    assert program_of(acme.supervisor).ask("GET", "intake-rules/").status_code == 403
