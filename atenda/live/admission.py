"""Who may listen: a page of ours, a session that lives, an agent at work in the organization."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

SESSION_KEY = re.compile(r"[a-z0-9]{8,40}\Z")
SLUG = re.compile(r"[a-z0-9-]{1,40}\Z")

# Signed in is who has a living session row (atenda/access/sessions.py); it is deleted with whatever ends the session.
SIGNED_IN = """
    SELECT identity.id
    FROM access_session session
    JOIN access_identity identity ON identity.id = session.identity_id AND identity.is_active
    WHERE session.session_key = %s AND session.expire_date > now()"""
AT_WORK = """
    SELECT agent.organization_id, agent.id
    FROM staff_agent agent
    JOIN organizations_organization organization ON organization.id = agent.organization_id
    WHERE agent.identity_id = %s AND organization.slug = %s AND agent.deactivated_at IS NULL AND NOT agent.is_invited"""
ENDED = """
    SELECT asked.n - 1
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) WITH ORDINALITY
         AS asked (session_key, organization_id, agent_id, n)
    LEFT JOIN access_session session ON session.session_key = asked.session_key AND session.expire_date > now()
    LEFT JOIN access_identity identity ON identity.id = session.identity_id AND identity.is_active
    LEFT JOIN staff_agent agent ON agent.organization_id = asked.organization_id AND agent.id = asked.agent_id
         AND agent.identity_id = identity.id AND agent.deactivated_at IS NULL AND NOT agent.is_invited
    WHERE agent.id IS NULL"""


@dataclass(frozen=True, slots=True)
class Admission:
    """Leave to listen, until the session ends or the agent or identity is deactivated."""

    session_key: str
    organization_id: int
    agent_id: int


class NotAdmitted(Exception):
    """With the status the browser gets."""

    def __init__(self, status: int) -> None:
        self.status = status


async def admission(connection: AsyncConnection[Any], session_key: str, slug: str) -> Admission:
    """Check one browser that comes in. Strangers and unknown organizations get the same 404."""
    if not SESSION_KEY.match(session_key):
        raise NotAdmitted(401)
    identity = await (await connection.execute(SIGNED_IN, [session_key])).fetchone()
    if identity is None:
        raise NotAdmitted(401)
    agent = await (await connection.execute(AT_WORK, [*identity, slug])).fetchone() if SLUG.match(slug) else None
    if agent is None:
        raise NotAdmitted(404)
    return Admission(session_key, *agent)


async def ended(connection: AsyncConnection[Any], given: Collection[Admission]) -> list[Admission]:
    """Those of the admissions given that hold no more; one query for all of them."""
    asked = list(given)
    columns = [[each.session_key for each in asked], [each.organization_id for each in asked]]
    rows = await connection.execute(ENDED, [*columns, [each.agent_id for each in asked]])
    return [asked[n] for (n,) in await rows.fetchall()]


def is_ours(origin: str | None, fetch_site: str | None, origins: Collection[str]) -> bool:
    """Whether a page of ours asks. A page from the very same address sends no origin."""
    if origin is None:
        return fetch_site in (None, "same-origin")
    return origin in origins
