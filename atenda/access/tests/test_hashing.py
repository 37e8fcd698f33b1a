"""Passwords are dear to check, and few are checked at once (7.08)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.contrib.auth.hashers import check_password, make_password

from atenda.access import hashing
from atenda.access.hashing import TooBusy, slot
from atenda.access.limits import HASHES_AT_ONCE, HASHES_WAITING


def test_a_password_is_kept_by_scrypt_and_found_again():
    encoded = make_password("unha ponte de pedra")
    assert encoded.startswith("scrypt$16384$")
    assert check_password("unha ponte de pedra", encoded)
    assert not check_password("outra ponte", encoded)


def test_a_check_takes_long_enough_to_be_no_use_for_guessing():
    encoded = make_password("unha ponte de pedra")
    began = time.process_time()
    check_password("outra ponte", encoded)
    assert time.process_time() - began > 0.05


def test_of_forty_sign_ins_at_once_few_are_worked_on_few_wait_and_the_rest_are_told_so():
    let_go, at_work, most = Event(), [], []

    def sign_in(_: int) -> str:
        try:
            with slot():
                at_work.append(1)
                most.append(len(at_work))
                let_go.wait(5)
                at_work.pop()
                return "done"
        except TooBusy:
            return "busy"

    with ThreadPoolExecutor(40) as threads:
        answers = threads.map(sign_in, range(40))
        time.sleep(0.3)
        let_go.set()
        counted = list(answers)
    assert counted.count("done") == HASHES_AT_ONCE + HASHES_WAITING
    assert max(most) == HASHES_AT_ONCE


@pytest.mark.django_db
def test_the_answer_to_being_too_many_is_a_page_that_says_when_to_try(client, monkeypatch):
    monkeypatch.setattr(hashing, "_places", hashing.BoundedSemaphore(1))
    with hashing.slot():
        answer = client.post("/accounts/login/", {"login": "antia@acme.example", "password": "x"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
