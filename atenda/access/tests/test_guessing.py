"""Guessing passwords on a grand scale, without the pages (7.07)."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import signing
from django.http import HttpRequest
from django.test import RequestFactory

from atenda.access import guessing
from atenda.access.devices import COOKIE, SALT, Device, device_of
from atenda.access.guessing import TooManyTries, guarded
from atenda.access.hashing import TooBusy
from atenda.access.limits import OVERALL_PAUSE, SIGN_IN_OVERALL, take
from atenda.access.models import Tally

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("ATENDA_TEST_TRIES", "1000"))  # `make soak` tries ten thousand


def request_from(address: str = "192.0.2.7", device: Device | None = None) -> HttpRequest:
    request = RequestFactory().post("/accounts/login/", REMOTE_ADDR=address)
    if device is not None:
        request.COOKIES[COOKIE] = signing.dumps([device.name, *device.people], salt=SALT)
    return request


def how_many_are_checked(tries: list[tuple[HttpRequest, str]]) -> int:
    checked = []
    for request, email in tries:
        with suppress(TooManyTries):
            guarded(request, email, lambda: checked.append(1))
    return len(checked)


def test_thousands_of_tries_on_one_account_from_everywhere_are_ten_checked(acme):
    tries = [(request_from(f"198.51.{n // 250}.{n % 250}"), "antia@acme.example") for n in range(MANY)]
    assert how_many_are_checked(tries) == 10


def test_whoever_finds_too_many_signing_in_has_not_guessed_wrong(acme):
    def refuse():
        raise TooBusy

    for n in range(3):
        with pytest.raises(TooBusy):
            guarded(request_from(), f"{n}@acme.example", refuse)
    assert set(Tally.objects.values_list("uses", flat=True)) == {0}


def test_thousands_of_accounts_from_one_address_are_a_hundred_checked(db):
    request = request_from()
    assert how_many_are_checked([(request, f"{n}@acme.example") for n in range(MANY)]) == 100


def test_an_ipv6_household_is_one_address_whatever_it_calls_itself(db):
    tries = [(request_from(f"2001:db8:1:2::{n:x}"), f"{n}@acme.example") for n in range(150)]
    assert how_many_are_checked(tries) == 100


def test_whoever_is_known_in_a_browser_gets_in_while_strangers_guess(db):
    known = Device().with_person("antia@acme.example")
    how_many_are_checked([(request_from(), "antia@acme.example")] * 50)
    assert guarded(request_from(device=known), "Antia@acme.example", lambda: "in") == "in"


def test_a_browser_that_guesses_is_slowed_as_well(db):
    known = Device().with_person("antia@acme.example")
    assert how_many_are_checked([(request_from(device=known), "antia@acme.example")] * 50) == 10


def test_a_browser_known_for_one_person_is_a_stranger_to_another(db):
    known = Device().with_person("xoan@acme.example")
    how_many_are_checked([(request_from(), "antia@acme.example")] * 50)
    with pytest.raises(TooManyTries):
        guarded(request_from("203.0.113.9", known), "antia@acme.example", lambda: "in")


def test_a_forged_cookie_makes_nobody_known(db):
    request = request_from()
    request.COOKIES[COOKIE] = "WyJhIl0:forged"
    assert device_of(request).people == ()


def test_a_right_password_costs_nothing_and_begins_anew(db):
    for _ in range(8):
        assert how_many_are_checked([(request_from(), "antia@acme.example")] * 9) == 9
        assert guarded(request_from(), "antia@acme.example", lambda: "in") == "in"


def test_signing_in_often_from_one_address_is_no_guessing(db):
    assert [guarded(request_from(), f"{n}@acme.example", lambda: "in") for n in range(150)] == ["in"] * 150


def test_x_forwarded_for_from_nobody_we_trust_is_no_way_round(db):
    tries = []
    for n in range(150):
        request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}")
        tries.append((request, f"{n}@acme.example"))
    assert how_many_are_checked(tries) == 100


def test_a_thousand_failures_an_hour_are_told_and_slowed(db, monkeypatch):
    paused = []
    monkeypatch.setattr(guessing, "pause", paused.append)
    for _ in range(SIGN_IN_OVERALL.allowed):
        take(SIGN_IN_OVERALL, "", now=guessing.timezone.now())
    assert guarded(request_from(), "antia@acme.example", lambda: None) is None
    assert paused == [OVERALL_PAUSE]


def test_the_wait_is_told(db):
    how_many_are_checked([(request_from(), "antia@acme.example")] * 10)
    with pytest.raises(TooManyTries) as refusal:
        guarded(request_from(), "antia@acme.example", lambda: "in")
    assert timedelta(seconds=50) < refusal.value.wait <= timedelta(minutes=1)
