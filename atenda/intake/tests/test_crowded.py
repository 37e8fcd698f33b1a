"""Fifty who file at once, each mail given to two of them, all into one case: each is there once, and history has no gap
(6.22)."""

from __future__ import annotations

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.message import EmailMessage
from time import monotonic

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.customers.models import Contact
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.intake.accepting import accept
from atenda.intake.ledger import breaks
from atenda.intake.models import Door, End, RawMail
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import SUPPORT, a_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.testing import make
from atenda.testing.cast import Cast, make_cast

AT_LENGTH = bool(os.environ.get("ATENDA_SOAK"))
MAILS, WORKERS, TURNS = (1_000, 50, 20) if AT_LENGTH else (60, 12, 1)
PATIENCE = 300.0  # seconds
PEOPLE = 20  # who write: one alone would be held for writing so often


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(TURNS))
def test_many_file_into_one_case_at_once_and_none_is_lost_nor_doubled(turn: int) -> None:
    acme = make_cast("acme")
    with inside(acme.organization):
        mailbox = a_mailbox()
        case = make.case(by=acme.agent, now=timezone.now(), account=acme.account)
        for number in range(PEOPLE):
            a_colleague(acme, number)
        for number in range(MAILS):
            bring(mailbox, case, number)
        twice = list(RawMail.objects.values_list("pk", flat=True)) * 2
        random.Random(622 + turn).shuffle(twice)
        begun = monotonic()
        with ThreadPoolExecutor(WORKERS) as workers:
            ends = Counter(workers.map(lambda pk: file_one(acme.organization, pk), twice))
        print(f"turn {turn}: {MAILS / (monotonic() - begun):.0f} mails a second")
        assert ends[End.FILED] >= MAILS, ends
        assert set(ends) <= {End.FILED, None}  # None is said to whoever came second
        assert RawMail.objects.filter(end=End.FILED, case=case).count() == MAILS
        assert Message.objects.filter(case=case).count() == MAILS
        numbers = list(Event.objects.filter(case=case).order_by("seq").values_list("seq", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert Event.objects.filter(case=case, kind="message.received").count() == MAILS
        assert [*verify(), *breaks(timezone.now())] == []
        assert Case.objects.count() == 1


def a_colleague(acme: Cast, number: int) -> Contact:
    """Of the customer's company, so that they take part in its cases."""
    return open_contact(
        name=f"Compañeira {number}", company=acme.account, emails=[Email(writer(number))], by=None, now=timezone.now()
    )


def bring(mailbox: Mailbox, case: Case, number: int) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = writer(number % PEOPLE), SUPPORT
    mail["Subject"], mail["Message-ID"] = f"Re: [{case.folio}] {number}", f"<{number}@conservas.example>"
    mail.set_content(f"Boas:\n\nMáis unha foto, a {number}.\n")
    assert accept(bytes(mail), mailbox=mailbox, door=Door.SMTP, now=timezone.now())[1]


def writer(number: int) -> str:
    return f"persoa{number}@conservas.example"


def file_one(organization: Organization, mail_id: int) -> End | None:
    """As a worker does it, with a connection of its own; whoever waited too long for others is given it again."""
    try:
        until = monotonic() + PATIENCE
        while monotonic() < until:
            with suppress(OperationalError), inside(organization):
                return take_in(mail_id, now=timezone.now())
        raise AssertionError(f"mail {mail_id} was never let in")
    finally:
        connection.close()
