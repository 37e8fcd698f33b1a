"""Make a token, revoke it, list them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from atenda.api import events
from atenda.api.models import ApiToken, Scope
from atenda.api.refusals import NoLongerHere, NoScope, TooManyTokens
from atenda.api.token_text import digest_of, hint_of, new_token
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

MOST = 50
SHOWN = 500


@deed
def make(
    agent: Agent,
    *,
    name: str,
    scopes: Collection[str],
    expires_at: datetime | None = None,
    by: Agent | None,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token that acts as this agent, and what is written on it: shown now and never again.

    Raises NoScope, TooManyTokens, NoLongerHere.
    """
    agent.lock()
    if not agent.is_active:
        raise NoLongerHere
    chosen = [scope.value for scope in Scope if scope in scopes]
    if not chosen:
        raise NoScope
    if ApiToken.objects.filter(agent=agent, revoked_at=None).count() >= MOST:
        raise TooManyTokens
    text = new_token(current_organization().pk)
    token = ApiToken.objects.create(
        agent=agent,
        name=name,
        scopes=chosen,
        digest=digest_of(text),
        hint=hint_of(text),
        created_at=now,
        expires_at=expires_at,
    )
    record(token, events.TOKEN_MADE, by=by, after=_told(token), at=now, is_first=True)
    return token, text


@deed
def revoke(token: ApiToken, *, by: Agent | None, now: datetime) -> None:
    """It opens nothing any more, for good. One that is revoked already stays so."""
    token.lock()
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    record(token, events.TOKEN_REVOKED, by=by, before=_told(token), at=now)


@deed
def revoke_all(agent: Agent, *, by: Agent | None, now: datetime) -> None:
    """Whatever acts as this agent opens nothing any more."""
    for token in tokens_of(agent):
        revoke(token, by=by, now=now)


def tokens_of(agent: Agent) -> Any:
    """Those not revoked, the newest first."""
    return ApiToken.objects.filter(agent=agent, revoked_at=None).order_by("-created_at", "-pk")


def all_tokens() -> Any:
    """Those not revoked, of everybody at work, the newest first; no more than a page can show."""
    found = ApiToken.objects.filter(revoked_at=None, agent__deactivated_at=None)
    return found.order_by("-created_at", "-pk")[:SHOWN]


def _told(token: ApiToken) -> dict[str, Any]:
    return {
        "name": token.name,
        "hint": token.hint,
        "agent": [token.agent_id, token.agent.name],
        "scopes": token.scopes,
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
    }
