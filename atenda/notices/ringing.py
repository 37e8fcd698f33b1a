"""Tell one colleague behind the bell that work of their own is done: a file is ready, an import came to its end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from atenda.history.kinds import Kind
from atenda.live.announce import announce
from atenda.notices.models import Notice
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent


def ring(agent: Agent, kind: Kind, *, name: str, leads_to: str, now: datetime) -> None:
    """One line: the sentence of `kind`, with {name} in it, and the page it leads to (`exporting:exports`)."""
    told = [[kind.name, agent.name, [], {"name": name}]]
    Notice.objects.create(agent=agent, kind="", told=told, leads_to=leads_to, at=now)
    organization, rung = current_organization().pk, (agent.pk,)
    transaction.on_commit(lambda: announce(organization, (), rung))
