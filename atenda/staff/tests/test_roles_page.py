"""What a role may do, on its page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from atenda.access import roles
from atenda.access.abilities import Ability, Sees
from atenda.access.models import Role
from atenda.access.refusals import MoreThanYourOwn

pytestmark = pytest.mark.django_db


def role_values(**changed):
    values = {}
    for role in Role.objects.all():
        values[f"{role.kind}-sees"] = role.sees
        values[f"{role.kind}-abilities"] = role.abilities
    return {**values, **changed}


def test_what_a_role_may_do_is_changed_on_one_page_and_counts_at_once(acme, visit):
    agent = Client()
    agent.force_login(acme.agent.identity)
    assert agent.get(acme.url("settings/teams/")).status_code == 403
    values = role_values(**{"agent-abilities": [Ability.MANAGE_TEAMS.value], "agent-sees": "own"})
    assert visit.as_(acme.admin).post(acme.url("settings/roles/"), values).status_code == 302
    role = Role.objects.get(kind="agent")
    assert (role.sees, role.abilities) == ("own", ["teams.manage"])
    assert agent.get(acme.url("settings/teams/")).status_code == 200


def test_administrators_keep_everything_whatever_is_posted(acme, visit):
    values = role_values(**{"administrator-abilities": [], "administrator-sees": "own"})
    visit.as_(acme.admin).post(acme.url("settings/roles/"), values)
    role = Role.objects.get(kind="administrator")
    assert (role.sees, set(role.abilities)) == ("all", set(Ability))


def test_nobody_gives_their_own_role_what_it_has_not(acme, visit):
    supervisor = acme.supervisor.role
    supervisor.abilities = [*supervisor.abilities, Ability.MANAGE_ROLES]
    supervisor.save(update_fields=["abilities"])
    values = role_values(**{"supervisor-abilities": [*supervisor.abilities, Ability.MANAGE_PEOPLE]})
    assert visit.as_(acme.supervisor).post(acme.url("settings/roles/"), values).status_code == 422
    assert Ability.MANAGE_PEOPLE not in Role.objects.get(kind="supervisor").abilities


@pytest.mark.parametrize("ability", [Ability.OPEN_CASES, Ability.EDIT_CUSTOMERS])
def test_seeing_customers_is_given_with_what_needs_it_and_said_beside_the_box(acme, visit, ability):
    visit.as_(acme.admin).post(acme.url("settings/roles/"), role_values(**{"observer-abilities": [ability.value]}))
    assert set(Role.objects.get(kind="observer").abilities) == {ability, Ability.SEE_CUSTOMERS}
    page = visit.get(acme.url("settings/roles/")).content.decode()
    assert f'aria-describedby="needs-{ability.value}"' in page
    assert re.search(rf'id="needs-{ability.value}">[^<]*{re.escape(str(Ability.SEE_CUSTOMERS.label))}', page)


def test_nobody_gives_with_an_ability_another_they_have_not(acme):
    supervisor, observer = acme.supervisor.role, acme.observer.role
    supervisor.abilities, observer.abilities = [Ability.MANAGE_ROLES, Ability.OPEN_CASES], []
    supervisor.save(update_fields=["abilities"])
    observer.save(update_fields=["abilities"])
    with pytest.raises(MoreThanYourOwn):
        roles.change(observer, sees=Sees.ALL, abilities=[Ability.OPEN_CASES], by=acme.supervisor)


@pytest.mark.parametrize("values", [{"agent-sees": "everything"}, {"agent-abilities": ["cases.fly"]}])
def test_a_role_cannot_be_what_there_is_not(acme, visit, values):
    assert visit.as_(acme.admin).post(acme.url("settings/roles/"), role_values(**values)).status_code == 422
