"""The page of a person and of a team: what they change, and what they do not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.models import Identity
from atenda.staff.models import Agent, Team
from atenda.testing.cast import make_agent

pytestmark = pytest.mark.django_db


def test_the_page_of_a_person_changes_only_what_it_shows(acme, visit):
    """Every column under its own name, with somebody else's value (3.41)."""
    hostile = {
        **{field.attname: 999 for field in Agent._meta.concrete_fields},
        **{field.attname: "x@evil.example" for field in Identity._meta.concrete_fields},
        "name": "Xoán A.",
        "position": "Atención",
        "phone": "600 1",
        "role": "agent",
        "teams": [acme.team.pk],
        "is_superuser": "on",
        "is_invited": "on",
        "deactivated_at": "2020-01-01",
    }
    before = Agent.objects.values().get(pk=acme.agent.pk)
    identity = Identity.objects.values().get(pk=acme.agent.identity_id)
    assert visit.as_(acme.admin).post(acme.url(f"settings/people/{acme.agent.pk}/"), hostile).status_code == 302
    assert Agent.objects.values().get(pk=acme.agent.pk) == {
        **before,
        "name": "Xoán A.",
        "position": "Atención",
        "phone": "600 1",
    }
    assert Identity.objects.values().get(pk=acme.agent.identity_id) == identity
    visit.as_(acme.agent).post(acme.url("me/"), {**hostile, "name": "Xoán B.", "time_zone": ""})
    assert Agent.objects.values().get(pk=acme.agent.pk) == {
        **before,
        "name": "Xoán B.",
        "position": "Atención",
        "phone": "600 1",
    }


@pytest.mark.parametrize("values", [{"role": "owner"}, {"teams": [999999]}, {"name": ""}, {"role": ""}])
def test_what_a_person_cannot_be_is_refused_and_nothing_changes(acme, visit, values):
    good = {"name": "Xoán A.", "role": "agent", "teams": []}
    answer = visit.as_(acme.admin).post(acme.url(f"settings/people/{acme.agent.pk}/"), {**good, **values})
    assert answer.status_code == 422
    assert Agent.objects.get(pk=acme.agent.pk).name == "Xoán Axente"


def test_a_team_of_another_organization_cannot_be_given(acme, other, visit):
    values = {"name": "Xoán", "role": "agent", "teams": [other.team.pk]}
    assert visit.as_(acme.admin).post(acme.url(f"settings/people/{acme.agent.pk}/"), values).status_code == 422


def test_deactivating_asks_for_an_heir_and_cannot_take_the_last_administrator(acme, visit):
    here = visit.as_(acme.admin)
    path = acme.url(f"settings/people/{acme.agent.pk}/deactivation/")
    assert "Carme Compañeira" in here.get(path).content.decode()
    assert here.post(path, {"heir": acme.agent.pk}).status_code == 422
    assert here.post(path, {"heir": acme.colleague.pk}).status_code == 302
    assert not Agent.objects.get(pk=acme.agent.pk).is_active
    last = here.post(acme.url(f"settings/people/{acme.admin.pk}/deactivation/"), {"heir": ""})
    assert last.status_code == 422
    assert here.post(acme.url(f"settings/people/{acme.agent.pk}/reactivation/")).status_code == 302
    assert Agent.objects.get(pk=acme.agent.pk).is_active


def test_teams_are_made_and_filled_on_their_pages(acme, visit):
    here = visit.as_(acme.supervisor)
    address = here.post(acme.url("settings/teams/"), {"name": "Facturación"})["Location"]
    assert here.post(acme.url("settings/teams/"), {"name": "Facturación"}).status_code == 422
    assert here.post(address, {"name": "Cobros", "members": [acme.agent.pk]}).status_code == 302
    team = Team.objects.get(name="Cobros")
    assert list(team.memberships.values_list("agent_id", flat=True)) == [acme.agent.pk]
    here.post(f"{address}retirement/")
    assert Team.objects.get(pk=team.pk).retired_at is not None
    here.post(f"{address}retirement/", {"undo": "1"})
    assert Team.objects.get(pk=team.pk).retired_at is None


def test_the_list_of_people_asks_as_much_for_three_as_for_thirteen(acme, visit):
    here = visit.as_(acme.admin)
    counts = []
    for turn in range(2):
        here.get(acme.url("settings/people/"))
        with CaptureQueriesContext(connection) as queries:
            here.get(acme.url("settings/people/"))
        counts.append(len(queries))
        for number in range(10):
            make_agent(f"Persoa{turn}{number} Nova", acme.agent.role)
    assert counts[0] == counts[1]
