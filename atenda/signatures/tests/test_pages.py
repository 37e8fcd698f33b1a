"""Where signatures are written: one's own, and those for whoever has none."""

from __future__ import annotations

from typing import Any

import pytest

from atenda.intake.tests.mails import a_mailbox
from atenda.signatures.models import Signature
from atenda.testing.cast import Cast

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>'


def test_one_writes_ones_own_for_all_mailboxes_and_for_one(acme: Cast, visit: Any) -> None:
    mailbox, agent = a_mailbox(), visit.as_(acme.agent)
    assert "Sin firma." in agent.get(acme.url("me/signature/")).content.decode()
    answer = agent.post(
        acme.url("me/signature/"), {"es-body": "Xoán\nAcme", "gl-body": "x", "gl-html": "<div><b>Xoán</b></div>"}
    )
    assert answer.status_code == 302
    here = acme.url(f"me/signature/?mailbox={mailbox.pk}")
    agent.post(here, {"es-body": HOSTILE})
    kept = {row.mailbox_id: row.texts for row in Signature.objects.filter(agent=acme.agent)}
    assert kept[None] == {"es": "<p>Xoán<br>Acme</p>", "gl": "<div><b>Xoán</b></div>"}
    page = agent.get(here).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert agent.get(acme.url("me/signature/?mailbox=987654")).status_code == 404


def test_what_is_wrong_stands_beside_the_text_that_has_it_and_nothing_is_saved(acme: Cast, visit: Any) -> None:
    answer = visit.as_(acme.agent).post(acme.url("me/signature/"), {"es-body": "Xoán", "gl-body": "{{cliente}}"})
    assert answer.status_code == 422
    beside = answer.content.decode().split('id="id_gl-body_error"')[1].split("</div>")[0]
    assert "{{cliente}}" in beside
    assert not Signature.objects.exists()


def test_an_administrator_writes_the_one_for_whoever_has_none(acme: Cast, visit: Any) -> None:
    answer = visit.as_(acme.admin).post(acme.url("settings/signatures/"), {"es-body": "{{agente}} · {{organización}}"})
    assert answer.status_code == 302
    page = visit.as_(acme.agent).get(acme.url("me/signature/")).content.decode()
    assert "Xoán Axente · Acme" in page
    assert "la de tu organización" in page


def test_position_and_phone_are_said_on_ones_own_page_and_by_who_looks_after_people(acme: Cast, visit: Any) -> None:
    visit.as_(acme.agent).post(acme.url("me/"), {"name": "Xoán Axente", "position": "Atención", "phone": "600 1"})
    acme.agent.refresh_from_db()
    assert (acme.agent.position, acme.agent.phone) == ("Atención", "600 1")
    address = acme.url(f"settings/people/{acme.agent.pk}/")
    said = {"name": "Xoán Axente", "role": "agent", "position": "Jefe de taller", "phone": ""}
    assert visit.as_(acme.admin).post(address, said).status_code == 302
    acme.agent.refresh_from_db()
    assert (acme.agent.position, acme.agent.phone) == ("Jefe de taller", "")
    visit.as_(acme.agent).post(acme.url("me/"), {"name": "Xoán"})  # a form that says nothing of it changes nothing
    acme.agent.refresh_from_db()
    assert acme.agent.position == "Jefe de taller"
