"""What somebody sees, and who has how much to do: read from the counters."""

from __future__ import annotations

from collections import Counter

import pytest

from atenda.access.abilities import Sees
from atenda.cases.counts import counts_in_sight, work_in_sight
from atenda.cases.models import Case, CaseCount
from atenda.cases.tests.counters import counter_statements, seen_by
from atenda.staff.models import Team
from atenda.testing import make
from atenda.testing.cast import Cast


def test_a_case_is_counted_once_however_many_ways_it_is_seen(acme: Cast, teams: list[Team]) -> None:
    """Of a team of the agent and theirs too; of two people; of a team of theirs and nobody's."""
    for people in ([], [acme.agent], [acme.agent, acme.colleague], [acme.colleague]):
        for team in (None, *teams):
            make.case(assignees=people, team=team)
    expected = {Sees.ALL: 16, Sees.OWN: 12, Sees.TEAMS: 8 + 4 + 1}
    for sees in Sees:
        acme.agent.role.sees = sees
        assert counts_in_sight(acme.agent) == seen_by(acme.agent) == {acme.state("Abierto").pk: expected[sees]}


def test_who_is_in_no_team_sees_their_own_and_what_is_of_nobody(acme: Cast) -> None:
    acme.supervisor.role.sees = Sees.TEAMS
    make.case(team=acme.team)
    make.case(responsible=acme.supervisor, team=acme.team)
    make.case()
    assert counts_in_sight(acme.supervisor).total() == 2


@pytest.mark.parametrize("sees", Sees)
def test_work_in_sight_is_what_there_is_to_do_of_what_is_seen(acme: Cast, teams: list[Team], sees: Sees) -> None:
    waiting = acme.state("En espera")
    for people in ([], [acme.agent], [acme.agent, acme.colleague], [acme.colleague]):
        for team in (None, *teams):
            make.case(assignees=people, team=team)
            make.case(assignees=people, team=team, state=waiting)
            make.case(assignees=people, team=team, state=acme.state("Cerrado"))
    acme.agent.role.sees = sees
    seen = list(Case.objects.visible_to(acme.agent).pending())
    own = [case for case in seen if acme.agent.pk in case.assignee_ids]
    with counter_statements() as made:
        work = work_in_sight(acme.agent, with_people=True)
    assert len(made) == 1
    assert work.by_state == Counter(case.state_id for case in seen)
    assert work.own == Counter(case.state_id for case in own)
    assert work.of_teams == Counter(case.team_id or CaseCount.NO_TEAM for case in seen)
    assert work.of_nobody == sum(not case.assignee_ids for case in seen)
    mine = {*teams[:2]} if sees == Sees.TEAMS else {*teams, None} if sees == Sees.ALL else set()
    assert work.of_people == Counter(
        person for case in seen for person in case.assignee_ids if person == acme.agent.pk or case.team in mine
    )
    less = work_in_sight(acme.agent)
    assert (less.by_state, less.own, less.of_teams, less.of_nobody) == (
        work.by_state,
        work.own,
        work.of_teams,
        work.of_nobody,
    )
