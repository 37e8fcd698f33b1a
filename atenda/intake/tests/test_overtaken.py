"""The case is closed at the very moment the customer writes: what they say is not said to a closed case."""

from __future__ import annotations

import threading
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.history.models import Event
from atenda.intake import taking_in
from atenda.intake.accepting import accept
from atenda.intake.deciding import decide
from atenda.intake.models import Door, End, RawMail
from atenda.intake.tests.mails import SUPPORT, a_mailbox
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_closed_while_the_mail_is_read_is_opened_again(
    acme: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make.case(by=acme.agent, now=timezone.now())
    mail = EmailMessage()
    mail["From"], mail["To"] = "uxia@cliente.example", SUPPORT
    mail["Subject"], mail["Message-ID"] = f"Re: [{case.folio}]", "<1@cliente.example>"
    mail.set_content("Aínda non vai: segue sen arrancar.\n")
    assert accept(bytes(mail), mailbox=a_mailbox(), door=Door.SMTP, now=timezone.now())[1]

    def closing() -> None:
        with inside(acme.organization):
            close(Case.objects.get(pk=case.pk), by=None, now=timezone.now())
        connection.close()

    def deciding(*said: Any, **given: Any) -> Any:
        decision = decide(*said, **given)
        if Case.objects.get(pk=case.pk).is_pending:
            other = threading.Thread(target=closing)
            other.start()
            other.join(20)
        return decision

    monkeypatch.setattr(taking_in, "decide", deciding)
    assert taking_in.take_in(RawMail.objects.get().pk, now=timezone.now()) == End.FILED
    assert Message.objects.get().case == case
    assert Event.objects.filter(case=case, kind="case.closed").exists()
    assert Case.objects.get(pk=case.pk).is_pending
