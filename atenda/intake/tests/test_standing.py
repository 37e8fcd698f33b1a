"""How mail comes in, on the page of health, by the API and by the doctor (B77)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from atenda.intake.doors.beating import PROCESS, keep_beating
from atenda.intake.models import Door, End, RawMail, Why
from atenda.intake.standing import Listener, findings, listener, standing
from atenda.intake.tests.mails import a_mailbox, a_raw
from atenda.mailboxes.hooks import add_hook
from atenda.mailboxes.models import ImapDoor, Mailbox
from atenda.organizations.entering import inside
from atenda.server.doctor import _mail_server
from atenda.server.environment import Environment
from atenda.server.pulses import beat, last_beat
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import program_of


@pytest.fixture
def wished(settings) -> None:
    settings.ENV = replace(settings.ENV, mail_in=replace(settings.ENV.mail_in, port=2525, is_wished=True))


def test_where_nothing_comes_in_nobody_is_called(acme: Cast, visit, settings) -> None:
    settings.ENV = replace(settings.ENV, mail_in=replace(settings.ENV.mail_in, port=2525, is_wished=False))
    found = standing(NOW)
    assert (found.listener, found.is_well, found.waiting, found.held) == (Listener.RESTS, True, 0, 0)
    assert "Correo que entra" not in visit.as_(acme.admin).get(acme.url("settings/health/")).content.decode()


def test_a_mail_server_is_at_work_while_it_says_so(acme: Cast, wished, settings) -> None:
    asked = settings.ENV.mail_in
    assert listener(asked, NOW) == (Listener.SILENT, None)
    beat(PROCESS, now=NOW)
    beat(PROCESS, now=NOW + timedelta(seconds=20))
    later = NOW + timedelta(seconds=100)
    assert listener(asked, later) == (Listener.AT_WORK, NOW + timedelta(seconds=20))
    assert listener(asked, later + timedelta(minutes=1))[0] == Listener.SILENT
    assert not standing(later + timedelta(minutes=1)).is_well
    # one that was at work is missed though nobody asked for its port; switched off it is not
    assert listener(replace(asked, is_wished=False), later + timedelta(minutes=1))[0] == Listener.SILENT
    assert listener(replace(asked, port=None), later + timedelta(minutes=1))[0] == Listener.OFF


@pytest.mark.django_db(transaction=True)
def test_our_mail_server_says_that_it_is_at_work() -> None:
    async def at_work() -> None:
        with ThreadPoolExecutor(1) as threads, suppress(TimeoutError):
            try:
                await asyncio.wait_for(keep_beating(threads, every=0.01), 0.3)
            finally:
                threads.submit(connections.close_all)

    before = timezone.now()
    asyncio.run(at_work())
    seen = last_beat(PROCESS)
    assert seen is not None
    assert before <= seen <= timezone.now()


def test_what_each_door_brought_and_what_waits_is_told(acme: Cast, other: Cast, visit, wished) -> None:
    now = timezone.now()
    box = a_mailbox(received_at=now)
    a_raw(box, 1, received_at=now - timedelta(minutes=40))
    a_raw(box, 2, door=Door.IMAP, received_at=now - timedelta(minutes=2))
    a_raw(box, 3, end=End.HELD, why=Why.STRANGER, ended_at=now, received_at=now - timedelta(days=3))
    ImapDoor.objects.create(
        mailbox=box, host="imap.acme.example", username="soporte", since=now.date(), secret="x", folders=["INBOX"],
        asked_at=now, trouble_kind="password", trouble="[AUTHENTICATIONFAILED]", trouble_since=now,
    )  # fmt: skip
    add_hook(box, provider="postmark", by=acme.admin, now=now)
    with inside(other.organization):
        a_raw(a_mailbox("soporte@other.example"), 4, received_at=now - timedelta(days=9))
    found = standing(now)
    assert (found.waiting, found.oldest, found.is_late) == (2, now - timedelta(minutes=40), True)
    assert (found.held, found.oldest_held) == (1, now - timedelta(days=3))
    assert found.latest == {"smtp": now - timedelta(days=3), "imap": now - timedelta(minutes=2)}
    assert list(findings()) == ["mails that came in wait to be filed: 2, the oldest for 40 minutes."]
    page = visit.as_(acme.admin).get(acme.url("settings/health/")).content.decode()
    for words in (
        "Nuestro servidor de correo",
        "[AUTHENTICATIONFAILED]",
        "Postmark",
        "soporte@acme.example",
        "hace 3 d",
    ):
        assert words in page
    said = program_of(acme.admin).ask("GET", "health/").json()
    assert not said["is_well"]
    arriving = said["arriving"]
    assert arriving["listener"] == {"state": "silent", "seen": None}
    assert (arriving["waiting"]["waiting"], arriving["waiting"]["is_late"], arriving["held"]) == (2, True, 1)
    (line,) = arriving["mailboxes"]
    assert ([one["state"] for one in line["servers"]], [one["provider"] for one in line["hooks"]]) == (
        ["in_trouble"], ["postmark"],
    )  # fmt: skip
    Mailbox.objects.update(retired_at=now)
    RawMail.objects.filter(end=End.RECEIVED).update(end=End.DROPPED, ended_at=now)
    assert (standing(now).mailboxes, standing(now).waiting) == ([], 0)


def test_the_doctor_misses_the_mail_server_only_where_the_desk_is_at_work(acme: Cast, settings, monkeypatch) -> None:
    silent: Environment = replace(settings.ENV, mail_in=replace(settings.ENV.mail_in, port=2525, is_wished=True))
    assert list(_mail_server(silent)) == []
    monkeypatch.setattr("atenda.notices.health.worker_seen", timezone.now)
    assert [one.partition(":")[0] for one in _mail_server(silent)] == [
        "Our own mail server has not been at work at all"
    ]
    beat(PROCESS, now=timezone.now())
    assert list(_mail_server(silent)) == []
