"""Signatures through the machines' door (B9)."""

from __future__ import annotations

import pytest

from atenda.intake.tests.mails import a_mailbox
from atenda.organizations.entering import inside
from atenda.signatures.signing import sign_for_others
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import program_of

pytestmark = pytest.mark.django_db


def test_one_writes_ones_own_and_an_administrator_the_one_for_the_others(acme: Cast, other: Cast) -> None:
    with inside(other.organization):
        strange = a_mailbox("outra@other.example")
        sign_for_others(mailbox=None, texts={"gl": "<div>Outra casa</div>"}, by=other.admin, now=NOW)
    mailbox, agent, boss = a_mailbox(), program_of(acme.agent), program_of(acme.admin)
    hostile = '<div onclick="x()">Xoán<img src="https://spy.example/p.gif"></div>'
    own = agent.ask("PATCH", "signatures/own/", {"mailbox": mailbox.pk, "texts": {"es": hostile, "gl": "Xoán"}})
    assert own.json() == {
        "mailbox": {"id": mailbox.pk, "name": mailbox.name},
        "is_own": True,
        "html": {"es": "<div>Xoán</div>", "gl": "Xoán"},
        "texts": {"es": "Xoán", "gl": "Xoán"},
    }
    again = agent.ask("PATCH", "signatures/own/", {"mailbox": mailbox.pk, "texts": {"gl": None}}, If_Match=own["ETag"])
    assert list(again.json()["html"]) == ["es"]
    late = agent.ask("PATCH", "signatures/own/", {"mailbox": mailbox.pk, "texts": {"es": "x"}}, If_Match=own["ETag"])
    assert late.status_code == 412
    assert boss.ask("PATCH", "signatures/default/", {"texts": {"es": "{{agente}}"}}).status_code == 200
    assert agent.ask("PATCH", "signatures/default/", {"texts": {"es": "x"}}).status_code == 403
    assert [each["texts"] for each in agent.ask("GET", "signatures/").json()["items"]] == [
        {"es": "Xoán"},
        {"es": "{{agente}}"},
    ]
    assert [each["is_own"] for each in boss.ask("GET", "signatures/").json()["items"]] == [False]
    for wrong, pointer in (({"mailbox": strange.pk}, "/mailbox"), ({"texts": {"es": "{{cliente}}"}}, "/texts")):
        answer = agent.ask("PATCH", "signatures/own/", {"texts": {"es": "x"}, **wrong})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_position_and_phone_are_said_of_oneself_and_of_others(acme: Cast) -> None:
    agent, boss = program_of(acme.agent), program_of(acme.admin)
    me = agent.ask("PATCH", "me/", {"position": "Atención"}).json()
    assert (me["name"], me["position"], me["phone"]) == ("Xoán Axente", "Atención", "")
    said = boss.ask("PATCH", f"agents/{acme.agent.pk}/", {"phone": "600 1"}).json()
    assert (said["position"], said["phone"]) == ("Atención", "600 1")
