"""Cases that close by themselves: told before, closed once, kept by an answer or a press."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from atenda.autoclosing import closing
from atenda.autoclosing.closing import sweep
from atenda.autoclosing.models import Announced
from atenda.autoclosing.policy import policy, set_policy
from atenda.cases.lifecycle import move
from atenda.cases.models import Case, ClosingReason, Lifecycle, State
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import receive
from atenda.conversations.replying import Readers, reply
from atenda.conversations.tests.sides import asked
from atenda.history.models import Event
from atenda.intake.models import DeadAddress
from atenda.notices.customer_links import way_to
from atenda.notices.models import Mail, MailState
from atenda.notices.readers import address_of
from atenda.portal.tests.conftest import Person
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import program_of

DAY = timedelta(days=1)
BEGAN = timezone.now() - 30 * DAY
TOLD = BEGAN + 7 * DAY  # when the customer is to be told
DUE = TOLD + 3 * DAY


@pytest.fixture
def case(acme: Cast) -> Case:
    """In waiting, with a mail of ours as its last word."""
    waiting = State.objects.filter(lifecycle=Lifecycle.WAITING).first()
    reason = ClosingReason.objects.filter(cancels=False, retired_at=None).first()
    set_policy(is_on=True, states=[waiting.pk], days=7, notice_days=3, reason=reason, by=acme.admin)
    case = make.case(responsible=acme.agent, by=acme.agent)
    wrote(case, acme, at=BEGAN)
    move(case, to=waiting, by=acme.agent, now=BEGAN)
    return case


def wrote(case: Case, acme: Cast, *, at: Any) -> Message:
    readers = Readers(to=[("", address_of(acme.customer))])
    message = reply(
        case, readers=readers, subject="Re", text="E logo?", answered=answered_in(case), by=acme.agent, now=at
    )
    left(at)
    return message


def came(case: Case, acme: Cast, *, at: Any, automatic: str = "") -> None:
    mail = Message(direction=Direction.IN, sender_address=address_of(acme.customer), automatic=automatic, at=at)
    receive(case, mail, now=at)


def left(at: Any) -> None:
    """Whatever waits in the outbox has left."""
    Mail.objects.filter(state=MailState.WAITING).update(state=MailState.SENT, sent_at=at)


def told() -> int:
    return Mail.objects.filter(kind="closing").count()


def is_open(case: Case) -> bool:
    return bool(Case.objects.get(pk=case.pk).is_pending)


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def test_told_then_closed_each_once(acme: Cast, case: Case) -> None:
    sweep(TOLD - timedelta(minutes=1))
    assert told() == 0
    for _ in range(3):
        sweep(TOLD)
    assert (told(), is_open(case)) == (1, True)
    mail = Mail.objects.get(kind="closing")
    assert "Lo cerraremos en 3 días" in mail.text
    assert "/c/" in mail.text
    left(TOLD)
    sweep(DUE - timedelta(minutes=1))
    assert is_open(case)
    for _ in range(3):
        sweep(DUE)
    case.refresh_from_db()
    assert (is_open(case), case.closing_reason) == (False, policy().reason)
    assert kinds(case)[-3:] == ["case.closing_announced", "case.closed", "case.closed_by_itself"]
    closed = Event.objects.get(kind="case.closed_by_itself")
    assert (closed.actor, closed.payloads.get().after) == (None, {"name": "10"})
    assert [row.end for row in Announced.objects.all()] == ["closed"]


@pytest.mark.parametrize(
    "what",
    [
        "the customer wrote",
        "another state",
        "their mail failed",
        "it never left",
        "dead address",
        "binned",
        "a third party was asked",
        "off",
        "new",
    ],
)
def test_what_is_never_told(acme: Cast, case: Case, what: str) -> None:
    match what:
        case "the customer wrote":
            came(case, acme, at=BEGAN + timedelta(hours=1))
        case "another state":
            move(case, to=State.objects.filter(lifecycle=Lifecycle.WORKING).first(), by=acme.agent, now=BEGAN)
        case "their mail failed":
            Message.objects.update(failed_at=BEGAN, failure="550")
        case "it never left":
            Mail.objects.update(state=MailState.HELD, sent_at=None)
        case "dead address":
            DeadAddress.objects.create(address=address_of(acme.customer), at=BEGAN)
        case "binned":
            Case.objects.update(binned_at=BEGAN)
        case "a third party was asked":
            asked(case, by=acme.agent, now=BEGAN)
        case "off":
            held = policy()
            set_policy(is_on=False, states=held.states, days=7, notice_days=3, reason=None, by=acme.admin)
        case "new":
            Message.objects.all().update(taken_back_at=BEGAN)
    sweep(TOLD)
    assert (told(), Announced.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "what",
    ["the customer wrote", "we wrote", "another state", "the notice failed", "mail failed", "a third party was asked"],
)
def test_what_is_not_closed_after_all(acme: Cast, case: Case, what: str) -> None:
    sweep(TOLD)
    left(TOLD)
    match what:
        case "the customer wrote":
            came(case, acme, at=TOLD + DAY)
        case "we wrote":
            wrote(case, acme, at=TOLD + DAY)
        case "another state":
            move(case, to=State.objects.filter(lifecycle=Lifecycle.WORKING).first(), by=acme.agent, now=TOLD)
        case "the notice failed":
            Mail.objects.filter(kind="closing").update(state=MailState.FAILED, sent_at=None)
        case "mail failed":
            Message.objects.update(failed_at=TOLD, failure="550")
        case "a third party was asked":
            asked(case, by=acme.agent, now=TOLD)
    sweep(DUE)
    assert is_open(case)
    assert [row.end for row in Announced.objects.all()] == ["moved"]


def test_what_a_machine_writes_is_no_answer(acme: Cast, case: Case) -> None:
    came(case, acme, at=TOLD - DAY, automatic="replied")
    sweep(TOLD)
    left(TOLD)
    sweep(DUE)
    assert not is_open(case)


def test_the_customer_has_all_their_days_however_late_the_mail_left(acme: Cast, case: Case) -> None:
    sweep(TOLD)
    sweep(DUE)
    assert is_open(case)
    left(DUE)
    sweep(DUE + 2 * DAY)
    assert is_open(case)
    sweep(DUE + 3 * DAY)
    assert not is_open(case)


def test_kept_by_one_press_the_days_begin_anew(acme: Cast, case: Case) -> None:
    sweep(TOLD)
    left(TOLD)
    person = Person(urlsplit(way_to(case, acme.customer, now=timezone.now())).path)
    assert "Que siga abierto" in person.reads()
    assert person.presses("keep")["Location"] == f"{person.path}?done=kept"
    person.presses("keep")
    assert "Que siga abierto" not in person.reads()
    assert kinds(case).count("case.kept_open") == 1
    sweep(timezone.now() + DAY)
    assert (is_open(case), told()) == (True, 1)
    sweep(timezone.now() + 8 * DAY)
    assert told() == 2


def test_closed_it_opens_again_by_an_answer(acme: Cast, case: Case) -> None:
    sweep(TOLD)
    left(TOLD)
    sweep(timezone.now())
    assert not is_open(case)
    person = Person(urlsplit(way_to(case, acme.customer, now=timezone.now())).path)
    assert "No está resuelto" in person.reads()
    person.answers("Non, segue igual")
    assert is_open(case)


def test_killed_in_the_middle_nothing_happens_twice(acme: Cast, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(place: str) -> None:
        raise Killed

    for moment in (TOLD, DUE):
        with monkeypatch.context() as broken:
            broken.setattr(closing, "maybe_crash", die)
            with pytest.raises(Killed):
                sweep(moment)
        assert (told(), is_open(case)) == (0 if moment == TOLD else 1, True)
        sweep(moment)
        left(moment)
    sweep(DUE)
    assert (told(), is_open(case), kinds(case).count("case.closed")) == (1, False, 1)


def test_the_trial_shows_who_would_be_told_and_changes_nothing(acme: Cast, case: Case, visit: Visit) -> None:
    held = policy()
    set_policy(is_on=False, states=held.states, days=7, notice_days=3, reason=None, by=acme.admin)
    boss = visit.as_(acme.admin)
    asked = {"states": held.states[0], "days": "7", "notice_days": "3"}
    assert f">{case.folio} " in boss.get(acme.url("settings/closing/"), asked).content.decode()
    assert f">{case.folio} " not in boss.get(acme.url("settings/closing/"), {**asked, "days": "60"}).content.decode()
    assert not policy().is_on
    assert told() == 0
    boss.post(acme.url("settings/closing/"), {**asked, "states": [], "is_on": "on"}, status=422)
    boss.post(acme.url("settings/closing/"), {**asked, "is_on": "on"})
    assert policy().is_on
    assert Event.objects.filter(kind="autoclosing.policy_changed").exists()


def test_by_the_api(acme: Cast, case: Case) -> None:
    boss, held = program_of(acme.admin), policy()
    read = boss.ask("GET", "autoclosing-policy/")
    assert read.json()["states"] == list(held.states)
    assert boss.ask("PATCH", "autoclosing-policy/", {"states": [999]}, If_Match=read["ETag"]).status_code == 422
    changed = boss.ask("PATCH", "autoclosing-policy/", {"days": 20, "reason": None}, If_Match=read["ETag"])
    assert (changed.json()["days"], changed.json()["reason"]) == (20, None)
