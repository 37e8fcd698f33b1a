"""What a person changes about their own way in."""

from __future__ import annotations

from django.db import transaction

from atenda.access import sessions
from atenda.access.models import Identity
from atenda.history.deeds import one_deed
from atenda.history.kinds import Kind
from atenda.history.recording import record
from atenda.organizations.entering import inside
from atenda.staff import events
from atenda.staff.models import Agent


def live_in(identity: Identity, zone: str) -> None:
    """Show times by the clock of this zone from now on; empty is the organization's, whichever that is (B68)."""
    if identity.time_zone != zone:
        identity.time_zone = zone
        identity.save(update_fields=["time_zone"])


@transaction.atomic
def change_password(identity: Identity, password: str, *, keep: str | None) -> None:
    """A new password ends every session but the one it was chosen in; each organization's log says so."""
    identity.set_password(password)
    identity.save(update_fields=["password"])
    sessions.end_all(identity.pk, but=keep)
    _tell(identity, events.PASSWORD_SET)


@transaction.atomic
def end_other_sessions(identity: Identity, *, keep: str | None) -> None:
    """End every session but this one; each organization's log says so."""
    sessions.end_all(identity.pk, but=keep)
    _tell(identity, events.SESSIONS_ENDED)


def _tell(identity: Identity, kind: Kind) -> None:
    works_as = Agent.everywhere.filter(identity=identity, deactivated_at=None, is_invited=False)
    for agent in works_as.select_related("organization").order_by("pk"):
        with inside(agent.organization), one_deed():
            record(agent, kind, by=agent.lock())
