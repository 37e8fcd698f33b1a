"""Two programs change the same setting at once: the one that read it before the other changed it is refused (1.18)."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from atenda.organizations.entering import inside
from atenda.organizations.revisions import lock_settings
from atenda.testing.cast import make_cast
from atenda.testing.machine import Program, program_of

CHANGES: dict[str, tuple[Any, Any]] = {
    "field-rules/": ({"rules": {"source": {"shown": False}}}, {"rules": {"source": {"first": False}}}),
    "notice-policy/": ({"window": 0}, {"customer_page": False}),
    "me/notices/": ({"digest": True}, {"digest_at": "07:00"}),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", CHANGES)
def test_of_two_that_read_the_same_only_one_changes_it(address: str) -> None:
    acme = make_cast("acme")
    token = program_of(acme.admin).token
    etag = Program(token).ask("GET", address)["ETag"]
    answers: list[int] = []

    def change(what: Any) -> None:
        answers.append(Program(token).ask("PATCH", address, what, If_Match=etag).status_code)
        connection.close()

    both = [threading.Thread(target=change, args=(what,)) for what in CHANGES[address]]
    with inside(acme.organization), transaction.atomic():
        lock_settings()
        acme.admin.lock()
        for one in both:
            one.start()
        for one in both:
            one.join(0.7)
        assert answers == []  # both wait for the lock
    for one in both:
        one.join(10)
    assert sorted(answers) == [200, 412]
