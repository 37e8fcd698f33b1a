"""Teams."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atenda.access.abilities import Sees
from atenda.history.models import Event
from atenda.staff import directory, membership, teams
from atenda.staff.refusals import MoreThanYourOwn, TeamNameTaken

pytestmark = pytest.mark.django_db


def test_a_team_is_created_renamed_filled_retired_and_brought_back(acme):
    team = teams.create("Facturación", by=acme.admin)
    teams.change(team, name="Cobros", members=[acme.agent, acme.colleague], by=acme.admin)
    teams.change(team, name="Cobros", members=[acme.colleague], by=acme.admin)
    assert directory.team_ids_of(acme.colleague.pk) == {team.pk}
    teams.retire(team, by=acme.admin, now=timezone.now())
    assert directory.teams()[team.pk].is_active is False
    teams.retire(team, by=acme.admin, now=timezone.now())
    teams.restore(team, by=acme.admin)
    told = (
        Event.objects.filter(subject_type="staff.team", subject_id=team.pk)
        .order_by("seq")
        .values_list("kind", flat=True)
    )
    assert list(told) == [
        "team.created",
        "team.renamed",
        "team.members_changed",
        "team.members_changed",
        "team.retired",
        "team.restored",
    ]


def test_two_teams_do_not_share_a_name(acme):
    with pytest.raises(TeamNameTaken):
        teams.create("almacén", by=acme.admin)
    other_team = teams.create("Facturación", by=acme.admin)
    with pytest.raises(TeamNameTaken):
        teams.change(other_team, name="Almacén", members=[], by=acme.admin)


def test_a_deactivated_member_is_one_again_when_let_in_again(acme):
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    teams.change(acme.team, name="Almacén", members=[acme.colleague], by=acme.admin)
    membership.reactivate(acme.agent, by=acme.admin)
    assert directory.team_ids_of(acme.agent.pk) == {acme.team.pk}


def test_the_directory_is_read_once_until_somebody_changes(acme, django_assert_num_queries):
    directory.agents(), directory.teams()
    with django_assert_num_queries(0):
        directory.agents(), directory.teams(), directory.team_ids_of(acme.agent.pk)
    membership.rename(acme.agent, "Outro Nome", by=acme.admin)
    assert directory.agents()[acme.agent.pk].initials == "ON"
    assert directory.team_ids_of(0) == frozenset()


def test_whoever_sees_their_teams_only_does_not_choose_them(acme):
    acme.supervisor.role.sees = Sees.TEAMS
    with pytest.raises(MoreThanYourOwn):
        teams.set_teams(acme.supervisor, [acme.team], by=acme.supervisor)
    with pytest.raises(MoreThanYourOwn):
        teams.change(acme.team, name=acme.team.name, members=[acme.agent, acme.supervisor], by=acme.supervisor)
    teams.set_teams(acme.supervisor, [acme.team], by=acme.admin)
