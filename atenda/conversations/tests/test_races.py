"""Two at the same moment, over two connections: neither waits for the other in a circle, nor undoes what it did."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from atenda.cases import merging
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.conversations import calling_off
from atenda.conversations.calling_off import NothingWaits, send_now
from atenda.conversations.models import Message
from atenda.conversations.taking_back import keep_here
from atenda.conversations.tests.test_leaving_later import customer_writes, write
from atenda.history.undoing import UndoneBefore
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.models import Mail
from atenda.organizations.entering import inside
from atenda.organizations.tenancy import OrgModel
from atenda.portal.answering import answer
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

LATER = NOW + timedelta(hours=2)
PATIENCE = 1.5  # seconds that one waits for the other to have come as far as it can


class Two:
    """One begins and has locked what it locks first; then the other goes as far as it can; then the one goes on."""

    def __init__(self, acme: Cast) -> None:
        self.acme = acme
        self.begun, self.met = threading.Event(), threading.Event()

    def first(self, go_on: Callable[..., Any]) -> Callable[..., Any]:
        """In place of what the one does once it has begun."""

        def wait(*args: Any, **kwargs: Any) -> Any:
            self.begun.set()
            self.met.wait(PATIENCE)
            return go_on(*args, **kwargs)

        return wait

    def second(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """In place of the last thing the other does before it waits for the one."""

        def go(*args: Any, **kwargs: Any) -> Any:
            done = step(*args, **kwargs)
            if threading.current_thread().name == "other":
                self.met.set()
            return done

        return go

    def run(self, one: Callable[[], Any], other: Callable[[], Any]) -> list[str]:
        """What each of them was refused, or failed, by."""
        failed = ["", ""]

        def work(place: int, deed: Callable[[], Any]) -> None:
            try:
                with inside(self.acme.organization):
                    deed()
            except BaseException as error:
                failed[place] = type(error).__name__
                self.begun.set()
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(0, one)), threading.Thread(target=work, args=(1, other))]
        threads[1].name = "other"
        threads[0].start()
        assert self.begun.wait(20)
        threads[1].start()
        for thread in threads:
            thread.join(30)
        return failed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("verb", "refusal"), [(send_now, NothingWaits), (keep_here, UndoneBefore)])
def test_a_mail_that_waits_is_sent_or_kept_while_the_customer_writes(
    acme: Cast, monkeypatch: pytest.MonkeyPatch, verb: Any, refusal: type[Exception]
) -> None:
    a_mailbox()
    case = make.case(by=acme.agent)
    message = write(case, acme)
    two = Two(acme)
    monkeypatch.setattr(Message, "lock", two.second(Message.lock))
    monkeypatch.setattr("atenda.conversations.receiving.call_off", two.first(calling_off.call_off))
    said = two.run(
        lambda: customer_writes(Case.objects.get(pk=case.pk), LATER),
        lambda: verb(Message.objects.get(pk=message.pk), by=acme.agent, now=LATER),
    )
    assert said == ["", refusal.__name__]
    message.refresh_from_db()
    assert message.taken_back_at == LATER
    assert Mail.objects.get(written=message).state == "dropped"


@pytest.mark.django_db(transaction=True)
def test_a_case_is_taken_apart_while_the_customer_writes(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    a_mailbox()
    goes, stays = make.case(by=acme.agent), make.case(by=acme.agent)
    message = write(goes, acme)
    merge(stays, [goes], by=acme.agent, now=NOW)
    two = Two(acme)
    monkeypatch.setattr(merging, "OrgModel", SimpleNamespace(lock=two.second(OrgModel.lock)))
    monkeypatch.setattr("atenda.conversations.receiving.call_off", two.first(calling_off.call_off))
    said = two.run(
        lambda: answer(stays, acme.customer, text="Xa funciona", uploads=[], name=uuid4(), now=LATER),
        lambda: unmerge(Case.objects.get(pk=goes.pk), by=acme.agent, now=LATER),
    )
    assert said == ["", ""]
    message.refresh_from_db()
    assert message.taken_back_at == LATER
    assert Case.objects.get(pk=goes.pk).merged_into is None
