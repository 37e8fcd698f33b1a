"""Whoever fetches is killed before what was fetched is committed, and before the server hears of it: every mail comes
in, and once (6.03, 6.17)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from atenda.intake.models import RawMail
from atenda.mailboxes.managing import add_mailbox
from atenda.mailboxes.models import ImapDoor
from atenda.mailboxes.tests.conftest import door_to, letter
from atenda.mailboxes.tests.test_fetching import numbers
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW, make_cast

ROUNDS = 20 if os.environ.get("ATENDA_SOAK") else 1
STEPS = {"fetch-storing": 0, "fetch-stored": 1}  # and how many mails of the batch are stored by then
EACH = 5
LOOK = """
import sys
import django; django.setup()
from contextlib import nullcontext
from django.utils import timezone
from atenda.mailboxes.imap.keeper import Keeper
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
with inside(Organization.objects.get(slug="acme")):
    Keeper(int(sys.argv[1]), desk=nullcontext, now=timezone.now).look()
"""


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_before_or_after_it_is_stored_every_mail_comes_in_once(imap_server, user, settings) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    acme = make_cast("acme")
    with inside(acme.organization):
        mailbox = add_mailbox(name="Soporte", address="soporte@acme.example", language="gl", by=acme.admin, now=NOW)
        door, put = door_to(imap_server.port, mailbox, acme, user), 0
        for _ in range(ROUNDS):
            for step, is_stored in STEPS.items():
                imap_server.put(*(letter(number) for number in range(put + 1, put + EACH + 1)), user=user)
                assert looked(door, crash_at=step) == 137
                assert RawMail.objects.count() == put + EACH * is_stored
                assert looked(door) == 0
                put += EACH
                assert numbers() == list(range(1, put + 1))


def looked(door: ImapDoor, crash_at: str = "") -> int:
    """One look in a process of its own, once the lease of the one before has run out."""
    ImapDoor.objects.update(holder=None, held_until=None)
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "atenda.settings",
        "ATENDA_OUTBOUND_PRIVATE": "127.0.0.0/8",
        "CRASH_AT": crash_at,
    }
    words = [sys.executable, "-c", LOOK, str(door.pk)]
    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode in (0, 137), done.stderr
    return done.returncode
