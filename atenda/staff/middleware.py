"""Enter the organization named by the first part of the address, as the agent the signed-in person is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from atenda.access.models import Identity, Role
from atenda.organizations.entering import inside
from atenda.organizations.joined import Joined
from atenda.organizations.models import RESERVED_SLUGS, Organization
from atenda.staff.models import Agent
from atenda.staff.seeing import seeing_of

SLUG = re.compile(r"[a-z0-9-]{1,40}\Z")  # anything else names no organization, and NUL cannot even be asked for


AGENT = Joined(
    "FROM organizations_organization o"
    " JOIN staff_agent a ON a.organization_id = o.id AND a.identity_id = %s"
    " JOIN access_role r ON r.organization_id = o.id AND r.id = a.role_id"
    " WHERE o.slug = %s AND a.deactivated_at IS NULL AND NOT a.is_invited",
    a=Agent,
    o=Organization,
    r=Role,
)


LOOKING, ENDS_IT = {"GET", "HEAD", "OPTIONS"}, "staff:seeing-end"


class OnlyLooking(PermissionDenied):
    """Whoever sees Atenda as another role changes nothing (B65)."""


class OrganizationMiddleware:
    """`/rias/cases/`: find the agent of this identity at `rias`, enter, and let the view know both.

    Nobody there, a stranger, somebody invited or deactivated: all the same 404. A person who is not signed in
    goes on without an organization and is sent to the sign-in page, whether the organization exists or not.
    The sample organization, whose passwords are known to all, opens only on this machine.
    Somebody who looks as another role (`seeing.py`) has that role, and changes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        slug = request.path_info.split("/", 2)[1]
        if not SLUG.match(slug) or slug in RESERVED_SLUGS or not request.user.is_authenticated:
            return self.get_response(request)
        actor = _agent_at(slug, getattr(request.user, "_wrapped", request.user))
        if actor is None or (actor.organization.is_sample and settings.ENV.is_public):
            return self.get_response(request)
        request.actor, request.organization = actor, actor.organization  # type: ignore[attr-defined]
        with inside(actor.organization), timezone.override(actor.identity.time_zone or actor.organization.time_zone):
            request.seeing = seeing = seeing_of(request.session, actor)  # type: ignore[attr-defined]
            if seeing is not None:
                request.actor = seeing.actor  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if "organization" not in kwargs:
            return
        del kwargs["organization"]
        if request.user.is_authenticated and not hasattr(request, "organization"):
            raise Http404
        is_looking = getattr(request, "seeing", None) is not None
        if is_looking and request.method not in LOOKING and request.resolver_match.view_name != ENDS_IT:  # type: ignore[union-attr]
            raise OnlyLooking


def _agent_at(slug: str, identity: Identity) -> Agent | None:
    found = AGENT.one(identity.pk, slug)
    if found is None:
        return None
    agent: Agent = found[0]
    agent.organization, agent.role, agent.identity = found[1], found[2], identity
    return agent
