"""The sums over mails that must be nought, each made wrong once; and what is let go of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from atenda.cases.binning import bin_case
from atenda.cases.erasing import empty_bin
from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.intake import keeping
from atenda.intake.forgetting import forget_dropped, sweep
from atenda.intake.ledger import breaks
from atenda.intake.models import End, RawMail, Why
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import a_mailbox, a_raw
from atenda.intake.tests.test_taking_in import a_mail, came
from atenda.mailboxes.models import Mailbox
from atenda.testing.cast import NOW, Cast

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    return a_mailbox()


def test_all_is_well_where_mails_came_to_their_end(acme: Cast, support: Mailbox) -> None:
    take_in(came(support, a_mail()).pk, now=NOW)
    assert list(breaks(LATER)) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda raw: keeping.path_of(raw.organization_id, raw.digest).unlink(), "I1"),
        (lambda raw: RawMail.objects.update(end=End.RECEIVED, ended_at=None), "I3"),
        (lambda raw: RawMail.objects.update(case=None), "I4"),
        (lambda raw: RawMail.objects.update(message=None), "I4"),
    ],
)
def test_each_sum_that_is_not_nought_is_said(acme: Cast, support: Mailbox, wrong: object, said: str) -> None:
    raw = came(support, a_mail())
    take_in(raw.pk, now=NOW)
    wrong(raw)  # type: ignore[operator]
    assert any(said in sentence for sentence in breaks(LATER))


@pytest.mark.django_db(databases=["default", "owner"])
def test_an_erased_case_takes_its_mails_along(acme: Cast, support: Mailbox) -> None:
    raw = came(support, a_mail())
    take_in(raw.pk, now=NOW)
    case = Case.objects.get()
    proposed = a_raw(support, 9, end=End.HELD, ended_at=NOW, proposed=case)
    bin_case(case, by=acme.admin, now=NOW)
    assert empty_bin(NOW + timedelta(days=31)) == 1
    assert not Message.objects.exists()
    assert list(RawMail.objects.values_list("pk", "proposed")) == [(proposed.pk, None)]
    path = keeping.path_of(raw.organization_id, raw.digest)
    sweep(NOW)
    assert path.exists()
    sweep(NOW + timedelta(days=3650))
    assert not path.exists()


def test_half_a_mail_that_a_killed_process_left_is_swept(acme: Cast, support: Mailbox) -> None:
    raw = came(support, a_mail())
    half = keeping.path_of(raw.organization_id, raw.digest).with_name(".0123456789abcdef")
    half.write_bytes(b"half")
    sweep(NOW)
    assert half.exists()
    assert sweep(NOW + timedelta(days=3650)) >= 1
    assert not half.exists()


def test_the_bytes_of_a_mail_that_is_here_are_never_swept(acme: Cast, support: Mailbox) -> None:
    raw = came(support, a_mail())
    sweep(NOW + timedelta(days=3650))
    assert keeping.path_of(raw.organization_id, raw.digest).exists()


def test_what_was_dropped_is_let_go_of_after_three_months(acme: Cast, support: Mailbox) -> None:
    for number, end in enumerate((End.DROPPED, End.HELD), start=1):
        a_raw(support, number, end=end, why=Why.AUTOMATIC, ended_at=NOW)
    assert forget_dropped(NOW + timedelta(days=89)) == 0
    assert forget_dropped(NOW + timedelta(days=91)) == 1
    assert RawMail.objects.get().end == End.HELD
