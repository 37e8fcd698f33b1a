"""What quick replies and macros share at the machines' door: a page of them, and one of them by its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from atenda.api import paging, wholes
from atenda.api.explaining import not_there
from atenda.api.parameters import one_of, parameter, refuse
from atenda.api.requests import ApiRequest
from atenda.api.shapes.macros import KeptFields
from atenda.macros.offered import Offered
from atenda.staff.models import Team
from atenda.worklists.models import Reach

ASKED = {
    "parameters": [
        *paging.PARAMETERS,
        parameter("q", "Words that stand in it; a shortcut.", maxLength=paging.LONGEST),
        parameter("retired", "Those retired instead of those in use.", enum=["yes", "no"], default="no"),
    ]
}


def kept_page(
    request: ApiRequest, model: Any, offered: Callable[..., list[Offered]], shown: Callable[[Any], dict[str, Any]]
) -> HttpResponse:
    """The newest first."""
    paging.known_parameters(request, "limit", "cursor", "q", "retired")
    is_retired = one_of(request, "retired", ("yes", "no"), "no") == "yes"
    size, before = paging.limit_of(request), paging.cursor_of(request, model._meta.model_name)
    rows = model.objects.visible_to(request.actor).filter(retired_at__isnull=not is_retired).order_by("-pk")
    if len(typed := request.GET.get("q", "").strip()) > paging.LONGEST:
        refuse("q", _("Say what to look for, in up to {most} characters.").format(most=paging.LONGEST))
    if typed:
        found = {"name__icontains": typed} if is_retired else {"pk__in": [x.pk for x in offered(request.actor, typed)]}
        rows = rows.filter(**found)
    some = list((rows.filter(pk__lt=int(before)) if before else rows)[: size + 1])
    end = str(some[size - 1].pk) if len(some) > size else ""
    return paging.page(request, [shown(each) for each in some[:size]], kind=model._meta.model_name, end=end)


def kept_values(given: KeptFields) -> dict[str, Any]:
    """What the verbs take of what is named. Raises Problem."""
    values: dict[str, Any] = given.model_dump(exclude_unset=True, exclude_none=True)
    if "team" in values:
        values["team"] = Team.objects.filter(pk=values["team"]).first()
        if values["team"] is None:
            raise wholes.wrong(not_there("/team"))
        values.setdefault("reach", Reach.TEAM)
    return values
