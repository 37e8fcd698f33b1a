"""Poison in front of plain mails, with a real worker: the plain ones are filed within a minute, and every piece of
poison comes to an end of its own, its bytes kept (6.37)."""

from __future__ import annotations

import os
from time import monotonic

import pytest
from django.utils import timezone

from atenda.intake import keeping
from atenda.intake.accepting import accept
from atenda.intake.limits import LARGEST_MAIL, MOST_TRIES
from atenda.intake.models import Door, End, RawMail
from atenda.intake.tests.mails import a_mailbox
from atenda.intake.tests.posting import mail
from atenda.intake.tests.test_bombs import BOMBS
from atenda.intake.tests.test_killed import a_worker, said_by_doctor, wait_until
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import inside
from atenda.testing.cast import make_cast

AT_LENGTH = bool(os.environ.get("ATENDA_SOAK"))
PLAIN, TURNS = (100, 20) if AT_LENGTH else (20, 1)
WITHIN = 60.0 if AT_LENGTH else 240.0  # seconds; beside other tests a machine has much else to do
WORST = ("three hundred levels with much in them", "HTML of attributes", "no line at all", "headers of forwarded mails")


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(TURNS))
def test_poison_keeps_no_plain_mail_waiting(turn: int) -> None:
    acme = make_cast("acme")
    with inside(acme.organization):
        mailbox = a_mailbox()
        bombs = (BOMBS[name]() for name in (BOMBS if AT_LENGTH else WORST))
        # what is too large is refused at the door; some differ in nothing that tells mails apart
        poison = sorted({put_in(mailbox, bomb) for bomb in bombs if len(bomb) <= LARGEST_MAIL})
        plain = [put_in(mailbox, plain_mail(number)) for number in range(PLAIN)]
        worker = a_worker()
        begun = monotonic()
        try:
            wait_until(lambda: not waiting(plain), WITHIN)
            print(f"turn {turn}: {len(plain)} plain mails after {len(poison)} of poison: {monotonic() - begun:.1f} s")
            wait_until(lambda: not waiting(poison))
        finally:
            worker.terminate()
            assert worker.wait(60) == 0
        assert set(RawMail.objects.filter(pk__in=plain).values_list("end", flat=True)) == {End.FILED}
        for each in RawMail.objects.filter(pk__in=poison):
            assert each.tries <= MOST_TRIES
            assert keeping.path_of(each.organization_id, each.digest).exists()
        assert said_by_doctor() == []


def plain_mail(number: int) -> bytes:
    """Each of somebody else: twenty new cases of one in an hour are enough."""
    return mail(number=number).replace(b"rosa@", b"rosa%d@" % number)


def put_in(mailbox: Mailbox, raw: bytes) -> int:
    return accept(raw, mailbox=mailbox, door=Door.SMTP, now=timezone.now())[0].pk


def waiting(mails: list[int]) -> bool:
    return bool(RawMail.objects.filter(pk__in=mails, end=End.RECEIVED).exists())
