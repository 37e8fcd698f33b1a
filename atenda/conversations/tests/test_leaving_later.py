"""A mail that leaves at an hour of its own: called off when the customer writes first (U21, B15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.calling_off import NothingWaits, send_now
from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import receive
from atenda.conversations.replying import Readers, TooFar, reply
from atenda.conversations.taking_back import keep_here
from atenda.history.models import Event
from atenda.history.undoing import UndoneBefore
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailState, News, Notice
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db

TOMORROW = NOW + timedelta(days=1)
UXIA = "uxia@cliente.example"


@pytest.fixture
def case(acme: Cast) -> Case:
    a_mailbox()
    return make.case(by=acme.supervisor, responsible=acme.supervisor)


def write(case: Case, cast: Cast, *, leaves_at: datetime | None = TOMORROW, now: datetime = NOW) -> Message:
    to = Readers([("Uxía", UXIA)])
    answered = answered_in(case)
    return reply(
        case, readers=to, subject="A cámara", text="Ola", answered=answered, leaves_at=leaves_at, by=cast.agent, now=now
    )


def customer_writes(case: Case, now: datetime, *, automatic: str = "") -> Message:
    message = Message(
        direction=Direction.IN,
        sender_name="Uxía",
        sender_address=UXIA,
        subject="A cámara",
        text="Xa funciona",
        message_id=f"<{now.timestamp()}@cliente.example>",
        automatic=automatic,
        at=now,
    )
    return receive(case, message, now=now)


def test_it_leaves_at_its_hour_and_not_before_and_then_they_have_spoken(
    case: Case, acme: Cast, postbox: Postbox
) -> None:
    write(case, acme)
    deliver(now=TOMORROW - timedelta(minutes=1))
    assert postbox.handed_to(UXIA) == []
    case.refresh_from_db()
    assert case.contacted_at is None
    deliver(now=TOMORROW)
    assert len(postbox.handed_to(UXIA)) == 1
    case.refresh_from_db()
    assert case.contacted_at == TOMORROW


def test_what_is_written_meanwhile_does_not_wait_for_it(case: Case, acme: Cast, postbox: Postbox) -> None:
    write(case, acme)
    write(case, acme, leaves_at=None)
    deliver(now=NOW + timedelta(seconds=11))
    assert len(postbox.handed_to(UXIA)) == 1


def test_it_stays_here_when_the_customer_writes_first_and_its_author_is_told(
    case: Case, acme: Cast, postbox: Postbox
) -> None:
    message = write(case, acme)
    came = NOW + timedelta(hours=2)
    customer_writes(case, came)
    message.refresh_from_db()
    assert message.taken_back_at == came
    deliver(now=TOMORROW)
    assert postbox.handed_to(UXIA) == []
    [event] = Event.objects.filter(kind="message.called_off")
    assert (event.actor_id, event.subject_id) == (None, message.pk)
    for news in News.objects.filter(told_at=None):
        tell_case(news.case_id, now=came + timedelta(minutes=30))
    [line] = Notice.objects.filter(agent=acme.agent)
    assert [kind for kind, _who, _fields in line.told] == ["message.called_off"]
    assert not Mail.objects.filter(address=UXIA, written=None, text__contains="salir más tarde").exists()


def test_a_machine_that_answers_calls_nothing_off(case: Case, acme: Cast, postbox: Postbox) -> None:
    message = write(case, acme)
    customer_writes(case, NOW + timedelta(hours=2), automatic="absence")
    message.refresh_from_db()
    assert message.taken_back_at is None
    deliver(now=TOMORROW)
    assert len(postbox.handed_to(UXIA)) == 1


def test_what_left_before_they_wrote_is_not_called_off(case: Case, acme: Cast, postbox: Postbox) -> None:
    message = write(case, acme)
    deliver(now=TOMORROW)
    customer_writes(case, TOMORROW + timedelta(minutes=1))
    message.refresh_from_db()
    assert message.taken_back_at is None
    assert not Event.objects.filter(kind="message.called_off").exists()


def test_it_can_be_sent_at_once_or_kept_here(case: Case, acme: Cast, postbox: Postbox) -> None:
    first, second = write(case, acme), write(case, acme)
    soon = NOW + timedelta(minutes=5)
    send_now(first, by=acme.agent, now=soon)
    keep_here(second, by=acme.agent, now=soon)
    deliver(now=soon + timedelta(seconds=11))
    assert len(postbox.handed_to(UXIA)) == 1
    assert Mail.objects.get(written=second).state == MailState.DROPPED
    case.refresh_from_db()
    assert case.contacted_at == soon + timedelta(seconds=11)  # when it left
    with pytest.raises(NothingWaits):
        send_now(first, by=acme.agent, now=soon + timedelta(minutes=1))
    with pytest.raises(NothingWaits):
        send_now(second, by=acme.agent, now=soon)
    with pytest.raises(UndoneBefore):
        keep_here(second, by=acme.agent, now=soon)


def test_nothing_waits_for_more_than_a_year(case: Case, acme: Cast) -> None:
    with pytest.raises(TooFar):
        write(case, acme, leaves_at=NOW + timedelta(days=366))
    assert not Message.objects.exists()


def test_the_server_may_ask_to_try_later_for_two_days_from_its_hour(case: Case, acme: Cast, postbox: Postbox) -> None:
    postbox.recipients[UXIA] = "451 4.7.1 later"
    week = NOW + timedelta(days=7)
    write(case, acme, leaves_at=week)
    deliver(now=week)
    assert Mail.objects.get(address=UXIA, written__isnull=False).state == MailState.WAITING


def test_the_page_offers_it_says_both_clocks_and_has_its_buttons(acme: Cast, case: Case, visit: Any) -> None:
    case.contact.time_zone = "Atlantic/Canary"
    case.contact.save()
    agent = visit.as_(acme.agent)
    form = {"to": UXIA, "subject": "A cámara", "body": "Ola", "last": 0}
    past = agent.post(acme.url("cases/1/replies/"), {**form, "leaves_at": "2020-01-01T09:00"})
    assert "Ese momento ya pasó." in past.content.decode()
    page = agent.get(acme.url("cases/1/replies/")).content.decode()
    assert "Mañana a las 9:00" in page
    assert "(Canary)" in page
    later = (timezone.now() + timedelta(days=40)).strftime("%Y-%m-%dT09:00")
    sent = agent.post(acme.url("cases/1/replies/"), {**form, "leaves_at": later}, follow=True).content.decode()
    assert "Sale el" in sent
    assert "08:00 (Canary)" in sent
    message = Message.objects.get()
    address = acme.url(f"cases/1/messages/{message.pk}/leaving/")
    assert "El correo se queda aquí." in agent.post(address, {"stays": "1"}, follow=True).content.decode()
    assert "ya no está esperando" in agent.post(address, follow=True).content.decode()
    assert visit.as_(acme.observer).post(address).status_code == 403


def test_what_waits_in_a_merged_case_is_called_off_and_sent_at_once_like_any_other(
    case: Case, acme: Cast, postbox: Postbox
) -> None:
    first, second = write(case, acme), write(case, acme)
    stays = make.case(by=acme.supervisor)
    merge(stays, [case], by=acme.supervisor, now=NOW)
    soon = NOW + timedelta(minutes=5)
    send_now(first, by=acme.agent, now=soon)
    deliver(now=soon + timedelta(seconds=11))
    assert len(postbox.handed_to(UXIA)) == 1
    customer_writes(Case.objects.get(pk=stays.pk), NOW + timedelta(hours=2))
    second.refresh_from_db()
    assert second.taken_back_at == NOW + timedelta(hours=2)
    assert Event.objects.get(kind="message.called_off").case == case
