"""How soon many workers file into one case: `python -m bench --crowd 1000` (hardening 6.22).

Fifty workers in as many processes as there are cores, each mail given to two of them; counted from the first to the
last. Each worker has a line of its own to the database and keeps it, as the worker's lanes do.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from secrets import token_hex

import psutil
from django.db import OperationalError, connections
from django.utils import timezone

from atenda.cases.models import Case
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.intake.accepting import accept
from atenda.intake.models import Door, End, RawMail
from atenda.intake.taking_in import take_in
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from bench.mail_in import ADDRESS, ensure_mailbox
from bench.visits import BIG

WORKERS = 50
PEOPLE = 40  # who write: one alone would be held for writing so often


def measure(mails: int) -> None:
    organization = Organization.objects.get(slug=BIG)
    with inside(organization):
        ensure_mailbox()
        given = _bring(mails)
    twice = given * 2
    random.Random(622).shuffle(twice)
    connections.close_all()
    processes = psutil.cpu_count() or 1
    fork = multiprocessing.get_context("fork")
    began, spent = time.perf_counter(), os.times()
    crowd = [
        fork.Process(target=_file, args=(organization, twice[each::processes], WORKERS // processes))
        for each in range(processes)
    ]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join()
    took, now = time.perf_counter() - began, os.times()
    with inside(organization):
        filed = RawMail.objects.filter(pk__in=given, end=End.FILED).count()
    used = (now.children_user + now.children_system - spent.children_user - spent.children_system) * 1000 / mails
    print(f"{mails / took:.0f} mails a second into one case, {filed} of {mails} filed, by {processes} processes")
    print(f"{used:.1f} ms of processor a mail in them and their readers, without the database")


def _bring(mails: int) -> list[int]:
    """Answers of colleagues at the company of one case, stored and not filed yet."""
    found = Case.objects.filter(closed_at=None, binned_at=None, account__isnull=False, merged_into=None)
    case = found.order_by("-pk").select_related("account")[0]
    mailbox, key = Mailbox.objects.get(name=ADDRESS), token_hex(4)
    people = [f"{key}.{number}@crowd.example" for number in range(PEOPLE)]
    for address in people:
        open_contact(name=address, company=case.account, emails=[Email(address)], by=None, now=timezone.now())
    brought = []
    for number in range(mails):
        header = f"From: {people[number % PEOPLE]}\r\nTo: {ADDRESS}\r\nMessage-ID: <{key}-{number}@crowd.example>\r\n"
        said = f"Subject: Re: [{case.folio}] {number}\r\n\r\nBoas:\r\n\r\nMáis unha foto, a {number}.\r\n"
        raw = f"{header}{said}".encode()
        brought.append(accept(raw, mailbox=mailbox, door=Door.SMTP, now=timezone.now())[0].pk)
    return brought


def _file(organization: Organization, ids: list[int], workers: int) -> None:
    def one(mail_id: int) -> None:
        while True:
            with suppress(OperationalError), inside(organization):
                take_in(mail_id, now=timezone.now())
                return

    with ThreadPoolExecutor(workers) as threads:
        list(threads.map(one, ids))
