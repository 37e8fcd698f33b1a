"""Whose signature goes out, with what in it, and never twice (B9)."""

from __future__ import annotations

from typing import Any

import pytest

from atenda.history.models import Event
from atenda.intake.tests.mails import a_mailbox
from atenda.macros.refusals import UnknownField
from atenda.organizations.entering import inside
from atenda.signatures.choosing import signature_of
from atenda.signatures.models import Signature
from atenda.signatures.refusals import TooLong
from atenda.signatures.signing import sign, sign_for_others
from atenda.staff.membership import present
from atenda.staff.models import Agent
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DEFAULT = "<div><strong>{{agente}}</strong><br>{{cargo}}<br>Tel. {{teléfono}}<br>{{organización}}</div>"


def words(agent: Agent, mailbox: Any = None, language: str = "es") -> str:
    writer, mailbox_id = Agent.objects.get(pk=agent.pk), mailbox.pk if mailbox else None
    found = signature_of(writer, mailbox_id=mailbox_id, address="a@acme.example", language=language)
    return found.text if found else ""


def test_the_language_decides_then_who_writes_then_the_mailbox(acme: Cast) -> None:
    support, other = a_mailbox(), a_mailbox("outro@acme.example")
    said = {"by": acme.agent, "now": NOW}
    sign_for_others(mailbox=None, texts={"es": "<div>Todos</div>", "gl": "<div>Todas</div>"}, by=acme.admin, now=NOW)
    assert words(acme.agent, support) == "Todos"
    sign_for_others(mailbox=support, texts={"es": "<div>Soporte</div>"}, by=acme.admin, now=NOW)
    sign(mailbox=None, texts={"es": "<div>Xoán</div>"}, **said)
    sign(mailbox=other, texts={"es": "<div>Xoán, outro</div>"}, **said)
    assert [words(acme.agent, each) for each in (support, other, None)] == ["Xoán", "Xoán, outro", "Xoán"]
    assert words(acme.colleague, support) == "Soporte"
    assert words(acme.agent, support, "gl") == "Todas"  # their own says nothing in it
    assert words(acme.agent, other, "en") == "Xoán, outro"  # nobody does: as the organization speaks
    sign(mailbox=other, texts={"es": ""}, **said)
    assert words(acme.agent, other) == "Xoán"


def test_places_are_filled_once_and_a_line_without_its_value_goes_away(acme: Cast) -> None:
    sign_for_others(mailbox=None, texts={"es": DEFAULT}, by=acme.admin, now=NOW)
    assert words(acme.agent) == "Xoán Axente\nAcme"
    present(acme.agent, position="{{teléfono}} <b>Atención</b>", phone="600 11 22 33", by=acme.admin)
    found = signature_of(acme.agent, mailbox_id=None, address="", language="es")
    assert found is not None
    assert found.text == "Xoán Axente\n{{teléfono}} <b>Atención</b>\nTel. 600 11 22 33\nAcme"
    assert "&lt;b&gt;Atención&lt;/b&gt;" in found.html


def test_nothing_of_it_runs_loads_or_shows_a_picture(acme: Cast) -> None:
    hostile = (
        '<div onclick="x()">Xoán<script>alert(1)</script><img src="https://spy.example/p.gif" alt="a>b">'
        '<img src="cid:a@b"><a href="javascript:x()">un</a> <a href="https://acme.example/">dous</a>'
        '<style>*{display:none}</style><iframe src="https://spy.example"></iframe></div>'
    )
    row = sign(mailbox=None, texts={"es": hostile}, by=acme.agent, now=NOW)
    assert row.texts["es"] == '<div>Xoán<a>un</a> <a href="https://acme.example/">dous</a></div>'


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("<div>{{cliente}}</div>", UnknownField), ("x" * 2_001, TooLong), ("<br>".join("x" * 21), TooLong)],
)
def test_what_makes_no_sense_is_refused(acme: Cast, text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        sign(mailbox=None, texts={"es": text}, by=acme.agent, now=NOW)
    assert not Signature.objects.exists()


def test_the_log_says_who_wrote_it_in_words_and_nothing_twice(acme: Cast) -> None:
    for _ in range(2):
        sign(mailbox=a_mailbox() if not Signature.objects.exists() else Signature.objects.get().mailbox,
             texts={"es": "<div><b>Xoán</b><br>Acme</div>"}, by=acme.agent, now=NOW)  # fmt: skip
    event = Event.objects.get(kind="signature.own_changed")
    assert event.payloads.get().after == {"texts": {"es": "Xoán\nAcme"}, "mailbox": "soporte@acme.example"}


def test_the_signatures_of_another_organization_are_nobodys_here(acme: Cast, other: Cast) -> None:
    with inside(other.organization):
        sign_for_others(mailbox=None, texts={"es": "<div>Outra casa</div>"}, by=other.admin, now=NOW)
    assert words(acme.agent) == ""
