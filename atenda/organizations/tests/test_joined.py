"""One statement, whole objects: the same as the query builder would have brought."""

from __future__ import annotations

from atenda.access.models import Role
from atenda.organizations.joined import Joined
from atenda.organizations.models import Organization
from atenda.staff.models import Agent

AGENT_AND_ROLE = Joined(
    "FROM staff_agent a JOIN access_role r USING (organization_id) WHERE a.id = %s AND r.id = a.role_id",
    a=Agent,
    r=Role,
)


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_the_objects_are_those_of_the_query_builder(acme):
    agent, role = AGENT_AND_ROLE.one(acme.agent.pk)
    same = Agent.everywhere.select_related("role").get(pk=acme.agent.pk)
    assert columns(agent) == columns(same)
    assert columns(role) == columns(same.role)
    assert not agent._state.adding
    assert agent == same


def test_nothing_found_is_none(acme):
    assert AGENT_AND_ROLE.one(-1) is None


def test_what_does_not_join_is_none(acme):
    outer = Joined(
        "FROM organizations_organization o LEFT JOIN access_role r ON r.organization_id = o.id AND r.id = -1"
        " WHERE o.id = %s",
        o=Organization,
        r=Role,
    )
    organization, role = outer.one(acme.organization.pk)
    assert organization == acme.organization
    assert role is None
