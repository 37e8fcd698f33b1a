"""The sealed address at which one closing is rated: it opens nothing else, and ends with its days."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from atenda.notices.customer_links import NotThere
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.satisfaction.models import Survey

SALT = "atenda.satisfaction.addresses"
TOKEN = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})\.([A-Za-z0-9_-]{43})")


def address_of(survey: Survey) -> str:
    return f"{settings.PUBLIC_URL}{reverse('customer_rating', args=[token_of(survey)])}"


def token_of(survey: Survey) -> str:
    return f"{survey.organization_id}.{survey.pk}.{_seal(survey)}"


@contextmanager
def opened(token: str, *, now: datetime) -> Iterator[Survey]:
    """The survey behind an address, inside its organization. Raises NotThere."""
    parts = TOKEN.fullmatch(token)
    organization = Organization.objects.filter(pk=int(parts[1])).first() if parts else None
    if parts is None or organization is None or (organization.is_sample and settings.ENV.is_public):
        raise NotThere
    with inside(organization):
        found = Survey.objects.select_related("case", "contact", "account").filter(pk=int(parts[2]), left="").first()
        if found is None or not _is_sealed(found, parts[3]) or found.expires_at <= now or found.case.binned_at:
            raise NotThere
        yield found


def _is_sealed(survey: Survey, seal: str) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(seal, _seal(survey, key)) for key in keys)


def _seal(survey: Survey, key: str | bytes | None = None) -> str:
    text = f"{survey.organization_id}:{survey.pk}:{survey.case_id}:{survey.nonce}"
    sealed = salted_hmac(SALT, text, secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")
