"""Links that let a person in once: made, found, spent. Only the digest of a token is ever stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from atenda.access.models import LINK_LIFETIME, AccessLink, Identity, Purpose
from atenda.organizations.models import Organization


def make(identity: Identity, organization: Organization, purpose: Purpose, *, now: datetime) -> str:
    """A new link's token, known to nobody else; earlier links of this person here no longer work."""
    void(identity, organization)
    token = secrets.token_urlsafe(32)
    AccessLink.objects.create(
        identity=identity,
        organization=organization,
        purpose=purpose,
        token_hash=_digest(token),
        created_at=now,
        expires_at=now + LINK_LIFETIME,
    )
    return token


def find(token: str, *, now: datetime) -> AccessLink | None:
    """The link with this token, if it can still be used."""
    live = AccessLink.objects.select_related("identity", "organization").filter(used_at=None, expires_at__gt=now)
    return live.filter(token_hash=_digest(token)).first()


def spend(link: AccessLink, *, now: datetime) -> bool:
    """Use it up. Of two who try at once only one is told True."""
    live = AccessLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
    return bool(live.update(used_at=now))


def void(identity: Identity, organization: Organization) -> None:
    """Links to this organization that were not used stop working."""
    AccessLink.objects.filter(identity=identity, organization=organization, used_at=None).delete()


def address_of(token: str) -> str:
    """What an administrator copies: our own address, whatever host a request named (3.59)."""
    return f"{settings.PUBLIC_URL}{reverse('access_link', kwargs={'token': token})}"


def sweep(now: datetime) -> int:
    """Delete the links that are over, and say how many there were."""
    swept: int = AccessLink.objects.filter(expires_at__lte=now).delete()[0]
    return swept


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
