"""Pages about people: open to who may, refused to who may not, absent for strangers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from atenda.access.abilities import Ability
from atenda.access.models import Identity
from atenda.organizations.entering import inside
from atenda.staff import membership
from atenda.staff.models import Agent

pytestmark = pytest.mark.django_db


def pages_of(acme):
    person = acme.agent.pk
    return {
        "settings/people/": Ability.MANAGE_PEOPLE,
        "settings/people/?show=former": Ability.MANAGE_PEOPLE,
        "settings/people/invitation/": Ability.MANAGE_PEOPLE,
        f"settings/people/{person}/": Ability.MANAGE_PEOPLE,
        f"settings/people/{person}/deactivation/": Ability.MANAGE_PEOPLE,
        "settings/teams/": Ability.MANAGE_TEAMS,
        f"settings/teams/{acme.team.pk}/": Ability.MANAGE_TEAMS,
        "settings/roles/": Ability.MANAGE_ROLES,
        "settings/": Ability.MANAGE_TEAMS,
    }


def test_every_page_opens_for_whoever_may_and_says_403_to_whoever_may_not(acme, visit):
    for path, ability in pages_of(acme).items():
        for name, agent in acme.people.items():
            answer = visit.as_(agent).get(acme.url(path))
            assert answer.status_code == (200 if agent.can(ability) else 403), (path, name)


def test_every_deed_is_refused_to_whoever_may_not(acme, visit):
    person = acme.colleague.pk
    deeds = [f"settings/people/{person}/{deed}/" for deed in ("link", "deactivation", "reactivation")]
    deeds += ["settings/people/invitation/", f"settings/people/{person}/", "settings/teams/", "settings/roles/"]
    deeds += [f"settings/teams/{acme.team.pk}/", f"settings/teams/{acme.team.pk}/retirement/"]
    for path in deeds:
        assert visit.as_(acme.agent).post(acme.url(path)).status_code == 403, path


def test_strangers_find_nothing(acme, other, visit):
    for path in [*pages_of(acme), "me/"]:
        assert visit.as_(other.admin).get(acme.url(path)).status_code == 404, path
    stranger = Client().get(acme.url("settings/people/"))
    nowhere = Client().get("/nowhere/settings/people/")
    assert (stranger.status_code, nowhere.status_code) == (302, 302)


def test_a_person_of_another_organization_does_not_exist_here(acme, other, visit):
    here = visit.as_(acme.admin)
    for path in (f"settings/people/{other.agent.pk}/", f"settings/teams/{other.team.pk}/", "settings/people/999999/"):
        assert here.get(acme.url(path)).status_code == 404, path
    answer = here.post(acme.url(f"settings/people/{other.agent.pk}/deactivation/"), {})
    assert answer.status_code == 404
    with inside(other.organization):
        assert Agent.objects.get(pk=other.agent.pk).is_active


def test_somebody_invited_or_deactivated_finds_nothing(acme, visit):
    acme.agent.is_invited = True
    acme.agent.save(update_fields=["is_invited"])
    assert visit.as_(acme.agent).get(acme.url("me/")).status_code == 404
    membership.deactivate(acme.colleague, heir=None, by=acme.admin, now=timezone.now())
    Identity.objects.update(is_active=True)
    assert visit.as_(acme.colleague).get(acme.url("me/")).status_code == 404


def test_a_host_of_somebody_else_is_refused(acme, visit):
    answer = visit.as_(acme.admin).post(acme.url(f"settings/people/{acme.agent.pk}/link/"), HTTP_HOST="evil.example")
    assert answer.status_code == 400


def test_a_name_is_text_and_nothing_else(acme, visit):
    membership.rename(acme.agent, "<script>alert(1)</script>", by=acme.admin)
    here = visit.as_(acme.admin)
    for path in ("settings/people/", f"settings/people/{acme.agent.pk}/", f"settings/teams/{acme.team.pk}/"):
        page = here.get(acme.url(path)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_sample_organization_opens_on_this_machine_only(acme, visit, settings):
    """Its passwords are known to all, and somebody may go public with the data they tried Atenda with."""
    type(acme.organization).objects.filter(pk=acme.organization.pk).update(is_sample=True)
    visit.as_(acme.admin)
    assert visit.get(acme.url("cases/")).status_code == 200
    settings.ENV = replace(settings.ENV, public_url="https://desk.example")
    assert visit.get(acme.url("cases/")).status_code == 404
    assert "atenda-demo" not in Client().get("/accounts/login/").content.decode()
