"""Found an organization, with everything it needs on its first day.

Stands here because cases are the first that may know organizations, people and picklists alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from atenda.access import links, roles
from atenda.access.abilities import RoleKind
from atenda.access.models import Identity, Purpose
from atenda.cases import presets
from atenda.history.deeds import one_deed
from atenda.history.recording import record
from atenda.organizations.entering import inside
from atenda.organizations.models import Counter, Organization
from atenda.server import holding
from atenda.staff import events
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Founding:
    """`token` is that of the administrator's link, when no password was given."""

    organization: Organization
    administrator: Agent
    token: str | None


@transaction.atomic
def found(
    *,
    name: str,
    slug: str,
    language: str,
    preset: str,
    administrator_name: str,
    administrator_email: str,
    now: datetime,
    password: str | None = None,
) -> Founding:
    """An organization with its counter, four roles, picklists of the preset and an administrator.

    A name that cannot be an address, or is taken, raises ValidationError. An e-mail known from another organization
    keeps its password, whatever is given here, and gets a link: who set that password need not be who is meant.
    """
    organization = Organization(name=name, slug=slug, language=language, created_at=now)
    organization.full_clean()
    organization.save()
    Counter.objects.create(organization=organization)
    with inside(organization), one_deed():
        role = roles.make_standard()[RoleKind.ADMINISTRATOR]
        presets.install(preset)
        identity, is_new = Identity.objects.get_or_create(
            email=administrator_email.strip().lower(), defaults={"language": language}
        )
        needs_link = not is_new or password is None
        if not needs_link:
            identity.set_password(password)
            identity.save(update_fields=["password"])
        agent = Agent(identity=identity, role=role, name=administrator_name, is_invited=needs_link)
        agent.save(force_insert=True)
        record(agent, events.FOUNDED, by=None, after={"organization": name, "preset": str(preset)})
        holding.let_go(organization, now=now)  # it is no copy of anything, wherever others are held
        token = links.make(identity, organization, Purpose.INVITATION, now=now) if needs_link else None
    return Founding(organization, agent, token)
