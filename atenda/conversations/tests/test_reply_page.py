"""Sending from the page: what is said before, and the state the case is in afterwards (B7, B17, N7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from atenda.access.abilities import Ability
from atenda.cases.field_rules import Rule
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.setting_rules import set_rules
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import receive
from atenda.conversations.replying import Readers, reply
from atenda.conversations.views import replying as views
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.models import Mail, MailState
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

GALICIAN = (
    "Boas tardes: grazas pola vosa mensaxe, pero a cámara aínda non funciona e precisamos unha solución canto antes."
)
SPANISH = "Buenas tardes: gracias por su mensaje, mañana enviamos a un técnico para que revise la cámara."


@pytest.fixture
def case(acme: Cast) -> Iterator[Case]:
    a_mailbox()
    return make.case("A cámara non arrinca", by=acme.agent, responsible=acme.agent)


def came_in(case: Case, text: str, language: str = "") -> Message:
    message = Message(
        direction=Direction.IN,
        sender_name="Uxía",
        sender_address="uxia@cliente.example",
        subject="A cámara",
        text=text,
        language=language,
        message_id=f"<{len(text)}@cliente.example>",
        at=timezone.now(),
    )
    return receive(case, message, now=timezone.now())


def said(**more: Any) -> dict[str, Any]:
    return {"to": "uxia@cliente.example", "subject": "Re: A cámara", "body": "Ola Uxía", "last": 0, **more}


def test_the_state_is_changed_by_the_same_click_and_both_are_taken_back_together(
    acme: Cast, case: Case, visit: Any
) -> None:
    agent = visit.as_(acme.agent)
    waiting = acme.state("En espera")
    page = agent.get(acme.url("cases/1/replies/")).content.decode()
    assert f'name="state" value="{waiting.pk}"' in page
    answer = agent.post(acme.url("cases/1/replies/"), said(state=waiting.pk), follow=True)
    assert "En espera" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == waiting
    assert Mail.objects.filter(written__isnull=False).exclude(state=MailState.DROPPED).exists()
    for event in Event.objects.filter(case=case).order_by("-seq")[:2]:
        undo(event, by=acme.agent, now=timezone.now())
    case.refresh_from_db()
    assert case.state != waiting
    assert Message.objects.get().taken_back_at


def test_what_closing_lacks_is_said_and_neither_happens(acme: Cast, case: Case, visit: Any) -> None:
    agent = visit.as_(acme.agent)
    set_rules({"solution": Rule(at_closing=True)}, by=acme.admin, now=NOW)
    closed = acme.state("Cerrado")
    answer = agent.post(acme.url("cases/1/replies/"), said(state=closed.pk))
    assert answer.status_code == 422
    assert "Solución" in answer.content.decode()
    assert "Ola Uxía" in answer.content.decode()
    case.refresh_from_db()
    assert case.is_pending
    assert not Mail.objects.filter(written__isnull=False).exists()


def test_nobody_closes_by_answering_who_may_not_close(acme: Cast, case: Case, visit: Any) -> None:
    acme.agent.role.abilities.remove(Ability.CLOSE_CASES)
    acme.agent.role.save()
    closed = acme.state("Cerrado")
    agent = visit.as_(acme.agent)
    assert f'value="{closed.pk}"' not in agent.get(acme.url("cases/1/replies/")).content.decode()
    assert agent.post(acme.url("cases/1/replies/"), said(state=closed.pk)).status_code == 422
    assert not Message.objects.exists()


def test_another_language_than_theirs_is_remarked_once(acme: Cast, case: Case, visit: Any) -> None:
    came_in(case, GALICIAN, "gl")
    agent = visit.as_(acme.agent)
    words = said(body=SPANISH, last=Message.objects.get().pk)
    first = agent.post(acme.url("cases/1/replies/"), words)
    assert first.status_code == 422
    text = first.content.decode()
    assert "Esto parece español." in text
    assert "El cliente escribe en gallego." in text
    assert Message.objects.count() == 1
    agent.post(acme.url("cases/1/replies/"), {**words, "heard": "language-es"})
    assert Message.objects.filter(direction=Direction.OUT).get().language == "es"


def test_a_language_on_record_or_of_their_last_mail_needs_no_remark(acme: Cast, case: Case, visit: Any) -> None:
    came_in(case, GALICIAN, "gl")
    case.contact.language = "es"
    case.contact.save()
    answer = visit.as_(acme.agent).post(acme.url("cases/1/replies/"), said(body=SPANISH, last=Message.objects.get().pk))
    assert answer.status_code == 302


def test_what_came_after_the_remark_is_another_remark(acme: Cast, case: Case, visit: Any) -> None:
    came_in(case, "Dende onte")
    agent = visit.as_(acme.agent)
    first = Message.objects.get().pk
    assert agent.post(acme.url("cases/1/replies/"), said()).status_code == 422
    came_in(case, "E xa vai frío")
    again = agent.post(acme.url("cases/1/replies/"), said(heard=f"message-{first}"))
    assert again.status_code == 422
    assert "Hay un mensaje nuevo" in again.content.decode()
    heard = f"message-{first} message-{Message.objects.latest('pk').pk}"
    assert agent.post(acme.url("cases/1/replies/"), said(heard=heard)).status_code == 302
    assert Message.objects.filter(direction=Direction.OUT, at__gt=timezone.now() - timedelta(minutes=1)).count() == 1


def test_a_form_sent_twice_at_once_leaves_once_and_the_same_words_later_are_another(acme: Cast, case: Case) -> None:
    """Both were looked at before either was written: the lock of the case lets one after the other in."""
    answered = answered_in(case)
    given: dict[str, Any] = {"readers": Readers(to=[("Uxía", "uxia@cliente.example")]), "subject": "A cámara"}
    given |= {"text": "Vai o luns.", "answered": answered, "by": acme.agent, "now": timezone.now()}
    first, again = (reply(case, **given, since=answered.last) for _each in range(2))
    assert first == again
    assert reply(case, **given, since=first.pk) != first
    assert Mail.objects.filter(written__isnull=False).count() == 2


def test_what_another_customer_wrote_in_a_merged_case_is_no_new_message(acme: Cast, case: Case, visit: Any) -> None:
    other = open_contact(name="Brais", emails=[Email("brais@outra.example")], language="", by=None, now=NOW)
    theirs = make.case(contact=other, by=acme.agent)
    first = came_in(case, "Dende onte")
    came_in(theirs, "Doutro")
    merge(case, [theirs], by=acme.agent, now=NOW)
    assert visit.as_(acme.agent).post(acme.url("cases/1/replies/"), said(last=first.pk)).status_code == 302


@pytest.mark.parametrize("who", ["customer", "colleague"])
def test_whoever_writes_between_the_looking_and_the_sending_is_told_of_too(
    acme: Cast, case: Case, visit: Any, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """As two who take over the same draft and send it at the same moment."""
    given: dict[str, Any] = {"readers": Readers(to=[("Uxía", "uxia@cliente.example")]), "subject": "A cámara"}
    given |= {"text": "Vai o luns.", "answered": answered_in(case), "by": acme.colleague}
    meanwhile = [lambda: came_in(case, "Xa vai") if who == "customer" else reply(case, **given, now=timezone.now())]
    real = views.check_files

    def at_that_moment(*files: Any) -> None:
        while meanwhile:
            meanwhile.pop()()
        real(*files)

    monkeypatch.setattr(views, "check_files", at_that_moment)
    agent = visit.as_(acme.agent)
    page = agent.post(acme.url("cases/1/replies/"), said())
    assert page.status_code == 422
    assert page.content.decode().count("Hay un mensaje nuevo") == 1
    assert Message.objects.count() == 1
    heard = f"message-{Message.objects.get().pk}"
    assert f'value="{heard}"' in page.content.decode()
    assert agent.post(acme.url("cases/1/replies/"), said(heard=heard)).status_code == 302
    assert Message.objects.filter(author=acme.agent).count() == 1
