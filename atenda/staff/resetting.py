"""An operator gives a sign-in back to the person whose e-mail it is."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from atenda.access import links, sessions
from atenda.access.models import AccessLink, Identity, Purpose
from atenda.history.deeds import one_deed
from atenda.history.recording import record
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.organizations.refusals import Refused
from atenda.staff import events
from atenda.staff.models import Agent


class UnknownSignIn(Refused):
    sentence = "Nobody with this e-mail works here: look how it is written, or have them invited."


class WhichOrganization(Refused):
    """Somebody works in several, and the link leads into one."""

    def __init__(self, slugs: list[str]) -> None:
        super().__init__()
        self.sentence = (
            f"This person works in several organizations: name one with --organization ({', '.join(slugs)})."
        )


@transaction.atomic
def reset(email: str, *, into: str | None, now: datetime) -> tuple[Organization, str]:
    """Forget password and second factor, end every session and link, and make one new link: its organization and token.

    Whoever holds that link chooses the password. Every organization of this person reads in its log that it happened.
    Raises UnknownSignIn, WhichOrganization.
    """
    identity = Identity.objects.select_for_update(no_key=True).filter(email=email.strip().lower()).first()
    at_work = Agent.everywhere.filter(identity=identity, deactivated_at=None).select_related("organization")
    agents = {agent.organization.slug: agent for agent in at_work.order_by("pk")} if identity else {}
    if identity is None or not agents or (into and into not in agents):
        raise UnknownSignIn
    if len(agents) > 1 and into is None:
        raise WhichOrganization(sorted(agents))
    _forget(identity)
    for agent in agents.values():
        with inside(agent.organization), one_deed():
            record(agent.lock(), events.SIGN_IN_RESET, by=None)
    chosen = agents[into] if into else next(iter(agents.values()))
    purpose = Purpose.INVITATION if chosen.is_invited else Purpose.RESET
    return chosen.organization, links.make(identity, chosen.organization, purpose, now=now)


def _forget(identity: Identity) -> None:
    identity.set_unusable_password()
    identity.save(update_fields=["password"])
    Authenticator.objects.filter(user=identity).delete()
    AccessLink.objects.filter(identity=identity, used_at=None).delete()
    sessions.end_all(identity.pk)
