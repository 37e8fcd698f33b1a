"""The request our views get."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from atenda.access.models import Identity
from atenda.organizations.models import Organization
from atenda.staff.models import Agent


class AtendaRequest(HttpRequest):
    """A request of a signed-in person inside an organization; `htmx` as django-htmx makes it."""

    user: Identity
    organization: Organization
    actor: Agent
    htmx: Any
