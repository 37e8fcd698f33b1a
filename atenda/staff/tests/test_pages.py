"""Pages about people: done by who may, refused to who may not, absent for strangers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access import roles
from atenda.access.abilities import Ability, Sees
from atenda.access.models import Identity, Role
from atenda.access.refusals import MoreThanYourOwn
from atenda.organizations.entering import inside
from atenda.staff import membership
from atenda.staff.models import Agent, Team
from atenda.testing.cast import PASSWORD, make_agent

pytestmark = pytest.mark.django_db
NEW = "sete pedras brancas"


def shown_link(page: str) -> str:
    found = re.search(r'value="(http[^"]*/accounts/link/[^"]*)"', page)
    assert found, "no link on the page"
    return found.group(1)


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


def test_from_invitation_to_the_first_page(acme, visit, settings):
    values = {"name": "Noa Nova", "email": "Nova@acme.example", "role": "agent", "teams": [acme.team.pk]}
    answer = visit.as_(acme.admin).post(
        acme.url("settings/people/invitation/"), values, HTTP_X_FORWARDED_HOST="evil.example"
    )
    address = shown_link(answer.content.decode())
    assert address.startswith(f"{settings.PUBLIC_URL}/accounts/link/")
    agent = Agent.objects.get(name="Noa Nova")
    assert "/accounts/link/" not in visit.get(acme.url(f"settings/people/{agent.pk}/")).content.decode()
    path = address.removeprefix(settings.PUBLIC_URL)
    nova = Client()
    assert nova.get(path).status_code == 200
    assert nova.post(path, {"password": "curta"}).status_code == 422
    assert nova.post(path, {"password": NEW})["Location"] == "/accounts/login/?chosen=1"
    assert nova.get(path).status_code == 404
    over = nova.post(path, {"password": NEW})
    assert over.status_code == 404
    assert "nova" not in over.content.decode().lower()
    assert nova.post("/accounts/login/", {"login": "nova@acme.example", "password": NEW}).status_code == 302
    assert nova.get("/")["Location"] == "/acme/cases/"


def test_a_host_of_somebody_else_is_refused(acme, visit):
    answer = visit.as_(acme.admin).post(acme.url(f"settings/people/{acme.agent.pk}/link/"), HTTP_HOST="evil.example")
    assert answer.status_code == 400


def test_a_link_that_is_not_one_is_404_whatever_it_looks_like(acme):
    token = membership.make_link(acme.agent, by=acme.admin, now=timezone.now())
    wrong = [
        token.swapcase(),
        token[:-1],
        token + "a",
        "%20",
        "%00",
        "NULL",
        "None",
        "%20" + token,
        token + "%20",
        "'--",
        "á",
    ]
    for text in wrong:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(f"/accounts/link/{text}/")
            assert answer.status_code == 404, text
            assert 'href="/accounts/login/"' in answer.content.decode(), text
    assert Client().get("/accounts/link//").status_code == 404
    assert Client().get(f"/accounts/link/{token}/").status_code == 200


def test_somebody_known_elsewhere_joins_by_signing_in(acme, other, visit, settings):
    values = {"name": "Xoán", "email": other.agent.identity.email, "role": "agent"}
    page = visit.as_(acme.admin).post(acme.url("settings/people/invitation/"), values).content.decode()
    path = shown_link(page).removeprefix(settings.PUBLIC_URL)
    assert "already" not in page
    theirs = Client()
    assert f"/accounts/login/?next={path}" in theirs.get(path).content.decode()
    assert theirs.post(path, {"password": NEW}).status_code == 200
    theirs.post("/accounts/login/", {"login": other.agent.identity.email, "password": PASSWORD})
    assert theirs.post(path)["Location"] == "/acme/cases/"
    choice = theirs.get("/").content.decode()
    assert "/acme/cases/" in choice
    assert "/other/cases/" in choice


def test_the_page_of_a_person_changes_only_what_it_shows(acme, visit):
    """Every column under its own name, with somebody else's value (3.41)."""
    hostile = {
        **{field.attname: 999 for field in Agent._meta.concrete_fields},
        **{field.attname: "x@evil.example" for field in Identity._meta.concrete_fields},
        "name": "Xoán A.",
        "role": "agent",
        "teams": [acme.team.pk],
        "is_superuser": "on",
        "is_invited": "on",
        "deactivated_at": "2020-01-01",
    }
    before = Agent.objects.values().get(pk=acme.agent.pk)
    identity = Identity.objects.values().get(pk=acme.agent.identity_id)
    assert visit.as_(acme.admin).post(acme.url(f"settings/people/{acme.agent.pk}/"), hostile).status_code == 302
    assert Agent.objects.values().get(pk=acme.agent.pk) == {**before, "name": "Xoán A."}
    assert Identity.objects.values().get(pk=acme.agent.identity_id) == identity
    visit.as_(acme.agent).post(acme.url("me/"), {**hostile, "name": "Xoán B."})
    assert Agent.objects.values().get(pk=acme.agent.pk) == {**before, "name": "Xoán B."}


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
