"""Load the sample organization."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from atenda.importing.fast.loading import FastPath
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.searching.vocabulary import learn
from atenda.server.faults import ServerFault
from atenda.testing.sample import house as houses
from atenda.testing.sample import ready_words
from atenda.testing.sample.clientele import gather
from atenda.testing.sample.days import moments
from atenda.testing.sample.filing import file_papers
from atenda.testing.sample.post import bring_mails
from atenda.testing.sample.stories import Narrator
from atenda.testing.sample.twice import find_them, put_on_record_twice
from atenda.testing.sample.voices import ask_and_hear

SEED = 20_26
ACCOUNTS, CONTACTS, CASES = 400, 1200, 3000
FRESH = 9  # cases of the last hours, whatever the time of day
AT_LENGTH = 14  # cases that dragged on, with a timeline of several pages
YEARS = timedelta(days=730)


class SampleIsThere(ServerFault):
    """The address of the sample organization is taken."""


@transaction.atomic
def load(progress: Callable[[int, int], None] = lambda done, of: None, *, now: datetime | None = None) -> Organization:
    """Found and fill it; `progress(done, of)` is told now and then. All of it or nothing.

    The same `now` makes the same sample. Raises SampleIsThere.
    """
    if Organization.objects.filter(slug=houses.SLUG).exists():
        raise SampleIsThere(f"There is an organization called {houses.SLUG} already; nothing was changed.")
    random, now = Random(SEED), (now or timezone.now()).replace(microsecond=0)
    first = now - YEARS
    of = CASES + 800
    house = houses.build(first - timedelta(days=1))
    progress(50, of)
    with inside(house.organization):
        fast = FastPath()
        clientele = gather(random, fast, house, accounts=ACCOUNTS, contacts=CONTACTS, first=first, last=now)
        progress(200, of)
        narrator = Narrator(random, fast, house, now)
        dragging = set(random.sample(range(CASES), AT_LENGTH))
        for told, at in enumerate(_openings(random, first + timedelta(days=1), now)):
            narrator.tell(clientele.caller(at), at, at_length=told in dragging)
            if told % 100 == 0:
                progress(200 + told, of)
        put_on_record_twice(Random(SEED), fast, house, clientele, now=now)
        fast.write()
        find_them(now)
        file_papers(Random(SEED), now)
        bring_mails(Random(SEED), now=now)
        ask_and_hear(Random(SEED), house, now=now)
        ready_words.keep(Random(SEED), house, now=now)
        learn()
    progress(of, of)
    return house.organization


def _openings(random: Random, first: datetime, now: datetime) -> Iterator[datetime]:
    """When the cases were opened: as business went, and a few just now."""
    hours = timedelta(hours=6)
    drawn: list[datetime] = []
    while len(drawn) < CASES - FRESH:
        drawn += moments(random, CASES - FRESH - len(drawn), first, now - hours)
    fresh = [now - random.random() * hours - timedelta(minutes=1) for _ in range(FRESH)]
    yield from sorted([*drawn, *fresh])
