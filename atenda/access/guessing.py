"""Checking a password, so that guessing one does not pay and its owner is never shut out (7.07).

A browser the person has signed in from is counted apart from everybody else: however many strangers guess, its owner
gets in. Strangers are counted by e-mail address, known or not, and by network address.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from django.http import HttpRequest
from django.utils import timezone

from atenda.access.devices import device_of
from atenda.access.hashing import TooBusy, pause
from atenda.access.limits import (
    OVERALL_PAUSE,
    SIGN_IN_ACCOUNT,
    SIGN_IN_ADDRESS,
    SIGN_IN_DAY,
    SIGN_IN_OVERALL,
    Limit,
    forget,
    give_back,
    take,
)
from atenda.access.network import client_address, network_of
from atenda.access.noting import note_sign_in

T = TypeVar("T")
log = structlog.get_logger(__name__)


class TooManyTries(Exception):
    """The password was not even looked at."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(f"wait {wait}")


def guarded(request: HttpRequest, email: str, check: Callable[[], T | None]) -> T | None:
    """Run `check` if a try is due, and count it unless it finds somebody. Raises TooManyTries, or TooBusy.

    A try is counted before it is made, so that a thousand at once are no way round.
    """
    now, email = timezone.now(), email.strip().lower()
    device = device_of(request)
    if device.knows(email):
        who, uses = f"{device.name}:{email}", []
    else:
        who, uses = email, [(SIGN_IN_ADDRESS, network_of(client_address(request)))]
    uses += [(SIGN_IN_ACCOUNT, who), (SIGN_IN_DAY, who)]
    _take_all(uses, now)
    is_counted_overall = False
    try:
        if not device.knows(email):
            is_counted_overall = _mind_the_whole(now)
        found = check()
    except TooBusy:
        _give_back_all(uses, now)
        if is_counted_overall:
            give_back(SIGN_IN_OVERALL, "", now=now)
        raise
    if found is None:
        log.info("sign-in refused", address=client_address(request))
        note_sign_in(request, email, is_right=False, now=now)
        return None
    _give_back_all(uses, now)
    forget(SIGN_IN_ACCOUNT, who)
    if is_counted_overall:
        give_back(SIGN_IN_OVERALL, "", now=now)
    return found


def _take_all(uses: list[tuple[Limit, str]], now: datetime) -> None:
    for number, (limit, whose) in enumerate(uses):
        wait = take(limit, whose, now=now)
        if wait is not None:
            _give_back_all(uses[:number], now)
            log.warning("sign-in limited", limit=limit.name)
            raise TooManyTries(wait)


def _give_back_all(uses: list[tuple[Limit, str]], now: datetime) -> None:
    for limit, whose in uses:
        give_back(limit, whose, now=now)


def _mind_the_whole(now: datetime) -> bool:
    """Whether the try was counted. If not, many people's passwords are being guessed: tell operators, make it slow."""
    if take(SIGN_IN_OVERALL, "", now=now) is None:
        return True
    log.error("sign-in failures over the hourly limit: somebody is guessing passwords", limit=SIGN_IN_OVERALL.name)
    pause(OVERALL_PAUSE)
    return False
