"""The request our views get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from atenda.access.models import Identity
from atenda.organizations.models import Organization
from atenda.staff.models import Agent

if TYPE_CHECKING:
    from atenda.staff.seeing import Seeing


class AtendaRequest(HttpRequest):
    """A request of a signed-in person inside an organization; `htmx` as django-htmx makes it.

    `seeing` while the person looks as another role: then `actor` has that role (`staff/seeing.py`).
    """

    user: Identity
    organization: Organization
    actor: Agent
    seeing: Seeing | None
    htmx: Any
