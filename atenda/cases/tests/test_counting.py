"""Whatever is done to cases, the counters say what is there; whoever counts what they see, counts what they see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module
from random import Random

import pytest
from django.db import connection, transaction

from atenda.access.abilities import Sees
from atenda.cases import editing, lifecycle
from atenda.cases.assignment import assign
from atenda.cases.binning import bin_case, bring_back
from atenda.cases.counts import counts_in_sight
from atenda.cases.handing_over import hand_over
from atenda.cases.models import Case, CaseCount, State
from atenda.cases.picklists import add
from atenda.cases.reconciling import mend, reconcile
from atenda.cases.refusals import InTheBin
from atenda.cases.replacing import replace
from atenda.cases.swapping import advance
from atenda.cases.tests.counters import counted, counter_statements, kept, seen_by
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.organizations.entering import inside
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent, Team
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

STEPS = 70


class Hand:
    """Does whatever comes to mind, the same for the same number."""

    def __init__(self, acme: Cast, teams: list[Team], number: int) -> None:
        self.acme, self.chance = acme, Random(number)
        self.teams: list[Team | None] = [None, *teams]
        self.people = [acme.agent, acme.colleague, acme.supervisor]

    def one_deed(self) -> None:
        deeds = [
            self.open, self.open, self.move, self.save_form, self.assign, self.assign, self.edit, self.edit,
            self.close, self.reopen, self.bin, self.bring_back, self.undo, self.undo, self.hand_over, self.replace,
        ]  # fmt: skip
        self.chance.choice(deeds)()

    def open(self) -> None:
        people, team, state = self._people(), self.chance.choice(self.teams), self._state()
        make.case(assignees=people, team=team, state=state, by=self.acme.agent)

    def move(self) -> None:
        lifecycle.move(self._case(), to=self._state(), by=self.acme.agent, now=NOW)

    def save_form(self) -> None:
        """All that is counted, in one deed."""
        people = self._people()
        values = {"state": self._state(), "team": self.chance.choice(self.teams)}
        values |= {"responsible": people[0] if people else None, "assignees": people[1:]}
        editing.save_form(self._case(), values=values, seen=10_000, by=self.acme.agent, now=NOW)

    def assign(self) -> None:
        people = self._people()
        assign(self._case(), responsible=people[0] if people else None, others=people[1:], by=self.acme.admin, now=NOW)

    def edit(self) -> None:
        editing.edit(self._case(), team=self.chance.choice(self.teams), by=self.acme.agent, now=NOW)

    def close(self) -> None:
        lifecycle.close(self._case(), by=self.acme.agent, now=NOW)

    def reopen(self) -> None:
        lifecycle.reopen(self._case(), by=self.acme.agent, now=NOW)

    def bin(self) -> None:
        bin_case(self._case(), by=self.acme.admin, now=NOW)

    def bring_back(self) -> None:
        bring_back(self.chance.choice(Case.objects.filter(binned_at__isnull=False)), by=self.acme.admin, now=NOW)

    def undo(self) -> None:
        undo(self.chance.choice(Event.objects.select_related("case")), by=self.acme.admin, now=NOW)

    def hand_over(self) -> None:
        leaving, heir = self.chance.sample(self.people, 2)
        hand_over(leaving, self.chance.choice([heir, None]), by=self.acme.admin)

    def replace(self) -> None:
        """A state gives its place to a new one that means the same; its cases move a few at a time."""
        old = self._state()
        if old.is_initial or old.is_finished:
            return
        new = add("states", labels=old.labels, lifecycle=old.lifecycle, by=self.acme.admin, now=NOW)
        replacement = replace(old, to=new, by=self.acme.admin, now=NOW)
        while advance(replacement, now=NOW):
            assert kept() == counted()

    def _case(self) -> Case:
        return self.chance.choice(Case.objects.order_by("pk"))  # type: ignore[no-any-return]

    def _state(self) -> State:
        return self.chance.choice(State.objects.filter(retired_at=None).order_by("pk"))  # type: ignore[no-any-return]

    def _people(self) -> list[Agent]:
        return self.chance.sample(self.people, self.chance.choice((0, 0, 1, 1, 2, 3)))


@pytest.mark.parametrize("number", range(6))
def test_after_any_deeds_the_counters_are_what_is_there_for_everybody(
    acme: Cast, teams: list[Team], number: int
) -> None:
    hand, done = Hand(acme, teams, number), 0
    for _ in range(4):
        hand.open()
    for _ in range(STEPS):
        try:
            hand.one_deed()
            done += 1
        except (Refused, IndexError):
            pass
        assert kept() == counted()
    assert done > STEPS / 2
    assert reconcile() == []
    for agent in (acme.agent, acme.colleague, acme.supervisor):
        for sees in Sees:
            agent.role.sees = sees
            assert +counts_in_sight(agent) == seen_by(agent), (agent, sees)


def test_a_deed_of_many_parts_writes_the_counters_once_and_last(acme: Cast) -> None:
    case = make.case()
    values = {"state": acme.state("En espera"), "team": acme.team, "responsible": acme.agent, "assignees": []}
    with counter_statements(every=True) as made:
        editing.save_form(case, values=values, seen=1, by=acme.agent, now=NOW)
    assert ["cases_casecount" in each for each in made if "SAVEPOINT" not in each] == [*[False] * (len(made) - 3), True]


def test_what_changes_nothing_that_is_counted_leaves_the_counters_alone(acme: Cast) -> None:
    case = make.case(responsible=acme.agent, assignees=[acme.colleague])
    with counter_statements() as made:
        editing.edit(case, reference="Outra", by=acme.agent, now=NOW)
        assign(case, responsible=acme.colleague, others=[acme.agent], by=acme.agent, now=NOW)
    assert made == []


def test_a_verb_that_fails_in_a_deed_that_goes_on_counts_for_nothing(acme: Cast) -> None:
    moved, gone = make.case(), make.case()
    bin_case(gone, by=acme.admin, now=NOW)
    with one_deed() as deed:
        lifecycle.move(moved, to=acme.state("En espera"), by=acme.agent, now=NOW)
        with pytest.raises(InTheBin), transaction.atomic():
            assign_and_fail(moved, gone, acme)
    assert [event.kind for event in deed.events] == ["case.moved"]
    assert kept() == counted()


def assign_and_fail(case: Case, gone: Case, acme: Cast) -> None:
    with one_deed():
        assign(case, responsible=acme.agent, by=acme.agent, now=NOW)
        assign(gone, responsible=acme.agent, by=acme.agent, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_people_who_move_the_same_and_other_cases_at_once_never_wait_for_each_other_in_a_circle(acme: Cast) -> None:
    """Each moves several cases in one transaction, from anywhere to anywhere; and all counters are new at first."""
    states, people = list(State.objects.order_by("pk")), [acme.agent, acme.colleague, acme.supervisor]
    shared = make.case(by=acme.agent)
    teams = [acme.team, Team.objects.create(name="Oficina")]

    def work(number: int) -> None:
        with inside(acme.organization), closing(connection):
            chance = Random(number)
            own = [make.case(responsible=people[number % 3]) for _ in range(3)]
            for _ in range(12):
                with one_deed():
                    for case in own:
                        lifecycle.move(case, to=chance.choice(states), by=acme.agent, now=NOW)
                        editing.edit(case, team=chance.choice(teams), by=acme.agent, now=NOW)
                        assign(case, responsible=chance.choice(people), by=acme.agent, now=NOW)
                lifecycle.move(shared, to=chance.choice(states), by=acme.agent, now=NOW)
                if number < 2:
                    hand_over(people[number], people[1 - number], by=acme.admin)

    with ThreadPoolExecutor(6) as desks:
        list(desks.map(work, range(6)))
    assert kept() == counted()
    assert sum(n for (holder, _, _), n in kept().items() if holder == CaseCount.EVERYBODY) == 19


def test_counters_that_were_wrong_are_counted_anew(acme: Cast, other: Cast) -> None:
    for people in ([], [acme.agent], [acme.agent, acme.colleague]):
        make.case(assignees=people, team=acme.team)
    with inside(other.organization):
        make.case()
        theirs = kept()
    right = kept()
    assert mend(reconcile()) == []
    CaseCount.objects.filter(holder=acme.agent.pk).update(n=7)
    CaseCount.objects.filter(holder=CaseCount.NOBODY).delete()
    CaseCount.objects.create(holder=acme.admin.pk, team_key=acme.team.pk, state=acme.state("Cerrado"), n=2)
    drifts = reconcile()
    assert [(drift.what, drift.n) for drift in drifts] == [("state whose counters are wrong", 2)]
    assert mend(drifts) == ["the counters were wrong and have been counted anew."]
    assert (kept(), reconcile()) == (right, [])
    with inside(other.organization):
        assert kept() == theirs


def test_the_migration_counts_what_is_there(acme: Cast, teams: list[Team]) -> None:
    hand = Hand(acme, teams, 1)
    for _ in range(9):
        hand.open()
    hand.bin()
    CaseCount.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("atenda.cases.migrations.0013_count_by_scope").COUNT)
    assert kept() == counted()
