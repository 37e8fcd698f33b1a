"""Who knocks: the agent a token acts as, in one statement."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from atenda.access.models import Identity, Role
from atenda.api.models import ApiToken
from atenda.api.token_text import read_token
from atenda.organizations.joined import Joined
from atenda.organizations.models import Organization
from atenda.organizations.prepared import prepared
from atenda.staff.models import Agent

NOTED_EVERY = timedelta(minutes=1)
LARGEST = 9_223_372_036_854_775_807
TOKEN = Joined(
    "FROM api_apitoken t"
    " JOIN organizations_organization o ON o.id = t.organization_id"
    " JOIN staff_agent a ON a.organization_id = t.organization_id AND a.id = t.agent_id"
    " JOIN access_role r ON r.organization_id = t.organization_id AND r.id = a.role_id"
    " JOIN access_identity i ON i.id = a.identity_id"
    " WHERE t.organization_id = %s AND t.digest = %s AND t.revoked_at IS NULL"
    " AND a.deactivated_at IS NULL AND (a.is_integration OR NOT a.is_invited) AND i.is_active",
    t=ApiToken,
    o=Organization,
    a=Agent,
    r=Role,
    i=Identity,
)


def bearer_of(header: str) -> ApiToken | None:
    """The token in an Authorization header, with its agent, role and organization read.

    None for what is no token, one revoked or of somebody who left: nobody learns which (3.52).
    """
    kind, _space, text = header.partition(" ")
    read = read_token(text.strip()) if kind.lower() == "bearer" else None
    if read is None or read[0] > LARGEST:
        return None
    found = TOKEN.one(*read)
    if found is None:
        return None
    token: ApiToken = found[0]
    token.organization, agent = found[1], found[2]
    agent.organization, agent.role, agent.identity = found[1], found[3], found[4]
    token.agent = agent
    return None if token.organization.is_sample and settings.ENV.is_public else token


def note_use(token: ApiToken, now: datetime) -> None:
    """Remember when it was last used, at most once a minute."""
    if token.used_at is not None and now - token.used_at < NOTED_EVERY:
        return
    with prepared() as cursor:
        cursor.execute(
            "UPDATE api_apitoken SET used_at = %s WHERE organization_id = %s AND id = %s",
            [now, token.organization_id, token.pk],
        )
