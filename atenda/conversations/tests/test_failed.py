"""A reply that fails or bounces is seen: on the message, by whoever wrote it and whoever works on the case, in the
lists, on the customer; and it is sent again once the address is right (U20, B21, 6.12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message
from atenda.conversations.replying import Readers, reply
from atenda.conversations.sending_again import HadAlready, HasArrived, send_again
from atenda.history.models import Event
from atenda.intake.models import DeadAddress
from atenda.notices.announcing import tell_case
from atenda.notices.delivery import deliver
from atenda.notices.models import Channel, Kind, Mail, MailState, News, Notice, Preference
from atenda.notices.policy import change_policy, telling
from atenda.notices.tests.postbox import Postbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import program_of

MINUTE = timedelta(minutes=1)
BAD, GOOD, OTHER = "uxai@cliente.example", "uxia@cliente.example", "rosa@cliente.example"
NOBODY = "550 5.1.1 no such user"


@pytest.fixture
def postbox(postbox: Postbox) -> Postbox:
    """That knows nobody of the name of `BAD`."""
    postbox.recipients[BAD] = NOBODY
    return postbox


@pytest.fixture
def case(acme: Cast) -> Case:
    """That a colleague is responsible for."""
    found = make.case(by=acme.agent, responsible=acme.colleague)
    News.objects.update(told_at=NOW)
    return found


def failed(case: Case, acme: Cast, *, cc: Any = ()) -> Message:
    readers = Readers(to=[("Uxía", BAD)], cc=cc)
    message = reply(
        case, readers=readers, subject="Re", text="Vai o luns.", answered=answered_in(case), by=acme.agent, now=NOW
    )
    deliver(now=NOW + MINUTE)
    return Message.objects.get(pk=message.pk)


def told(case: Case) -> set[str]:
    """Who is written to of its failure."""
    tell_case(case.pk, now=NOW + 2 * MINUTE)
    return set(Mail.objects.filter(case=case, kind=Kind.FAILED).values_list("agent__name", flat=True))


def test_its_author_and_whoever_works_on_the_case_hear_by_mail_and_bell(acme, case, postbox) -> None:
    assert failed(case, acme).failure == f"{BAD}: {NOBODY}"
    assert told(case) == {acme.agent.name, acme.colleague.name}
    rung = Notice.objects.filter(case=case, kind=Kind.FAILED)
    assert {line.agent for line in rung} == {acme.agent, acme.colleague}
    mail = Mail.objects.get(kind=Kind.FAILED, agent=acme.agent)
    assert f"{BAD}: {NOBODY}" in mail.text
    assert Event.objects.filter(case=case, kind="message.undelivered").count() == 1


def test_by_preference(acme, case, postbox) -> None:
    for agent in (acme.agent, acme.colleague):
        Preference.objects.create(agent=agent, off=[f"{Kind.FAILED}:{Channel.MAIL}"])
    failed(case, acme)
    assert told(case) == set()
    assert Notice.objects.filter(case=case, kind=Kind.FAILED).count() == 2


def test_the_author_hears_whatever_the_organization_switched_off(acme, case, postbox) -> None:
    now = telling()
    change_policy(
        switches=[], public_fields=now.public_fields, window=60, customer_page=now.customer_page, by=acme.admin
    )
    failed(case, acme)
    assert told(case) == {acme.agent.name}


def test_a_mail_to_a_colleague_that_fails_writes_to_nobody(acme, case, postbox) -> None:
    """Being told of it would fail as well, and so on for ever."""
    failed(case, acme)
    told(case)
    for agent in (acme.agent, acme.colleague):
        postbox.recipients[agent.identity.email] = NOBODY
    deliver(now=NOW + 5 * MINUTE)
    tell_case(case.pk, now=NOW + 6 * MINUTE)
    assert Mail.objects.filter(case=case, kind=Kind.FAILED, state=MailState.FAILED).count() == 2
    assert Mail.objects.filter(case=case, kind=Kind.FAILED).count() == 2
    assert Event.objects.filter(case=case, kind="notice.failed").count() == 2


@pytest.mark.parametrize(("answer", "is_bad"), [(NOBODY, True), ("550 5.7.1 not from you", False), ("554 spam", False)])
def test_an_address_is_marked_where_nobody_is_there(acme, case, postbox, answer, is_bad) -> None:
    postbox.recipients[BAD] = answer
    failed(case, acme)
    assert DeadAddress.objects.filter(address=BAD).exists() is is_bad


def test_the_lists_mark_the_case_and_find_it(acme, case, postbox, visit: Visit) -> None:
    other = make.case("Outro caso", by=acme.agent)
    failed(case, acme)
    page = visit.as_(acme.agent).get(acme.url("cases/?view=all")).content.decode()
    assert page.count('class="rows__failed"') == 1
    found = visit.get(acme.url("cases/?view=all&arrival=failed")).content.decode()
    assert (f'id="case-{case.folio}"' in found, "Outro caso" in found) == (True, False)
    assert "Algún correo no ha llegado" in found
    rows = program_of(acme.agent).ask("GET", "cases/?arrival=failed").json()["items"]
    assert [row["folio"] for row in rows] == [case.folio]
    assert other.folio not in {row["folio"] for row in rows}


def test_put_right_it_goes_to_those_it_did_not_reach_alone(acme, case, postbox, visit: Visit) -> None:
    message = failed(case, acme, cc=[("Rosa", OTHER)])
    page = acme.url(f"cases/{case.folio}/messages/{message.pk}/again/")
    assert page in visit.as_(acme.agent).get(acme.url(f"cases/{case.folio}/")).content.decode()
    assert NOBODY in visit.get(page).content.decode()
    mail = Mail.objects.get(written=message, state=MailState.FAILED)
    assert visit.post(page, {f"address-{mail.pk}": "nada"}).status_code == 422
    assert visit.post(page, {f"address-{mail.pk}": OTHER}).status_code == 422
    assert visit.post(page, {f"address-{mail.pk}": GOOD}).status_code == 302
    deliver()
    (again,) = postbox.handed_to(GOOD)
    assert [str(again[name]) for name in ("To", "Cc", "Message-ID")] == [
        f"Uxía <{GOOD}>",
        f"Rosa <{OTHER}>",
        message.message_id,
    ]
    assert len(postbox.handed_to(OTHER)) == 1
    message.refresh_from_db()
    assert (message.failed_at, message.failure, message.to) == (None, "", [["Uxía", GOOD]])
    event = Event.objects.get(kind="message.sent_again")
    assert event.actor == acme.agent


def test_tried_again_as_it_is_the_address_counts_as_right_until_it_fails_again(acme, case, postbox) -> None:
    message = failed(case, acme)
    assert DeadAddress.objects.exists()
    send_again(message, addresses={}, by=acme.agent, now=NOW + 2 * MINUTE)
    assert not DeadAddress.objects.exists()
    deliver(now=NOW + 3 * MINUTE)
    assert Message.objects.get(pk=message.pk).failed_at is not None
    assert DeadAddress.objects.exists()


def test_what_has_arrived_is_not_sent_again(acme, case, postbox) -> None:
    del postbox.recipients[BAD]
    message = failed(case, acme)
    with pytest.raises(HasArrived):
        send_again(message, addresses={}, by=acme.agent, now=NOW)


def test_nobody_gets_it_twice(acme, case, postbox) -> None:
    message = failed(case, acme, cc=[("Rosa", OTHER)])
    with pytest.raises(HadAlready):
        send_again(message, addresses={BAD: OTHER.upper()}, by=acme.agent, now=NOW)


def test_a_program_sends_it_again(acme, case, postbox) -> None:
    message = failed(case, acme)
    path = f"cases/{case.folio}/messages/{message.pk}/sending/"
    assert program_of(acme.observer).ask("POST", path, {}).status_code == 403
    program = program_of(acme.agent)
    assert program.ask("POST", path, {"addresses": {BAD: GOOD}}).status_code == 200
    deliver()
    said = program.ask("GET", f"cases/{case.folio}/messages/{message.pk}/").json()
    assert (said["failed_at"], said["to"][0]["address"]) == (None, GOOD)
    assert program.ask("POST", path, {}).status_code == 409
