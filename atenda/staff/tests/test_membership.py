"""Coming and going."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.access import links
from atenda.access.abilities import Ability, RoleKind, Sees
from atenda.access.models import AccessLink, Identity, Role, Session
from atenda.history.models import Event
from atenda.organizations.entering import inside
from atenda.staff import directory, events, handover, jobs, membership
from atenda.staff.models import Agent, Team
from atenda.staff.refusals import AlreadyWorksHere, LastAdministrator, LinkIsOver, MoreThanYourOwn, PasswordIsTheirs
from atenda.testing.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "sete pedras brancas"


def role(kind: RoleKind) -> Role:
    return Role.objects.get(kind=kind)


def invite(by, email="nova@acme.example", kind=RoleKind.AGENT, **more):
    values = {"name": "Noa Nova", "role": role(kind), "language": "gl", "now": timezone.now(), **more}
    return membership.invite(email=email, by=by, **values)


def kinds_of(agent) -> list[str]:
    return list(
        Event.objects.filter(subject_id=agent.pk, subject_type="staff.agent")
        .order_by("seq")
        .values_list("kind", flat=True)
    )


def test_whoever_is_invited_comes_in_with_the_link_and_a_password_of_their_own(acme, client):
    agent, token = invite(acme.admin, teams=[acme.team])
    assert (agent.is_invited, agent.is_active) == (True, True)
    assert AccessLink.objects.get().token_hash != token.encode()
    link = links.find(token, now=timezone.now())
    membership.enter_with_password(link, NEW, now=timezone.now())
    agent.refresh_from_db()
    assert agent.is_invited is False
    assert agent.identity.check_password(NEW)
    assert kinds_of(agent) == ["agent.invited", "agent.password_set", "agent.joined"]
    assert directory.team_ids_of(agent.pk) == {acme.team.pk}


def test_nobody_is_invited_twice(acme):
    invite(acme.admin)
    with pytest.raises(AlreadyWorksHere):
        invite(acme.admin, email="NOVA@acme.example")


def test_inviting_somebody_known_elsewhere_looks_the_same_and_sets_no_password(acme, other):
    agent, token = invite(acme.admin, email=other.agent.identity.email)
    assert agent.is_invited
    link = links.find(token, now=timezone.now())
    with pytest.raises(PasswordIsTheirs):
        membership.enter_with_password(link, NEW, now=timezone.now())
    other.agent.identity.refresh_from_db()
    assert other.agent.identity.check_password(PASSWORD)
    membership.enter_signed_in(link, other.agent.identity, now=timezone.now())
    agent.refresh_from_db()
    assert not agent.is_invited


def test_an_administrator_of_one_organization_gets_nobody_into_another(acme, other):
    """Whoever is invited elsewhere first, with a password the inviter chose, has to come with our own link as well."""
    with inside(other.organization):
        _theirs, their_token = membership.invite(
            name="Noa",
            email="nova@acme.example",
            role=other.agent.role,
            language="es",
            by=other.admin,
            now=timezone.now(),
        )
        their_link = links.find(their_token, now=timezone.now())
        membership.enter_with_password(their_link, NEW, now=timezone.now())
    agent, token = invite(acme.admin)
    assert not membership.may_set_password(links.find(token, now=timezone.now()))
    agent.refresh_from_db()
    assert agent.is_invited


def test_a_link_works_once(acme):
    _agent, token = invite(acme.admin)
    link = links.find(token, now=timezone.now())
    membership.enter_with_password(link, NEW, now=timezone.now())
    with pytest.raises(LinkIsOver):
        membership.enter_with_password(link, "outra cousa longa", now=timezone.now())
    assert links.find(token, now=timezone.now()) is None


def test_a_link_is_over_after_72_hours(acme):
    _agent, token = invite(acme.admin)
    assert links.find(token, now=timezone.now() + timedelta(hours=71)) is not None
    assert links.find(token, now=timezone.now() + timedelta(hours=73)) is None


def test_a_new_link_ends_the_one_before_and_using_it_ends_sessions(acme, visit):
    visit.as_(acme.agent)
    first = membership.make_link(acme.agent, by=acme.admin, now=timezone.now())
    second = membership.make_link(acme.agent, by=acme.admin, now=timezone.now())
    assert links.find(first, now=timezone.now()) is None
    membership.enter_with_password(links.find(second, now=timezone.now()), NEW, now=timezone.now())
    assert not Session.objects.filter(identity=acme.agent.identity).exists()
    assert kinds_of(acme.agent) == ["agent.link_made", "agent.link_made", "agent.password_set"]


def test_whoever_leaves_hands_over_and_keeps_their_name(acme, monkeypatch):
    handed = []
    monkeypatch.setattr(handover, "HANDOVERS", ["atenda.staff.tests.test_membership.handing"])
    monkeypatch.setattr(f"{__name__}.handing", lambda agent, to, by: handed.append((agent, to, by)), raising=False)
    token = membership.make_link(acme.agent, by=acme.admin, now=timezone.now())
    membership.deactivate(acme.agent, heir=acme.colleague, by=acme.admin, now=timezone.now())
    assert handed == [(acme.agent, acme.colleague, acme.admin)]
    assert links.find(token, now=timezone.now()) is None
    assert directory.agents()[acme.agent.pk].is_active is False
    assert directory.agents()[acme.agent.pk].name == "Xoán Axente"
    assert Identity.objects.get(pk=acme.agent.identity_id).is_active is False
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    assert kinds_of(acme.agent) == ["agent.link_made", "agent.deactivated"]


def handing(agent, to, by):
    """Stands for the packages that give people work."""


def test_cases_go_to_the_heir_or_to_nobody(acme):
    from atenda.testing import make

    case = make.case(responsible=acme.agent, by=acme.admin)
    membership.deactivate(acme.agent, heir=acme.colleague, by=acme.admin, now=timezone.now())
    case.refresh_from_db()
    assert case.responsible == acme.colleague
    membership.deactivate(acme.colleague, heir=None, by=acme.admin, now=timezone.now())
    case.refresh_from_db()
    assert (case.responsible, case.assignee_ids) == (None, [])


def test_somebody_let_in_again_signs_in_as_before(acme):
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    membership.reactivate(acme.agent, by=acme.admin)
    acme.agent.refresh_from_db()
    assert (acme.agent.is_active, acme.agent.is_invited) == (True, False)
    assert Identity.objects.get(pk=acme.agent.identity_id).is_active


def test_somebody_let_in_again_who_works_elsewhere_by_now_needs_a_link(acme, other):
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    with inside(other.organization):
        Agent.objects.create(identity=acme.agent.identity, role=other.agent.role, name="Xoán")
    membership.reactivate(acme.agent, by=acme.admin)
    assert acme.agent.is_invited


def test_a_password_another_organization_chose_meanwhile_lets_nobody_in_again(acme, other):
    """Neither while the person is known there, nor once they no longer are."""
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    with inside(other.organization):
        theirs, token = invite(other.admin, email=acme.agent.identity.email)
        membership.enter_with_password(links.find(token, now=timezone.now()), NEW, now=timezone.now())
        membership.deactivate(theirs, heir=None, by=other.admin, now=timezone.now())
    membership.reactivate(acme.agent, by=acme.admin)
    assert acme.agent.is_invited
    token = membership.make_link(acme.agent, by=acme.admin, now=timezone.now())
    membership.enter_with_password(links.find(token, now=timezone.now()), "outra cousa longa", now=timezone.now())
    assert not Identity.objects.get(pk=acme.agent.identity_id).check_password(NEW)


def test_of_two_invitations_opened_at_once_only_one_chooses_the_password(acme, other):
    _agent, token = invite(acme.admin)
    with inside(other.organization):
        _theirs, their_token = invite(other.admin)
    ours, theirs = (links.find(each, now=timezone.now()) for each in (token, their_token))
    membership.enter_with_password(ours, "outra cousa longa", now=timezone.now())
    with pytest.raises(PasswordIsTheirs):
        membership.enter_with_password(theirs, NEW, now=timezone.now())
    assert Identity.objects.get(email="nova@acme.example").check_password("outra cousa longa")
    assert links.find(their_token, now=timezone.now()) is not None


def test_whoever_works_elsewhere_too_can_still_sign_in(acme, other):
    with inside(other.organization):
        Agent.objects.create(identity=acme.agent.identity, role=other.agent.role, name="Xoán")
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    assert Identity.objects.get(pk=acme.agent.identity_id).is_active


def test_the_last_administrator_stays(acme):
    with pytest.raises(LastAdministrator):
        membership.deactivate(acme.admin, heir=None, by=acme.admin, now=timezone.now())
    with pytest.raises(LastAdministrator):
        membership.change(acme.admin, name="Antía", role=role(RoleKind.AGENT), teams=[], by=acme.admin)
    acme.admin.refresh_from_db()
    assert (acme.admin.role.kind, acme.admin.name) == ("administrator", "Antía Admin")


def test_an_administrator_who_never_came_in_does_not_count(acme):
    invite(acme.admin, kind=RoleKind.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        membership.deactivate(acme.admin, heir=None, by=acme.admin, now=timezone.now())


def test_whoever_manages_people_makes_nobody_more_than_themselves(acme):
    acme.supervisor.role.abilities = [*acme.supervisor.role.abilities, Ability.MANAGE_PEOPLE]
    acme.supervisor.role.save(update_fields=["abilities"])
    now, administrator = timezone.now(), role(RoleKind.ADMINISTRATOR)
    with pytest.raises(MoreThanYourOwn):
        invite(acme.supervisor, kind=RoleKind.ADMINISTRATOR)
    with pytest.raises(MoreThanYourOwn):
        membership.change(acme.agent, name="Xoán", role=administrator, teams=[], by=acme.supervisor)
    with pytest.raises(MoreThanYourOwn):
        membership.change(acme.supervisor, name="Sabela", role=administrator, teams=[], by=acme.supervisor)
    with pytest.raises(MoreThanYourOwn):
        membership.make_link(acme.admin, by=acme.supervisor, now=now)
    with pytest.raises(MoreThanYourOwn):
        membership.deactivate(acme.admin, heir=None, by=acme.supervisor, now=now)
    invite(acme.supervisor)


def test_changing_says_what_changed_and_nothing_when_nothing_did(acme):
    team = Team.objects.create(name="Facturación")
    membership.change(acme.agent, name="Xoán A.", role=role(RoleKind.SUPERVISOR), teams=[team], by=acme.admin)
    membership.change(acme.agent, name="Xoán A.", role=role(RoleKind.SUPERVISOR), teams=[team], by=acme.admin)
    assert kinds_of(acme.agent) == ["agent.role_given", "agent.renamed", "agent.teams_changed"]
    assert directory.agents()[acme.agent.pk].name == "Xoán A."


def test_asking_for_a_link_is_told_wherever_the_person_works(acme, other):
    jobs.ask_for_link(acme.agent.identity.email)
    jobs.ask_for_link("nobody@acme.example")
    assert kinds_of(acme.agent) == [events.LINK_ASKED.name]


def test_a_role_covers_what_it_may_give(acme):
    broad = Role(sees=Sees.ALL, abilities=[Ability.OPEN_CASES, Ability.EDIT_CASES])
    assert broad.covers(Role(sees=Sees.OWN, abilities=[Ability.OPEN_CASES]))
    assert not Role(sees=Sees.TEAMS, abilities=[Ability.OPEN_CASES]).covers(Role(sees=Sees.ALL, abilities=[]))


def test_only_an_administrator_covers_one_whatever_a_role_may_do(acme):
    everything = Role(kind=RoleKind.SUPERVISOR, sees=Sees.ALL, abilities=list(Ability))
    assert not everything.covers(acme.admin.role)
    assert acme.admin.role.covers(acme.admin.role)


@pytest.mark.parametrize("sees", [Sees.OWN, Sees.TEAMS])
def test_what_reaches_all_cases_is_for_who_sees_all_cases(acme, sees):
    """A webhook, an import, the outbox and an archive would tell of cases that are hidden from the person."""
    role = acme.agent.role
    role.abilities, role.sees = [ability.value for ability in Ability], sees
    whole = [Ability.ARCHIVE, Ability.IMPORT, Ability.MANAGE_NOTICES, Ability.MANAGE_WEBHOOKS]
    whole.append(Ability.SORT_MAILS)
    assert not any(role.allows(ability) for ability in whole)
    assert all(role.allows(ability) for ability in Ability if ability not in whole)
    role.sees = Sees.ALL
    assert all(role.allows(ability) for ability in Ability)
