"""Look for duplicates among all accounts or all contacts: every night, after an import, and when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import nlargest
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from procrastinate.contrib.django import app

from atenda.customers.duplicates.evidence import Couple, couples
from atenda.customers.duplicates.weighing import LEAST, Share, shares_of, weight_of
from atenda.customers.models import DuplicateSearch, LikelyDuplicate
from atenda.customers.search import MODELS
from atenda.organizations.entering import current_organization
from atenda.server.once import defer_once

MOST = 5_000  # proposals of a kind; the weightiest
MOST_LOOKED_AT = 150_000  # couples, so that memory has an end where everybody is called the same
AT_ONCE = 2_000


class Likely(NamedTuple):
    weight: int
    couple: Couple
    shares: list[Share]

    def row(self, kind: str, now: datetime) -> LikelyDuplicate:
        first, second = self.couple
        shares = [str(share) for share in self.shares]
        return LikelyDuplicate(
            kind=kind, first_id=first, second_id=second, shares=shares, weight=self.weight, found_at=now
        )


def ask(kind: str, *, now: datetime) -> None:
    """Have them looked for soon. Asked for again meanwhile, it is one look."""
    DuplicateSearch.objects.bulk_create(
        [DuplicateSearch(kind=kind, asked_at=now)],
        update_conflicts=True,
        unique_fields=["organization", "kind"],
        update_fields=["asked_at"],
    )
    organization = current_organization().pk
    transaction.on_commit(lambda: _wake(organization, kind))


def ask_for_all(*, now: datetime) -> None:
    for kind in MODELS:
        ask(kind, now=now)


def _wake(organization: int, kind: str) -> None:
    name = f"duplicates-{organization}-{kind}"
    job = app.configure_task("atenda.customers.jobs.look_for_duplicates", queue="upkeep", lock=name, queueing_lock=name)
    defer_once(job, organization_id=organization, kind=kind)


@transaction.atomic
def look(kind: str, *, now: datetime) -> int:
    """Write the proposals anew; how many there are. What was said of two records before stands."""
    found = nlargest(MOST, _weighed(kind), key=lambda each: each.weight)
    LikelyDuplicate.objects.bulk_create(
        [each.row(kind, now) for each in found],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["organization", "kind", "first_id", "second_id"],
        update_fields=["shares", "weight", "found_at"],
    )
    LikelyDuplicate.objects.filter(kind=kind, told_apart_at__isnull=True, found_at__lt=now).delete()
    DuplicateSearch.objects.bulk_create(
        [DuplicateSearch(kind=kind, asked_at=now, looked_at=now)],
        update_conflicts=True,
        unique_fields=["organization", "kind"],
        update_fields=["looked_at"],
    )
    return len(found)


def _weighed(kind: str) -> Iterator[Likely]:
    """Every couple worth proposing, by what its records are called and share today."""
    led: dict[Couple, list[Share]] = {}
    for couple, share in couples(kind):
        if couple in led or len(led) < MOST_LOOKED_AT:
            led.setdefault(couple, []).append(share)
    all_couples = iter(led)
    while some := list(islice(all_couples, AT_ONCE)):
        known = _known(kind, some)
        for couple in some:
            if all(pk in known for pk in couple):
                (first, first_tax), (second, second_tax) = (known[pk] for pk in couple)
                shares = shares_of(led[couple], (first, second), kind)
                weight = weight_of(shares, (first, second), (first_tax, second_tax), kind)
                if weight >= LEAST:
                    yield Likely(weight, couple, shares)


def _known(kind: str, some: Sequence[Couple]) -> dict[int, tuple[str, str]]:
    """Names and tax numbers, without those merged into another."""
    pks = {pk for couple in some for pk in couple}
    rows = MODELS[kind].objects.current().filter(pk__in=pks).values_list("pk", "name", "tax_id")
    return {pk: (name, tax_id) for pk, name, tax_id in rows}
