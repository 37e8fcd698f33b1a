"""Whom we ask how it went, once; and whom not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from atenda.cases import picklists
from atenda.cases.lifecycle import cancel, close, reopen
from atenda.cases.models import Case, ClosingReason, Lifecycle
from atenda.conversations.models import Direction, Message
from atenda.conversations.receiving import receive
from atenda.history.models import Event
from atenda.notices.models import Mail
from atenda.notices.readers import address_of
from atenda.satisfaction.asking import ask_due
from atenda.satisfaction.models import Policy, Survey
from atenda.satisfaction.policy import set_policy
from atenda.testing import make
from atenda.testing.cast import Cast

NOW = timezone.now()
LATER = NOW + timedelta(hours=25)


@pytest.fixture
def case(acme: Cast) -> Case:
    set_policy(is_on=True, hours=24, by=acme.admin, now=NOW - timedelta(days=90))
    return make.case(responsible=acme.agent, by=acme.agent)


def closed(case: Case, acme: Cast, at: Any = NOW, **given: Any) -> Case:
    close(case, by=acme.agent, now=at, **given)
    return case


def mails() -> list[Mail]:
    return list(Mail.objects.filter(kind="rating"))


def test_once_some_time_after_closing_in_their_language(acme: Cast, case: Case) -> None:
    acme.customer.language = "gl"
    acme.customer.save(update_fields=["language"])
    closed(case, acme)
    assert ask_due(NOW + timedelta(hours=23)) == 0
    assert [ask_due(LATER) for _ in range(3)] == [1, 0, 0]
    (mail,) = mails()
    assert (mail.address, mail.language) == (address_of(acme.customer), "gl")
    assert mail.subject == f"Caso {case.folio}: que tal foi?"
    assert [f"?mark={mark}" in mail.text and f"?mark={mark}" in mail.html for mark in (1, 5, 6)] == [True, True, False]
    survey = Survey.objects.get()
    assert (survey.agent_id, survey.contact_id, survey.mark) == (acme.agent.pk, acme.customer.pk, None)
    assert Event.objects.filter(case=case, kind="case.asked_how_it_went").count() == 1


@pytest.mark.parametrize("how", ["off", "reopened", "cancelled", "before", "long ago", "binned"])
def test_not_asked_and_nothing_kept(acme: Cast, case: Case, how: str) -> None:
    at = NOW
    match how:
        case "off":
            set_policy(is_on=False, by=acme.admin, now=NOW)
        case "before":
            Policy.objects.update(since=NOW + timedelta(minutes=1))
        case "long ago":
            at = NOW - timedelta(days=10)
    if how == "cancelled":
        labels = dict.fromkeys(("es", "gl", "en"), "Cancelado")
        given = {"labels": labels, "position": 9, "colour": "grey", "lifecycle": Lifecycle.CANCELLED}
        picklists.add("states", **given, by=acme.admin, now=NOW)
        cancel(case, by=acme.agent, now=at)
    else:
        closed(case, acme, at)
    if how == "reopened":
        reopen(case, by=acme.agent, now=NOW + timedelta(hours=1))
    if how == "binned":
        Case.objects.update(binned_at=NOW)
    ask_due(LATER)
    assert (mails(), Survey.objects.count()) == ([], 0)


def test_closed_again_it_is_another_closing(acme: Cast, case: Case) -> None:
    set_policy(days_between=0, by=acme.admin, now=NOW)
    closed(case, acme)
    ask_due(LATER)
    reopen(case, by=acme.agent, now=LATER)
    closed(case, acme, LATER + timedelta(hours=1))
    ask_due(LATER + timedelta(hours=26))
    assert len(mails()) == 2


def left(acme: Cast) -> str:
    ask_due(LATER)
    assert mails() == []
    assert not Event.objects.filter(kind="case.asked_how_it_went").exists()
    return str(Survey.objects.latest("pk").left)


def test_reasons_set_are_not_asked_about(acme: Cast, case: Case) -> None:
    reason = ClosingReason.objects.filter(cancels=False, retired_at=None).first()
    set_policy(except_reasons=[reason.pk], by=acme.admin, now=NOW)
    closed(case, acme, reason=reason)
    assert left(acme) == "reason"


def test_nobody_rates_their_own_house(acme: Cast, case: Case) -> None:
    acme.customer.emails.all().update(address=acme.colleague.identity.email)
    closed(case, acme)
    assert left(acme) == "own"


def test_cases_of_machines_are_not_asked_about(acme: Cast, case: Case) -> None:
    mail = Message(direction=Direction.IN, sender_address="cron@fora.example", automatic="generated", at=NOW)
    machines = make.case(by=None)
    receive(machines, mail, now=NOW)
    closed(machines, acme)
    assert left(acme) == "machine"


def test_not_more_often_than_every_so_many_days(acme: Cast, case: Case) -> None:
    closed(case, acme)
    ask_due(LATER)
    another = make.case("Outro", by=acme.agent)
    closed(another, acme, LATER)
    ask_due(LATER + timedelta(days=2))
    assert [survey.left for survey in Survey.objects.order_by("pk")] == ["", "recent"]
    third = make.case("Terceiro", by=acme.agent)
    closed(third, acme, LATER + timedelta(days=30))
    ask_due(LATER + timedelta(days=32))
    assert len(mails()) == 2
