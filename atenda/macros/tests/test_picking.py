"""Quick replies where one writes: as the case gets them, and never with an empty field (B16)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Direction, Message
from atenda.customers.models import Contact
from atenda.macros import replies
from atenda.macros.facts import language_of, speak, values_of
from atenda.macros.filling import FIELDS
from atenda.macros.tests.made import TEXTS, a_reply
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_every_field_stands_for_what_the_case_says(acme: Cast, case: Case) -> None:
    values = values_of(case, answered=answered_in(case), language="gl", by=acme.agent, now=NOW)
    assert values == {
        "customer": "Uxía Cliente",
        "first_name": "Uxía",
        "company": "",
        "folio": "1",
        "reference": "A cámara non arrinca",
        "state": "Aberto",
        "created": "2 de novembro de 2026",
        "deadline": "",
        "responsible": "Carme Compañeira",
        "agent": "Xoán Axente",
        "position": "",
        "phone": "",
        "mailbox": "soporte@acme.example",
        "organization": "Acme",
        "date": "2 de novembro de 2026",
    }
    assert values.keys() == FIELDS.keys()


def test_one_speaks_the_customers_language_or_that_of_their_last_mail(acme: Cast, case: Case) -> None:
    reply = a_reply(acme.agent, texts={**TEXTS, "en": "Hello, {{first name}}."})
    assert language_of(case) == "gl"
    case.contact.language = "en"
    said = speak(reply, case, answered=answered_in(case), by=acme.agent, now=NOW)
    assert (said.filled.text, said.is_other_language) == ("Hello, Uxía.", False)
    said = speak(reply, case, answered=answered_in(case), by=acme.agent, now=NOW, language="es")
    assert (said.filled.text, said.is_other_language) == ("Hola, Uxía: su caso es el 1.", False)


def test_where_there_is_no_such_text_it_says_which_one_this_is(acme: Cast, case: Case, visit: Any) -> None:
    reply = a_reply(acme.agent, texts={"es": TEXTS["es"], "en": "Hello."})
    said = speak(reply, case, answered=answered_in(case), by=acme.agent, now=NOW)
    assert (said.language, said.wanted, said.is_other_language) == ("es", "gl", True)
    replies.change(reply, texts={"en": "Good day."}, by=acme.agent, now=NOW)
    page = visit.as_(acme.agent).get(acme.url(f"cases/1/quick-replies/{reply.pk}/")).content.decode()
    assert "No hay texto en gallego: este es el de español." in page
    assert "La traducción está desactualizada" in page


def test_a_name_that_is_an_address_is_none(acme: Cast, case: Case) -> None:
    Contact.objects.filter(pk=case.contact_id).update(name="uxia@cliente.example")
    case.refresh_from_db()
    values = values_of(case, answered=answered_in(case), language="es", by=acme.agent, now=NOW)
    assert (values["customer"], values["first_name"]) == ("", "")


def test_picking_shows_it_filled_in_and_counts_it_when_it_is_taken(acme: Cast, case: Case, visit: Any) -> None:
    reply = a_reply(acme.agent, shortcut="recibido")
    agent = visit.as_(acme.agent)
    assert f'id="quick-reply-{reply.pk}"' in agent.get(acme.url("cases/1/quick-replies/?q=;recib")).content.decode()
    address = acme.url(f"cases/1/quick-replies/{reply.pk}/")
    assert '<span class="filled__value">Uxía</span>' in agent.get(address).content.decode()
    assert json.loads(agent.post(address).content) == {"text": "Ola, Uxía: o seu caso é o 1.", "language": "gl"}
    reply.refresh_from_db()
    assert reply.uses == 1


def test_a_field_nothing_stands_for_is_marked_and_refuses_to_be_inserted(acme: Cast, case: Case, visit: Any) -> None:
    reply = a_reply(acme.agent, texts={"gl": "O prazo é o {{prazo}}."})
    address, agent = acme.url(f"cases/1/quick-replies/{reply.pk}/"), visit.as_(acme.agent)
    assert '<mark class="filled__missing">{{prazo}}</mark>' in agent.get(address).content.decode()
    answer = agent.post(address)
    assert answer.status_code == 422
    assert "{{prazo}}" in json.loads(answer.content)["refusal"]
    reply.refresh_from_db()
    assert reply.uses == 0


def test_a_mail_with_a_field_left_in_it_is_not_sent_and_says_so_beside_it(acme: Cast, case: Case, visit: Any) -> None:
    said = {"to": "uxia@cliente.example", "subject": "Re: A cámara", "last": answered_in(case).last}
    for wrong in ({**said, "body": "Hola {{nombre}},"}, {**said, "body": "Hola", "subject": "Caso {{folio}}"}):
        answer = visit.as_(acme.agent).post(acme.url("cases/1/replies/"), wrong)
        assert answer.status_code == 422
        assert "aún no tiene valor" in answer.content.decode()
    assert not Message.objects.filter(direction=Direction.OUT).exists()


def test_without_scripts_the_form_comes_again_with_the_text_and_all_that_was_typed(
    acme: Cast, case: Case, visit: Any
) -> None:
    reply, empty = a_reply(acme.agent), a_reply(acme.agent, "Prazo", texts={"gl": "{{prazo}}"})
    said = {"to": "breixo@b.example", "cc": "a@b.example", "subject": "Outro", "body": "Boas.", "last": "0"}
    agent, address = visit.as_(acme.agent), acme.url("cases/1/quick-replies/insertion/")
    page = agent.post(address, {**said, "quick_reply": reply.pk})
    assert page.status_code == 200
    for typed in ("breixo@b.example", "a@b.example", "Outro", "Boas.\n\nOla, Uxía: o seu caso é o 1."):
        assert typed in page.content.decode()
    page = agent.post(address, {**said, "quick_reply": empty.pk}).content.decode()
    assert "aún no tiene valor" in page
    assert "Boas." in page
    assert agent.post(address, {**said, "quick_reply": ""}).status_code == 200


def test_what_one_does_not_see_is_not_there(acme: Cast, other: Cast, case: Case, visit: Any) -> None:
    own = a_reply(acme.colleague)
    retired = a_reply(acme.agent)
    replies.retire(retired, by=acme.agent, now=NOW)
    for pk in (own.pk, retired.pk, 987654, 2**70):
        assert visit.as_(acme.agent).get(acme.url(f"cases/1/quick-replies/{pk}/")).status_code == 404
    shared = a_reply(acme.supervisor, reach="all")
    assert visit.as_(other.agent).get(acme.url(f"cases/1/quick-replies/{shared.pk}/")).status_code == 404
    assert visit.as_(acme.observer).get(acme.url(f"cases/1/quick-replies/{shared.pk}/")).status_code == 403


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{{folio}}", '"><img src=x onerror=a>', "‮a\x01"])
def test_whatever_a_customer_is_called_stays_a_name(acme: Cast, case: Case, visit: Any, hostile: str) -> None:
    Contact.objects.filter(pk=case.contact_id).update(name=hostile)
    reply = a_reply(acme.agent, texts={"gl": "Ola, {{cliente}}"})
    agent, address = visit.as_(acme.agent), acme.url(f"cases/1/quick-replies/{reply.pk}/")
    page = agent.get(address).content.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert json.loads(agent.post(address).content)["text"] == f"Ola, {hostile.strip()}"
