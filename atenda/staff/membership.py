"""Coming and going: invite somebody, let them in, change what they are, deactivate, reactivate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from atenda.access import links, sessions
from atenda.access.models import AccessLink, Identity, Purpose, Role
from atenda.api import tokens
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.entering import current_organization, inside
from atenda.organizations.models import Organization
from atenda.organizations.revisions import touch
from atenda.staff import events
from atenda.staff.handover import hand_over
from atenda.staff.models import Agent, Team, TeamMembership
from atenda.staff.refusals import (
    AlreadyWorksHere,
    IsNoPerson,
    LastAdministrator,
    LinkIsOver,
    MoreThanYourOwn,
    NotActive,
    PasswordIsTheirs,
)
from atenda.staff.teams import set_teams


@deed
def invite(
    *, name: str, email: str, role: Role, teams: Collection[Team] = (), language: str, by: Agent, now: datetime
) -> tuple[Agent, str]:
    """A new agent who may come in with the link whose token is returned.

    Whoever invites never learns whether the e-mail is known in another organization: the answer is the same.
    """
    if not by.role.covers(role):
        raise MoreThanYourOwn
    identity, _created = Identity.objects.get_or_create(email=email.strip().lower(), defaults={"language": language})
    if Agent.objects.filter(identity=identity).exists():
        raise AlreadyWorksHere
    agent = Agent(identity=identity, role=role, name=name, is_invited=True)
    agent.save(force_insert=True)
    TeamMembership.objects.bulk_create(TeamMembership(agent=agent, team=team) for team in teams)
    _set_whether_anywhere(identity)
    record(agent, events.INVITED, by=by, after={"name": name, "role": role.kind})
    touch()
    return agent, links.make(identity, current_organization(), Purpose.INVITATION, now=now)


@deed
def make_link(agent: Agent, *, by: Agent, now: datetime) -> str:
    """The token of a new link: to come in for the first time, or to choose a new password. Earlier ones die."""
    agent.lock()
    _check_may_touch(agent, by)
    if agent.is_integration:
        raise IsNoPerson
    purpose = Purpose.INVITATION if agent.is_invited else Purpose.RESET
    record(agent, events.LINK_MADE, by=by)
    return links.make(agent.identity, current_organization(), purpose, now=now)


def may_set_password(link: AccessLink) -> bool:
    """Whether the link's holder may choose the password.

    Not where the person has one and works in another organization too: whoever can make links in one would otherwise
    come into all. Such a person signs in with the password they have.
    """
    identity = link.identity
    has_password = bool(identity.password) and identity.has_usable_password()
    return not has_password or not _works_elsewhere(identity, link.organization)


def enter_with_password(link: AccessLink, password: str, *, now: datetime) -> Agent:
    """Use the link: the password is set, all sessions end, and who was invited is in."""
    with inside(link.organization):
        return _enter(link, password, now=now)


def enter_signed_in(link: AccessLink, identity: Identity, *, now: datetime) -> Agent:
    """Use an invitation as somebody who has a password and has just signed in with it."""
    if identity.pk != link.identity_id:
        raise LinkIsOver
    with inside(link.organization):
        return _enter(link, None, now=now)


@deed
def _enter(link: AccessLink, password: str | None, *, now: datetime) -> Agent:
    agent: Agent | None = Agent.objects.filter(identity=link.identity, deactivated_at=None).first()
    if agent is None or not links.spend(link, now=now):
        raise LinkIsOver
    agent.lock()
    if password is not None:
        identity = link.identity = Identity.objects.select_for_update(no_key=True).get(pk=link.identity_id)
        if not may_set_password(link):  # read anew: another organization's link may have been used meanwhile
            raise PasswordIsTheirs
        identity.set_password(password)
        identity.save(update_fields=["password"])
        sessions.end_all(identity.pk)
        record(agent, events.PASSWORD_SET, by=agent)
    if agent.is_invited:
        agent.is_invited = False
        agent.save(update_fields=["is_invited"])
        record(agent, events.JOINED, by=agent)
        touch()
    return agent


@deed
def change(
    agent: Agent,
    *,
    name: str,
    role: Role,
    teams: Collection[Team],
    position: str | None = None,
    phone: str | None = None,
    by: Agent,
) -> None:
    """Set what is named. What is as it was changes nothing; a new role ends the person's sessions (3.54)."""
    agent.lock()
    _check_may_touch(agent, by)
    if agent.role_id != role.pk:
        _give_role(agent, role, by=by)
    rename(agent, name, by=by)
    present(agent, position=position, phone=phone, by=by)
    set_teams(agent, teams, by=by)


