"""Whatever is merged and taken back, in whatever order: every case has one customer, and it is the right one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.customers import merging
from atenda.customers.models import AccountContact, Contact, EmailAddress, PhoneNumber
from atenda.customers.opening import open_contact
from atenda.customers.refusals import CannotMerge, MergedMeanwhile
from atenda.customers.search import customer_of
from atenda.customers.ways import Email, Phone
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.history.undoing import ChangedSince, UndoneBefore, undo
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW

PEOPLE, STEPS = 6, 45


class Told:
    """What should be so, kept in plain lists by one who only hears what was done."""

    def __init__(self, people: list[int]) -> None:
        self.into: dict[int, int | None] = dict.fromkeys(people)
        self.of: dict[int, int] = {}
        self.merges: list[tuple[int, int, list[int]]] = []
        self.undone: set[int] = set()

    def merge(self, stays: int, goes: int) -> bool:
        if stays == goes or self.into[stays] or self.into[goes]:
            return False
        moved = [case for case, pk in self.of.items() if pk == goes]
        self.into[goes] = stays
        self.of.update(dict.fromkeys(moved, stays))
        self.merges.append((stays, goes, moved))
        return True

    def undo(self, which: int) -> bool:
        stays, goes, moved = self.merges[which]
        if which in self.undone or self.into[goes] != stays or self.into[stays]:
            return False
        self.undone.add(which)
        self.into[goes] = None
        self.of.update({case: goes for case in moved if self.of[case] == stays})
        return True

    def survivor(self, pk: int) -> int:
        return self.survivor(there) if (there := self.into[pk]) else pk


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_every_case_has_the_customer_it_should(acme, seed):
    chance, now = Random(seed), NOW
    people = [
        open_contact(
            name=f"Persoa {number}",
            phones=[Phone(f"986 000 0{number:02}"), Phone("986 111 111")],
            emails=[Email(f"p{number}@persoa.example")],
            company=acme.account,
            by=None,
            now=NOW,
        ).pk
        for number in range(PEOPLE)
    ]
    told, events = Told(people), []
    for step in range(STEPS):
        now += timedelta(minutes=1)
        match chance.choice(["open", "open", "merge", "merge", "undo", "move"]):
            case "open":
                pk = chance.choice(people)
                contact = customer_of(f"contact:{pk}")
                case = make.case(f"Caso {step}", contact=contact, by=acme.agent)
                told.of[case.pk] = told.survivor(pk)
            case "merge":
                stays, goes = chance.choice(people), chance.choice(people)
                rows = Contact.objects.in_bulk([stays, goes])
                try:
                    events.append(merging.merge(rows[stays], rows[goes], by=acme.agent, now=now))
                    assert told.merge(stays, goes)
                except (CannotMerge, MergedMeanwhile):
                    assert not told.merge(stays, goes)
            case "undo" if events:
                which = chance.randrange(len(events))
                try:
                    undo(events[which], by=acme.agent, now=now)
                    assert told.undo(which)
                except (ChangedSince, UndoneBefore):
                    assert not told.undo(which)
            case "move" if told.of:
                moved, pk = chance.choice(list(told.of)), chance.choice(people)
                edit(Case.objects.get(pk=moved), contact=customer_of(f"contact:{pk}"), by=acme.agent, now=now)
                told.of[moved] = told.survivor(pk)
        assert dict(Case.objects.values_list("pk", "contact_id")) == told.of
        assert dict(Contact.objects.filter(pk__in=people).values_list("pk", "merged_into_id")) == told.into
    current = {pk for pk in people if told.into[pk] is None}
    assert set(told.of.values()) <= current
    for rows in (PhoneNumber, EmailAddress, AccountContact):
        assert set(rows.objects.filter(contact__in=people).values_list("contact_id", flat=True)) == current
    for rows in (PhoneNumber, EmailAddress):
        defaults = rows.objects.filter(contact__in=people, is_default=True)
        assert sorted(defaults.values_list("contact_id", flat=True)) == sorted(current)
    assert list(verify()) == []
    for which in reversed(range(len(events))):
        if which not in told.undone and told.undo(which):
            undo(events[which], by=acme.agent, now=now)
    assert set(Contact.objects.filter(pk__in=people).values_list("merged_into_id", flat=True)) == {None}
    assert dict(Case.objects.values_list("pk", "contact_id")) == told.of


@pytest.mark.django_db(transaction=True)
def test_at_the_same_time_too(acme):
    """Four desks merge, take back and open cases for the same five people; nobody waits for anybody for ever."""
    people = [open_contact(name=f"Persoa {number}", by=None, now=NOW).pk for number in range(5)]

    def work(seed: int) -> int:
        chance, done = Random(seed), 0
        with inside(acme.organization), closing(connection):
            for step in range(12):
                rows = Contact.objects.in_bulk(chance.sample(people, 2))
                first, second = rows.values()
                try:
                    if step % 3 == 0:
                        make.case(f"Caso {seed}.{step}", contact=first, by=acme.agent)
                    elif step % 3 == 1:
                        merging.merge(first, second, by=acme.agent, now=NOW)
                    elif event := Event.objects.filter(kind="contact.merged").order_by("-pk").first():
                        undo(event, by=acme.agent, now=NOW)
                    done += 1
                except (MergedMeanwhile, ChangedSince, UndoneBefore):
                    pass
        return done

    with ThreadPoolExecutor(4) as desks:
        assert min(desks.map(work, range(4))) >= 4
    for contact in Contact.objects.filter(pk__in=people):
        merging.gather(contact, now=NOW)
    assert Case.objects.count() == 16
    assert not Case.objects.filter(contact__merged_into__isnull=False).exists()
    assert list(verify()) == []
