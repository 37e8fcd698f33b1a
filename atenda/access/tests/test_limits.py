"""Counting, and what guessing passwords gets one (7.07)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from atenda.access.limits import (
    CODE_ONCE,
    FORGOTTEN_EMAIL,
    LIMITS,
    SIGN_IN_ACCOUNT,
    SIGN_IN_ADDRESS,
    SIGN_IN_DAY,
    as_markdown,
    forget,
    give_back,
    sweep,
    take,
)
from atenda.access.models import Tally

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_plain_limit_lets_its_number_through_and_opens_again_when_its_period_ends():
    passed = [take(FORGOTTEN_EMAIL, "uxia@acme.example", now=NOON) for _ in range(4)]
    assert passed == [None, None, None, 60 * MINUTE]
    assert take(FORGOTTEN_EMAIL, "uxia@acme.example", now=NOON + 59 * MINUTE) == MINUTE
    assert take(FORGOTTEN_EMAIL, "uxia@acme.example", now=NOON + 60 * MINUTE) is None


def test_whoever_began_a_moment_earlier_is_not_refused_for_arriving_a_moment_later():
    """Forty people of one office sign in at once: their requests are counted in another order than they began."""
    assert take(SIGN_IN_ADDRESS, "192.0.2.0", now=NOON + timedelta(milliseconds=8)) is None
    assert take(SIGN_IN_ADDRESS, "192.0.2.0", now=NOON) is None
    give_back(SIGN_IN_ADDRESS, "192.0.2.0", now=NOON + timedelta(milliseconds=5))
    assert take(SIGN_IN_ADDRESS, "192.0.2.0", now=NOON + timedelta(milliseconds=3)) is None


def test_one_is_not_counted_for_another():
    for _ in range(4):
        take(FORGOTTEN_EMAIL, "uxia@acme.example", now=NOON)
    assert take(FORGOTTEN_EMAIL, "brais@acme.example", now=NOON) is None


def test_after_ten_wrong_passwords_the_wait_doubles_up_to_a_quarter_of_an_hour():
    for _ in range(10):
        assert take(SIGN_IN_ACCOUNT, "uxia", now=NOON) is None
    now, waits = NOON, []
    for _ in range(7):
        wait = take(SIGN_IN_ACCOUNT, "uxia", now=now)
        assert wait is not None
        waits.append(wait // MINUTE)
        now += wait
        assert take(SIGN_IN_ACCOUNT, "uxia", now=now) is None
    assert waits == [1, 2, 4, 8, 15, 15, 15]


def test_a_few_wrong_passwords_are_forgotten_after_a_quarter_of_an_hour():
    for _ in range(9):
        take(SIGN_IN_ACCOUNT, "uxia", now=NOON)
    later = NOON + 15 * MINUTE
    assert [take(SIGN_IN_ACCOUNT, "uxia", now=later) for _ in range(9)] == [None] * 9


def test_waiting_is_forgotten_after_a_day_without_a_try():
    for _ in range(11):
        take(SIGN_IN_ACCOUNT, "uxia", now=NOON)
    tomorrow = NOON + timedelta(days=1, minutes=1)
    assert [take(SIGN_IN_ACCOUNT, "uxia", now=tomorrow) for _ in range(10)] == [None] * 10


def test_trying_all_day_gets_a_hundred_passwords_looked_at():
    looked_at, now = 0, NOON
    while now < NOON + timedelta(days=1):
        if take(SIGN_IN_ACCOUNT, "uxia", now=now) is None and take(SIGN_IN_DAY, "uxia", now=now) is None:
            looked_at += 1
        now += MINUTE
    assert 90 <= looked_at <= 100


def test_what_is_given_back_was_not_used():
    for _ in range(100):
        take(SIGN_IN_ADDRESS, "192.0.2.1", now=NOON)
    give_back(SIGN_IN_ADDRESS, "192.0.2.1", now=NOON)
    assert take(SIGN_IN_ADDRESS, "192.0.2.1", now=NOON) is None
    assert take(SIGN_IN_ADDRESS, "192.0.2.1", now=NOON) is not None


def test_forgetting_begins_anew():
    for _ in range(11):
        take(SIGN_IN_ACCOUNT, "uxia", now=NOON)
    forget(SIGN_IN_ACCOUNT, "uxia")
    assert take(SIGN_IN_ACCOUNT, "uxia", now=NOON) is None


def test_the_sweep_takes_what_no_longer_counts_and_leaves_the_rest():
    take(FORGOTTEN_EMAIL, "old", now=NOON - timedelta(hours=2))
    take(FORGOTTEN_EMAIL, "new", now=NOON)
    assert sweep(NOON) == 1
    assert Tally.objects.count() == 1


def test_the_table_keeps_no_address():
    take(FORGOTTEN_EMAIL, "uxia@acme.example", now=NOON)
    assert "uxia" not in Tally.objects.get().key


def test_limits_have_different_names():
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)


def test_what_is_allowed_once_is_allowed_once():
    assert take(CODE_ONCE, "uxia:123456", now=NOON) is None
    assert take(CODE_ONCE, "uxia:123456", now=NOON) == 5 * MINUTE
    assert take(CODE_ONCE, "uxia:123456", now=NOON + 5 * MINUTE) is None


def test_the_documentation_says_what_the_code_does():
    written = (Path(settings.PACKAGE).parent / "docs" / "running" / "limits.md").read_text()
    with translation.override("en"):
        assert as_markdown() in written