@deed
def rename(agent: Agent, name: str, *, by: Agent) -> None:
    """The name others see, from now on."""
    agent.lock()
    if agent.name == name:
        return
    before, agent.name = agent.name, name
    agent.save(update_fields=["name"])
    record(agent, events.RENAMED, by=by, before=before, after=name)
    touch()


@deed
def present(agent: Agent, *, position: str | None = None, phone: str | None = None, by: Agent) -> None:
    """What customers read of this person beside the name, where a text has a place for it; None leaves it."""
    agent.lock()
    before = {"position": agent.position, "phone": agent.phone}
    given = {"position": position, "phone": phone}
    after = {name: before[name] if value is None else value for name, value in given.items()}
    if before == after:
        return
    agent.position, agent.phone = after["position"], after["phone"]
    agent.save(update_fields=["position", "phone"])
    record(agent, events.PRESENTED, by=by, before=before, after=after)


@deed
def deactivate(agent: Agent, *, heir: Agent | None, by: Agent, now: datetime) -> None:
    """This person can no longer come in; their cases go to the heir, or to nobody. The name stays (B34).

    Their tokens are revoked, and stay so whatever comes: who is let in again makes new ones.
    """
    agent.lock()
    if not agent.is_active:
        return
    _check_may_touch(agent, by)
    _check_not_last_administrator(agent)
    if heir is not None and (heir.pk == agent.pk or not heir.is_active):
        raise NotActive
    if heir is not None and heir.is_integration:
        raise NotActive
    hand_over(agent, to=heir, by=by)
    tokens.revoke_all(agent, by=by, now=now)
    agent.deactivated_at = now
    agent.save(update_fields=["deactivated_at"])
    links.void(agent.identity, current_organization())
    _set_whether_anywhere(agent.identity)
    sessions.end_all(agent.identity_id)
    record(agent, events.DEACTIVATED, by=by, after=heir.name if heir else None)
    touch()


@deed
def reactivate(agent: Agent, *, by: Agent) -> None:
    """Let somebody in again, with the role and teams they had and without the cases.

    Whom another organization has known, even if no longer, needs a new link: the password may be its doing.
    """
    agent.lock()
    if agent.is_active:
        return
    if not by.role.covers(agent.role):
        raise MoreThanYourOwn
    agent.deactivated_at = None
    agent.is_invited = agent.is_invited or _was_elsewhere(agent.identity, current_organization())
    agent.save(update_fields=["deactivated_at", "is_invited"])
    _set_whether_anywhere(agent.identity)
    record(agent, events.REACTIVATED, by=by)
    touch()


def _give_role(agent: Agent, role: Role, *, by: Agent) -> None:
    if not by.role.covers(role):
        raise MoreThanYourOwn
    if not role.is_administrator:
        _check_not_last_administrator(agent)
    before, agent.role = agent.role, role
    agent.save(update_fields=["role"])
    sessions.end_all(agent.identity_id)
    record(agent, events.ROLE_GIVEN, by=by, before=before.kind, after=role.kind)
    touch()


def _check_may_touch(agent: Agent, by: Agent) -> None:
    """Nobody changes, or makes a link for, a person whose role may do more than their own."""
    if not agent.is_active:
        raise NotActive
    if agent.pk != by.pk and not by.role.covers(agent.role):
        raise MoreThanYourOwn


def _check_not_last_administrator(agent: Agent) -> None:
    """All administrators are locked, so that two cannot leave at once, each trusting the other to stay."""
    locked = Agent.objects.administrators().order_by("pk").select_for_update(no_key=True, of=("self",))
    administrators = set(locked.values_list("pk", flat=True))
    if administrators == {agent.pk}:
        raise LastAdministrator


def _was_elsewhere(identity: Identity, organization: Organization) -> bool:
    return Agent.everywhere.filter(identity=identity).exclude(organization=organization).exists()


def _works_elsewhere(identity: Identity, organization: Organization) -> bool:
    elsewhere = Agent.everywhere.filter(identity=identity, deactivated_at=None).exclude(organization=organization)
    return elsewhere.exists()


def _set_whether_anywhere(identity: Identity) -> None:
    """Who works nowhere cannot sign in at all."""
    identity.is_active = Agent.everywhere.filter(identity=identity, deactivated_at=None).exists()
    identity.save(update_fields=["is_active"])
