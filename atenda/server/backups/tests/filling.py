"""Deeds on a desk, in another process: `python filling.py everything` or `python filling.py storm UNTIL`."""

from __future__ import annotations

import random
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from atenda.access.models import Session  # noqa: E402
from atenda.cases.lifecycle import close  # noqa: E402
from atenda.cases.models import Case  # noqa: E402
from atenda.cases.opening import open_case  # noqa: E402
from atenda.conversations.noting import note  # noqa: E402
from atenda.customers.opening import open_contact  # noqa: E402
from atenda.customers.ways import Email  # noqa: E402
from atenda.files import attaching, limits, sweeping  # noqa: E402
from atenda.files.models import Attachment  # noqa: E402
from atenda.organizations.entering import inside  # noqa: E402
from atenda.organizations.models import Organization  # noqa: E402
from atenda.staff.models import Agent  # noqa: E402
from atenda.testing import make  # noqa: E402


def everything(agent: Agent) -> None:
    """A dozen cases with notes, files, mails that wait; one job under way; one browser signed in."""
    for number in range(12):
        case = one_case(agent, number)
        make.file(case, f"Contido {number % 8}".encode() * 500, "nota.txt", by=agent)
        if number % 4 == 0:
            close(case, by=agent, now=timezone.now(), solution="Feito")
    Session.objects.create(
        session_key="a" * 32,
        expire_date=timezone.now() + timedelta(days=1),
        identity=agent.identity,
        started_at=timezone.now(),
        seen_at=timezone.now(),
    )
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s"
            " WHERE id IN (SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo')",
            [cursor.fetchone()[0]],
        )


def storm(agent: Agent, until: Path) -> None:
    """Open, write, attach, remove, and sweep at once what was removed, until there is such a file."""
    limits.IN_THE_BIN, chance, longest = timedelta(0), random.Random(7), time.monotonic() + 120
    number = 1000
    while not until.exists() and time.monotonic() < longest:
        number += 1
        case = one_case(agent, number)
        attachment = make.file(case, random.randbytes(20_000), f"{number}.bin", by=agent)
        if chance.random() < 0.7:
            with suppress(Attachment.DoesNotExist):  # another storm was sooner
                attaching.remove(attachment, by=agent, now=timezone.now())
        old = Attachment.objects.present().order_by("pk").first()
        if old is not None and chance.random() < 0.5:
            with suppress(Attachment.DoesNotExist):  # another storm was sooner
                attaching.remove(old, by=agent, now=timezone.now())
        sweeping.sweep(timezone.now() + timedelta(seconds=1))


def one_case(agent: Agent, number: int) -> Case:
    now = timezone.now()
    contact = open_contact(name=f"Cliente {number}", emails=[Email(f"c{number}@cliente.example")], by=agent, now=now)
    case = open_case(reference=f"Caso {number}", contact=contact, by=agent, now=now)
    note(case, body=f"<p>Chamei a {number}</p>", by=agent, now=now)
    return case


if __name__ == "__main__":
    with inside(Organization.objects.get(slug="acme")):
        somebody = Agent.objects.select_related("identity", "role").get()
        if sys.argv[1] == "storm":
            storm(somebody, Path(sys.argv[2]))
        else:
            everything(somebody)
