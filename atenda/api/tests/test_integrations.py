"""Integrations: programs with a name, a role and tokens of their own; nobody comes in as them (3.50, 3.54)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access.passwords import PasswordBackend
from atenda.api import tokens
from atenda.api.models import ApiToken
from atenda.api.permissions import may_manage_integrations
from atenda.cases.assignment import assign
from atenda.cases.models import Case
from atenda.conversations.mentions import with_mentions
from atenda.history.audit import Question, audit
from atenda.history.models import Event
from atenda.notices.models import Mail, Notice
from atenda.notices.sweeping import sweep
from atenda.organizations.entering import inside
from atenda.organizations.refusals import Refused
from atenda.staff import directory, integrations, membership
from atenda.staff.models import Agent
from atenda.staff.refusals import IsNoPerson, LastAdministrator, MoreThanYourOwn, NameTaken
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import Program, program_of


@pytest.fixture
def shop(acme: Cast) -> Agent:
    return integrations.add("Tenda web", role=acme.agent.role, by=acme.admin, now=NOW)


def test_it_is_added_given_a_token_and_works_under_its_own_name(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.admin).post(acme.url("settings/integrations/"), {"name": "Tenda web", "role": "agent"})
    shop = Agent.objects.get(is_integration=True)
    given = {"name": "produción", "days": "90", "scopes": ["cases:read", "cases:write"]}
    page = visit.post(acme.url(f"settings/integrations/{shop.pk}/tokens/"), given)
    token = ApiToken.objects.get(agent=shop)
    text = page.text.partition('id="token-made" value="')[2].partition('"')[0]
    assert token.hint.split("…")[0] in text
    assert bytes(token.digest) != text.encode()
    assert text not in visit.get(acme.url(f"settings/integrations/{shop.pk}/")).text
    opened = Program(text).ask("POST", "cases/", {"reference": "Pedido 7", "contact": acme.customer.pk})
    assert opened.status_code == 201
    case = Case.objects.get(reference="Pedido 7")
    assert Event.objects.get(case=case, kind="case.opened").actor_id == shop.pk
    page = visit.get(acme.url(f"cases/{case.folio}/"))
    assert "Tenda web" in page.text
    assert page.text.count("Integración") == 1
    assert Program(text).ask("GET", "webhooks/").status_code == 403  # of another scope


def test_nobody_comes_in_as_it_nor_writes_to_it(acme: Cast, shop: Agent, visit: Visit) -> None:
    assert not shop.identity.has_usable_password()
    assert PasswordBackend().authenticate(None, username=shop.identity.email, password="x" * 12) is None
    assert visit.as_(shop).get(acme.url("cases/")).status_code == 404
    with pytest.raises(IsNoPerson):
        membership.make_link(shop, by=acme.admin, now=NOW)
    boss = integrations.add("Xefe", role=acme.admin.role, by=acme.admin, now=NOW)
    with pytest.raises(LastAdministrator):  # a program is no administrator who could let others in
        membership.deactivate(acme.admin, heir=None, by=acme.admin, now=NOW)
    make.case(by=acme.agent, responsible=acme.colleague)
    sweep(timezone.now() + timedelta(hours=1))
    assert Mail.objects.exists()
    assert not Mail.objects.filter(agent__in=[shop, boss]).exists()
    assert not Notice.objects.filter(agent__in=[shop, boss]).exists()


def test_it_is_offered_to_nobody_and_takes_no_case(acme: Cast, shop: Agent, visit: Visit) -> None:
    case = make.case(by=acme.agent)
    with pytest.raises(Refused):
        assign(case, responsible=shop, others=[], by=acme.admin, now=NOW)
    for address in ("cases/new/", f"cases/{case.folio}/edit/", "settings/people/", "settings/teams/"):
        assert f'value="{shop.pk}"' not in visit.as_(acme.admin).get(acme.url(address)).text
        assert "Tenda web" not in visit.get(acme.url(address)).text
    assert visit.get(acme.url(f"settings/people/{shop.pk}/")).status_code == 404
    assert "mention" not in str(with_mentions("Ola @Tenda web"))
    rows = program_of(acme.admin).ask("GET", "agents/").json()["items"]
    assert [(row["is_active"], row["is_integration"]) for row in rows if row["id"] == shop.pk] == [(False, True)]
    assert directory.agents()[shop.pk].name == "Tenda web"


def test_only_whoever_manages_people_and_never_more_than_their_own(acme: Cast, shop: Agent, visit: Visit) -> None:
    assert not may_manage_integrations(acme.supervisor)
    with pytest.raises(MoreThanYourOwn):
        integrations.add("Outra", role=acme.admin.role, by=acme.supervisor, now=NOW)
    with pytest.raises(NameTaken):
        integrations.add("tenda WEB", role=acme.agent.role, by=acme.admin, now=NOW)
    assert visit.as_(acme.supervisor).get(acme.url("settings/integrations/")).status_code == 403


def test_ended_its_tokens_are_revoked_for_good_and_the_log_says_so(acme: Cast, shop: Agent, visit: Visit) -> None:
    _token, text = tokens.make(shop, name="p", scopes=["cases:read"], by=acme.admin, now=NOW)
    assert Program(text).ask("GET", "cases/").status_code == 200
    visit.as_(acme.admin).post(acme.url(f"settings/integrations/{shop.pk}/end/"))
    assert Program(text).ask("GET", "cases/").status_code == 401
    visit.post(acme.url(f"settings/integrations/{shop.pk}/resumption/"))
    assert Program(text).ask("GET", "cases/").status_code == 401
    with inside(acme.organization):
        shop.refresh_from_db()
        _token, again = tokens.make(shop, name="q", scopes=["cases:read"], by=acme.admin, now=NOW)
        kinds = [one.sentence for one in audit(Question()).rows][:6]
    assert Program(again).ask("GET", "cases/").status_code == 200
    assert len(kinds) == len({*kinds}) + 1  # a token made twice, revoked, added, ended, resumed


def test_who_left_and_came_back_finds_no_token_working(acme: Cast) -> None:
    program = program_of(acme.colleague)
    assert program.ask("GET", "me/").status_code == 200
    membership.deactivate(acme.colleague, heir=None, by=acme.admin, now=NOW)
    assert not ApiToken.objects.filter(agent=acme.colleague, revoked_at=None).exists()
    membership.reactivate(Agent.objects.get(pk=acme.colleague.pk), by=acme.admin)
    assert program.ask("GET", "me/").status_code == 401


def test_the_list_asks_the_same_however_many_there_are(acme: Cast, shop: Agent, visit: Visit) -> None:
    visit.as_(acme.admin)
    counts = []
    for more in ([], ["ERP", "BI"]):
        for name in more:
            integrations.add(name, role=acme.agent.role, by=acme.admin, now=NOW)
        visit.get(acme.url("settings/integrations/"))
        with CaptureQueriesContext(connection) as asked:
            visit.get(acme.url("settings/integrations/"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_program_adds_one_changes_it_and_ends_it_but_makes_no_token(acme: Cast) -> None:
    boss = program_of(acme.admin)
    made = boss.ask("POST", "integrations/", {"name": "Tenda web", "role": "agent"})
    assert made.status_code == 201, made.content
    path = made["Location"].removeprefix("/api/v1/")
    again = boss.ask("POST", "integrations/", {"name": "tenda WEB", "role": "agent"})
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/name")
    changed = boss.ask("PATCH", path, {"name": "Tenda", "teams": [acme.team.pk]}, If_Match=made["ETag"])
    assert changed.json()["teams"] == [{"id": acme.team.pk, "name": acme.team.name}]
    assert boss.ask("PATCH", path, {"role": "observer"}, If_Match=made["ETag"]).status_code == 412
    assert boss.ask("PATCH", path, {"teams": [987654321]}).json()["errors"][0]["pointer"] == "/teams/0"
    assert boss.ask("POST", f"{path}tokens/", {"name": "x", "scopes": ["cases:read"]}).status_code == 404
    tokens.make(Agent.objects.get(name="Tenda"), name="caixa", scopes=["cases:read"], by=acme.admin, now=NOW)
    assert not boss.ask("POST", f"{path}ending/").json()["is_active"]
    assert not ApiToken.objects.filter(agent__name="Tenda", revoked_at=None).exists()
    assert boss.ask("POST", f"{path}resumption/").json()["is_active"]
    assert [one["name"] for one in boss.ask("GET", "integrations/").json()["items"]] == ["Tenda"]


def test_two_never_come_to_have_one_name(acme: Cast, shop: Agent, visit: Visit) -> None:
    other = integrations.add("Caixa", role=acme.agent.role, by=acme.admin, now=NOW)
    with pytest.raises(NameTaken):
        integrations.change(other, name="TENDA web", role=other.role, teams=[], by=acme.admin)
    integrations.change(other, name="CAIXA", role=other.role, teams=[], by=acme.admin)
    form = {"name": "Tenda web", "role": "agent"}
    page = visit.as_(acme.admin).post(acme.url(f"settings/integrations/{other.pk}/"), form, status=422)
    assert "Ya hay una integración con ese nombre." in page.text


def test_each_sees_and_revokes_their_own_tokens_and_who_looks_after_people_all(acme: Cast, shop: Agent) -> None:
    tokens.make(shop, name="caixa", scopes=["cases:read"], by=acme.admin, now=NOW)
    agent, boss = program_of(acme.agent), program_of(acme.admin)
    assert {one["agent"]["name"] for one in agent.ask("GET", "tokens/").json()["items"]} == {acme.agent.name}
    named = {one["name"]: one for one in boss.ask("GET", "tokens/").json()["items"]}
    assert named["caixa"]["agent"] == {"id": shop.pk, "name": "Tenda web"}
    assert agent.ask("POST", f"tokens/{named['caixa']['id']}/revocation/").status_code == 404
    assert boss.ask("POST", f"tokens/{named['caixa']['id']}/revocation/").status_code == 204
    assert boss.ask("POST", f"tokens/{named['caixa']['id']}/revocation/").status_code == 404
    own = agent.ask("GET", "tokens/").json()["items"][0]["id"]
    assert agent.ask("POST", f"tokens/{own}/revocation/").status_code == 204
    assert agent.ask("GET", "tokens/").status_code == 401
