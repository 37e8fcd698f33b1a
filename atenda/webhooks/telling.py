"""Tell administrators that an endpoint was paused, by mail and by the bell."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from atenda.access.abilities import Ability
from atenda.notices.announcing import mail_to
from atenda.notices.composing import Composed, framed
from atenda.notices.models import Audience, Mail
from atenda.notices.readers import Reader
from atenda.notices.ringing import ring
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization
from atenda.organizations.links import link
from atenda.staff.models import Agent
from atenda.webhooks import events
from atenda.webhooks.models import Endpoint, PauseReason


def tell_administrators(endpoint: Endpoint, *, now: datetime) -> None:
    """Whoever may do something about it, each in their language. In the transaction that pauses it."""
    people = _who_may()
    kind = events.GONE if endpoint.reason == PauseReason.GONE else events.DEAD
    for agent in people:
        ring(agent, kind, name=str(endpoint)[:120], leads_to="webhooks:endpoints", now=now)
    Mail.objects.bulk_create([_mail(endpoint, agent, now) for agent in people])
    organization = current_organization()
    transaction.on_commit(lambda: wake(organization.pk))


def _who_may() -> list[Agent]:
    active = Agent.objects.filter(role__abilities__contains=[Ability.MANAGE_WEBHOOKS], deactivated_at=None)
    return list(active.select_related("identity").order_by("pk"))


def _mail(endpoint: Endpoint, agent: Agent, now: datetime) -> Mail:
    language = agent.identity.language
    reader = Reader(Audience.ADMINISTRATORS, agent.name, agent.identity.email, language, agent)
    address = f"{settings.PUBLIC_URL}{link('webhooks:endpoint', pk=endpoint.pk)}"
    with translation.override(language):
        subject = _("The webhook “%(name)s” is paused") % {"name": str(endpoint)[:120]}
        why = endpoint.get_reason_display()
        rest = _(
            "What waited is kept. When the other side works again, resume it: what happened meanwhile can be sent."
        )
        text = f"{why}\n{rest}\n\n{address}\n"
        html = f'<p>{escape(why)} {escape(rest)}</p><p><a href="{escape(address)}">{escape(address)}</a></p>'
        composed = Composed(subject, text, framed(subject, html, language))
    return mail_to(reader, composed, kind="webhook", now=now)
