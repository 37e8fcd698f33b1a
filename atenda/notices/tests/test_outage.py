"""A mail server that is away for two hours, or as slow as can be (6.11, 6.13)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from atenda.notices import smtp
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailServer, MailState, Security
from atenda.notices.tests.postbox import Postbox, a_slow_one, server_at
from atenda.notices.tests.test_delivery import a_mail
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

SWEEP = timedelta(seconds=20)
OUTAGE = timedelta(hours=2)
READERS = [f"c{number}@cliente.example" for number in range(12)]
LATER = "450 4.7.1 later"


def begin(postbox: Postbox, way: str) -> None:
    match way:
        case "refuses the connection":
            MailServer.objects.update(port=1)
        case "puts everybody off":
            postbox.recipients = dict.fromkeys(READERS, LATER)
        case "says 421 to everybody":
            postbox.recipients = dict.fromkeys(READERS, "421 4.3.2 shutting down")
        case "breaks off, then puts off":
            MailServer.objects.update(port=1)


def end(postbox: Postbox) -> None:
    MailServer.objects.update(port=postbox.port)
    postbox.recipients = {}


@pytest.mark.parametrize(
    "way", ["refuses the connection", "puts everybody off", "says 421 to everybody", "breaks off, then puts off"]
)
def test_away_for_two_hours_everything_arrives_within_five_minutes_after(
    acme: Cast, postbox: Postbox, visit: Visit, way: str
) -> None:
    cases = [make.case(f"Caso {number}", by=acme.agent) for number in range(3)]
    begin(postbox, way)
    mails = [
        a_mail(address, subject=f"{number}-{turn}", case=cases[number % 3])
        for turn in range(2)
        for number, address in enumerate(READERS)
    ]
    now = NOW
    while now < NOW + OUTAGE:
        deliver(now=now)
        now += SWEEP
        if way == "breaks off, then puts off" and now == NOW + OUTAGE / 2:
            end(postbox)
            postbox.recipients = dict.fromkeys(READERS, LATER)
    asked = postbox.connections
    assert postbox.arrived == []
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.WAITING}
    assert "En espera" in visit.as_(acme.agent).get(acme.url("cases/1/mails/")).content.decode()
    assert asked <= 40  # every five minutes, not every twenty seconds

    end(postbox)
    back, postbox.connections = now, 0
    while Mail.objects.exclude(state=MailState.SENT).exists():
        assert now - back <= timedelta(minutes=6)  # five, give or take the chance that keeps all from coming at once
        deliver(now=now)
        now += SWEEP
    assert postbox.connections <= 10
    assert sorted(str(one["Message-ID"]) for one in postbox.arrived) == sorted(mail.message_id for mail in mails)
    for address in READERS:
        assert [str(one["Subject"])[-1] for one in postbox.to(address)] == ["0", "1"]


def test_one_full_mailbox_is_no_fault_of_the_server(acme: Cast, postbox: Postbox) -> None:
    postbox.recipients["c0@cliente.example"] = "452 4.2.2 full"
    a_mail("c0@cliente.example")
    deliver(now=NOW)
    assert MailServer.objects.get().trouble_since is None
    a_mail("c1@cliente.example")
    deliver(now=NOW + SWEEP)
    assert postbox.addresses == ["c1@cliente.example"]


@pytest.fixture
def slow(request: pytest.FixtureRequest, acme: Cast, settings: Any) -> Iterator[int]:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    with a_slow_one(request.param) as port:
        yield port


@pytest.mark.parametrize("slow", ["silent", "from the greeting on", "after the greeting"], indirect=True)
def test_a_tarpit_is_left_in_time_and_loses_nothing(acme: Cast, slow: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word comes in time and the whole never: what counts is the whole. Sixty seconds, here one."""
    assert smtp.TIMEOUT <= smtp.LONGEST == 60
    monkeypatch.setattr(smtp, "LONGEST", 1.0)
    server_at(slow)
    mail = a_mail()
    began = time.monotonic()
    deliver(now=NOW)
    assert time.monotonic() - began < 5
    mail.refresh_from_db()
    assert (mail.state, mail.doubts) == (MailState.WAITING, 0)
    assert MailServer.objects.get().trouble != ""


@pytest.mark.parametrize("slow", ["from the greeting on"], indirect=True)
def test_a_tarpit_during_tls_is_left_in_time_too(acme: Cast, slow: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "LONGEST", 1.0)
    server_at(slow)
    MailServer.objects.update(security=Security.TLS)
    a_mail()
    began = time.monotonic()
    deliver(now=NOW)
    assert time.monotonic() - began < 5
    assert MailServer.objects.get().trouble != ""
