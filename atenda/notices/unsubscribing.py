"""The way from a mail to what one is told, without signing in (RFC 8058).

The link is sealed for one agent of one organization, and opens their preferences and nothing else. It is put in as a
mail leaves and stands nowhere else: whoever reads the outbox does not get it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from atenda.notices.models import Channel, Kind
from atenda.notices.preferences import prefer, preference_of
from atenda.organizations.entering import current_organization, inside
from atenda.organizations.models import Organization
from atenda.staff.models import Agent

SALT = "atenda.notices.unsubscribing"
LASTS = timedelta(days=90)


class Nobody(Exception):
    """The link leads nowhere: altered, too old, or of somebody who no longer works there."""


def address_for(agent_id: int) -> str:
    """Where a colleague of the organization entered says what they want to be told."""
    token = signing.dumps([current_organization().pk, agent_id], salt=SALT)
    return f"{settings.PUBLIC_URL}{reverse('notices_told', args=[token])}"


@contextmanager
def opened(token: str) -> Iterator[Agent]:
    """The agent a link was sealed for, inside their organization. Raises Nobody."""
    try:
        organization_id, agent_id = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Nobody from error
    organization = Organization.objects.filter(pk=organization_id).first()
    if organization is None or (organization.is_sample and settings.ENV.is_public):
        raise Nobody
    with inside(organization):
        agent = Agent.objects.active().select_related("identity").filter(pk=agent_id, is_invited=False).first()
        if agent is None:
            raise Nobody
        yield agent


def no_more_mails(agent: Agent, *, now: datetime) -> None:
    """Every mail about cases off, the daily one too; the bell stays as it was. Twice is as once."""
    mine = preference_of(agent)
    prefer(
        agent,
        off=[*mine.off, *(f"{kind}:{Channel.MAIL}" for kind in Kind)],
        quiet_from=mine.quiet_from,
        quiet_until=mine.quiet_until,
        digest=False,
        digest_at=mine.digest_at,
        now=now,
    )
