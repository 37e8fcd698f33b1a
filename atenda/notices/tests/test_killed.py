"""Killed at every step of delivery: nothing lost, and twice only where nobody could know (6.03, I5–I7)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.notices.announcing import tell_case
from atenda.notices.bundling import BUNDLE
from atenda.notices.delivery import take_up_forsaken
from atenda.notices.models import Mail, MailState, News
from atenda.notices.tests.postbox import opened, server_at
from atenda.notices.tests.test_bundling import mails_to
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import make_cast

ONE_ROUND = """
import django; django.setup()
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.notices.delivery import deliver
with inside(Organization.objects.get(slug="acme")):
    deliver()
"""
TELL = """
import django; django.setup()
from django.utils import timezone
from atenda.cases.models import Case
from atenda.notices.announcing import tell_case
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
with inside(Organization.objects.get(slug="acme")):
    tell_case(Case.objects.get().pk, now=timezone.now())
"""
STEPS = {"connect": 0, "claim": 0, "claimed": 0, "accepted": 1}  # and how many mails had reached the server by then


@pytest.mark.django_db(transaction=True)
def test_killed_at_each_step_every_mail_arrives_and_none_thrice(settings) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    acme = make_cast("acme")
    with opened() as postbox, inside(acme.organization):
        server_at(postbox.port)
        doubtful = 0
        for step, reached in STEPS.items():
            case = make.case(step, responsible=acme.agent, by=acme.colleague, now=timezone.now())
            tell_case(case.pk, now=timezone.now())
            before = len(postbox.arrived)
            assert one_round(crash_at=step) == 137
            assert len(postbox.arrived) == before + reached
            doubtful += Mail.objects.filter(state=MailState.SENDING).count()
            pretend_time_passed()
            assert one_round() == 0
        assert News.objects.filter(told_at=None).count() == 0
        assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}
        ids = [one["Message-ID"] for one in postbox.arrived]
        assert set(ids) == set(Mail.objects.values_list("message_id", flat=True))
        assert len(ids) - len(set(ids)) == 1 <= doubtful


@pytest.mark.django_db(transaction=True)
def test_killed_while_telling_everybody_is_told_once(settings) -> None:
    """The mails and that they are written stand in one transaction."""
    acme = make_cast("acme")
    with inside(acme.organization):
        case = make.case(responsible=acme.agent, by=acme.colleague, now=timezone.now())
        assert one_round(crash_at="telling", script=TELL) == 137
        assert (Mail.objects.count(), News.objects.filter(told_at=None).count()) == (0, 1)
        assert one_round(script=TELL) == 0
        assert one_round(script=TELL) == 0
        assert sorted(Mail.objects.values_list("audience", flat=True)) == ["administrators", "assignees", "customer"]
        assert {mail.case_id for mail in Mail.objects.all()} == {case.pk}


@pytest.mark.django_db(transaction=True)
def test_killed_while_putting_mails_together_each_word_comes_once(settings) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    acme = make_cast("acme")
    with opened() as postbox, inside(acme.organization):
        server_at(postbox.port)
        now = timezone.now()
        mails_to(acme.admin, range(33), now)
        assert one_round() == 0
        Mail.objects.filter(state=MailState.WAITING).update(due_at=now)
        assert one_round(crash_at="bundling") == 137
        assert (len(postbox.arrived), Mail.objects.filter(kind=BUNDLE).count()) == (30, 0)
        assert one_round() == 0
        said = "".join(one.get_body(("plain",)).get_content() for one in postbox.arrived)  # type: ignore[attr-defined]
        assert [number for number in range(33) if said.count(f"Palabras do caso {number} ") != 1] == []


def one_round(crash_at: str = "", script: str = ONE_ROUND) -> int:
    """Deliver, or tell, in a process of its own, to be killed at a step."""
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "atenda.settings",
        "ATENDA_OUTBOUND_PRIVATE": "127.0.0.0/8",
        "CRASH_AT": crash_at,
    }
    done = subprocess.run([sys.executable, "-c", script], env=variables, capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 137):
        raise AssertionError(done.stderr)
    return done.returncode


def pretend_time_passed() -> None:
    """Ten minutes: what was left in doubt is taken up, and its pause is over."""
    for field in ("due_at", "changed_at"):
        for mail in Mail.objects.exclude(state=MailState.SENT):
            Mail.objects.filter(pk=mail.pk).update(**{field: getattr(mail, field) - timedelta(minutes=10)})
    take_up_forsaken(timezone.now())
    Mail.objects.filter(state=MailState.WAITING).update(due_at=timezone.now())
