"""Following one case: the page of a case carries a token, so that nobody can follow what was not shown to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer

if TYPE_CHECKING:
    from atenda.cases.models import Case
    from atenda.staff.models import Agent

SALT = "atenda.live.watching"


class NotYours(Exception):
    """The token was not made for this agent, or not by us."""


def watch_token(agent: Agent, case: Case) -> str:
    """For the page that shows this agent the case. The caller has found the case among those the agent may see."""
    return Signer(salt=SALT).sign(f"{agent.organization_id}.{agent.pk}.{case.pk}")


@dataclass(frozen=True, slots=True)
class Watch:
    """What a token says: who may follow which case."""

    organization_id: int
    agent_id: int
    case_id: int


def watch_of(token: str) -> Watch:
    """Read a token of ours."""
    try:
        return Watch(*map(int, Signer(salt=SALT).unsign(token).split(".")))
    except BadSignature as error:
        raise NotYours from error


def watched_case(token: str, *, organization_id: int, agent_id: int) -> int:
    """The case a token lets this agent follow."""
    watch = watch_of(token)
    if (watch.organization_id, watch.agent_id) != (organization_id, agent_id):
        raise NotYours
    return watch.case_id
