"""Other programs at work here: an agent that is no person, with a name, a role and tokens of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from atenda.access.models import Identity, Role
from atenda.api import tokens
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.entering import current_organization
from atenda.organizations.revisions import touch
from atenda.staff import events, membership
from atenda.staff.models import Agent, Team
from atenda.staff.refusals import MoreThanYourOwn, NameTaken

NOWHERE = "integration.invalid"  # no mail gets there, nobody signs in with it


@deed
def add(name: str, *, role: Role, by: Agent, now: datetime) -> Agent:
    """A program that may do what its role may, once it has a token. Raises MoreThanYourOwn, NameTaken.

    Its name is its own among the integrations, so that history says which of them it was.
    """
    if not by.role.covers(role):
        raise MoreThanYourOwn
    _check_name(name)
    identity = Identity(email=f"{uuid4().hex}@{NOWHERE}", language=current_organization().language)
    identity.set_unusable_password()
    identity.save()
    agent = Agent(identity=identity, role=role, name=name, is_invited=True, is_integration=True)
    agent.save(force_insert=True)
    record(agent, events.INTEGRATION_ADDED, by=by, after={"name": name, "role": role.kind}, at=now, is_first=True)
    touch()
    return agent


@deed
def change(agent: Agent, *, name: str, role: Role, teams: Collection[Team], by: Agent) -> None:
    """Set name, role and teams, as of a person. Raises NameTaken, NotActive, MoreThanYourOwn."""
    agent.lock()
    if name != agent.name:
        _check_name(name, but=agent.pk)
    membership.change(agent, name=name, role=role, teams=teams, by=by)


@deed
def end(agent: Agent, *, by: Agent, now: datetime) -> None:
    """Its tokens are revoked for good; its name stays in history. Said again, nothing changes."""
    agent.lock()
    if not agent.is_active:
        return
    if not by.role.covers(agent.role):
        raise MoreThanYourOwn
    tokens.revoke_all(agent, by=by, now=now)
    agent.deactivated_at = now
    agent.save(update_fields=["deactivated_at"])
    record(agent, events.INTEGRATION_ENDED, by=by, at=now)
    touch()


@deed
def resume(agent: Agent, *, by: Agent, now: datetime) -> None:
    """Take it up again: it needs a new token. Said again, nothing changes."""
    agent.lock()
    if agent.is_active:
        return
    if not by.role.covers(agent.role):
        raise MoreThanYourOwn
    agent.deactivated_at = None
    agent.save(update_fields=["deactivated_at"])
    record(agent, events.INTEGRATION_RESUMED, by=by, at=now)
    touch()


def integrations() -> Any:
    """All of them, those at work first, by name."""
    rows = Agent.objects.filter(is_integration=True).select_related("role")
    return sorted(rows, key=lambda one: (not one.is_active, one.name.casefold()))


def _check_name(name: str, *, but: int | None = None) -> None:
    if Agent.objects.filter(is_integration=True, name__iexact=name).exclude(pk=but).exists():
        raise NameTaken
