"""Mails are stored one by one or many together: once, all or none, and with a job each (2.11, I2)."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.intake import keeping
from atenda.intake.accepting import Brought, accept, accept_many
from atenda.intake.models import Door, RawMail
from atenda.intake.refusals import MailTooLarge
from atenda.intake.tests.mails import a_mailbox
from atenda.intake.tests.posting import bytes_of, mail
from atenda.mailboxes.models import Mailbox
from atenda.testing.cast import NOW, Cast


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    return a_mailbox()


def brought(numbers: Sequence[int]) -> list[Brought]:
    return [Brought(mail(number=number), origin={"uid": number}) for number in numbers]


def jobs() -> list[int]:
    found = ProcrastinateJob.objects.filter(task_name="atenda.intake.jobs.take_in").order_by("pk")
    return [job.args["mail_id"] for job in found]


def test_many_are_stored_in_their_order_each_with_its_job(acme: Cast, support: Mailbox) -> None:
    stored = accept_many(brought(range(1, 6)), mailbox=support, door=Door.IMAP, now=NOW)
    rows = list(RawMail.objects.order_by("pk"))
    assert [(one.pk, is_new) for one, is_new in stored] == [(row.pk, True) for row in rows]
    assert [row.origin for row in rows] == [{"uid": number} for number in range(1, 6)]
    assert [bytes_of(row) for row in rows] == [mail(number=number) for number in range(1, 6)]
    assert jobs() == [row.pk for row in rows]
    support.refresh_from_db()
    assert support.received_at == NOW


def test_what_is_here_already_or_twice_among_them_is_stored_once(acme: Cast, support: Mailbox) -> None:
    first, _is_new = accept(mail(number=2), mailbox=support, door=Door.SMTP, now=NOW)
    later = NOW + timedelta(minutes=1)
    stored = accept_many(brought([1, 2, 3, 1, 3]), mailbox=support, door=Door.IMAP, now=later)
    assert [is_new for _mail, is_new in stored] == [True, False, True, False, False]
    assert stored[1][0] == first
    assert (stored[0][0], stored[2][0]) == (stored[3][0], stored[4][0])
    assert RawMail.objects.count() == len(jobs()) == 3
    again = accept_many(brought([1, 2, 3]), mailbox=support, door=Door.IMAP, now=later)
    assert [is_new for _mail, is_new in again] == [False] * 3
    assert RawMail.objects.count() == len(jobs()) == 3


def test_many_cost_the_database_no_more_questions_than_two(acme: Cast, support: Mailbox) -> None:
    asked = []
    for numbers in (range(1, 3), range(10, 60)):
        with CaptureQueriesContext(
            connection,
        ) as questions:
            accept_many(brought(numbers), mailbox=support, door=Door.IMAP, now=NOW)
        asked.append(len(questions))
    assert asked[0] == asked[1]
    assert RawMail.objects.count() == 52


def test_where_one_has_no_room_none_is_stored(acme: Cast, support: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = keeping.keep

    def full(organization_id: int, raw: bytes) -> bytes:
        if b"<3@" in raw:
            raise OSError(errno.ENOSPC, "No space left on device")
        return plain(organization_id, raw)

    monkeypatch.setattr(keeping, "keep", full)
    with pytest.raises(OSError, match="No space"):
        accept_many(brought(range(1, 6)), mailbox=support, door=Door.IMAP, now=NOW)
    assert not RawMail.objects.exists()
    assert jobs() == []


def test_where_one_is_too_large_none_is_stored(acme: Cast, support: Mailbox) -> None:
    large = Brought(b"Subject: x\r\n\r\n" + b"a" * 35_000_001)
    with pytest.raises(MailTooLarge):
        accept_many([*brought([1]), large], mailbox=support, door=Door.IMAP, now=NOW)
    assert not RawMail.objects.exists()


def test_none_at_all_is_nothing(acme: Cast, support: Mailbox) -> None:
    assert accept_many([], mailbox=support, door=Door.IMAP, now=NOW) == []
