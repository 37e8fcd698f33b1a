"""Whoever looks after the machine sees which webhooks are paused or failing, and how long the oldest is owed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.notices.health import health
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.webhooks.managing import add_endpoint, pause
from atenda.webhooks.models import Delivery, Endpoint, PauseReason
from atenda.webhooks.spreading import spread
from atenda.webhooks.standing import LATE, findings, standing


@pytest.fixture
def endpoint(acme: Cast) -> Endpoint:
    return add_endpoint(url="https://93.184.215.14/in", kinds=["case.opened"], by=acme.admin, now=timezone.now())[0]


def test_what_nobody_has_taken_yet_is_late_after_a_quarter_of_an_hour(acme: Cast, endpoint: Endpoint) -> None:
    now = timezone.now()
    assert standing(now).is_well
    make.case(by=acme.agent, now=now)
    assert (standing(now).owed, standing(now).is_late) == (1, False)  # not even looked at by the courier
    assert standing(now + LATE * 2).is_late
    spread(now)
    assert (standing(now).owed, standing(now + LATE * 2).is_late) == (1, True)
    assert not health(now + LATE * 2).is_well
    Delivery.objects.update(created_at=now - LATE * 2)
    (said,) = findings()
    assert said == "deliveries of webhooks wait: 1, the oldest for 30 minutes."


def test_one_that_fails_and_one_that_was_given_up_are_named(acme: Cast, endpoint: Endpoint, visit: Visit) -> None:
    now = timezone.now()
    Endpoint.objects.update(failing_since=now - timedelta(hours=3), description="ERP")
    assert [str(one) for one in standing(now).failing] == ["ERP"]
    page = visit.as_(acme.admin).get(acme.url("settings/health/"))
    assert f"/settings/webhooks/{endpoint.pk}/" in page.text
    assert "ERP" in next(findings())
    endpoint.refresh_from_db()
    pause(endpoint, by=None, now=now, reason=PauseReason.DEAD)
    assert [one.reason for one in standing(now).paused] == ["dead"]
    assert standing(now).failing == []
    assert not standing(now).is_well
    assert "paused" in next(findings())


def test_one_that_somebody_paused_is_told_and_no_alarm(acme: Cast, endpoint: Endpoint) -> None:
    now = timezone.now()
    make.case(by=acme.agent, now=now)
    spread(now)
    pause(endpoint, by=acme.admin, now=now)
    found = standing(now + LATE * 2)
    assert (len(found.paused), found.owed, found.is_well) == (1, 0, True)
    assert list(findings()) == []
