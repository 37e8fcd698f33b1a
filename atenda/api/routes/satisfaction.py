"""What customers said once their case was closed, and when they are asked."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import parameter
from atenda.api.problems import Fault
from atenda.api.requests import ApiRequest
from atenda.api.shapes.satisfaction import (
    RatingPage,
    SatisfactionAnswer,
    SatisfactionFields,
    rating_row,
    satisfaction_whole,
)
from atenda.history.deeds import one_deed
from atenda.organizations.revisions import lock_settings
from atenda.satisfaction.of_customer import of_customer, read_customer
from atenda.satisfaction.permissions import may_set_satisfaction
from atenda.satisfaction.policy import policy, set_policy
from atenda.satisfaction.reckoning import rated_by

router = Router()


@router.get(
    "ratings/",
    response=RatingPage,
    summary=gettext_noop("What customers said"),
    openapi_extra={"parameters": [*paging.PARAMETERS, parameter("customer", "Of one: `contact:12` or `account:7`.")]},
)
@needs(Scope.CASES_READ)
def list_ratings(request: ApiRequest) -> HttpResponse:
    """Of the cases one may see, the closing asked about last first. A mark may change while it can be given."""
    paging.known_parameters(request, "limit", "cursor", "customer")
    customer = read_customer(request.GET)
    if customer is None and "customer" in request.GET:
        raise wholes.wrong(Fault("value", str(_("This filter cannot be read.")), parameter="customer"))
    kind = f"ratings.{customer}"
    size, before = paging.limit_of(request), paging.cursor_of(request, kind)
    rows = rated_by(request.actor, of_customer(*customer) if customer else Q()).select_related("case").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: size + 1])
    end = str(found[size - 1].pk) if len(found) > size else ""
    return paging.page(request, [rating_row(one) for one in found[:size]], kind=kind, end=end)


@router.get("satisfaction-policy/", response=SatisfactionAnswer, summary=gettext_noop("When customers are asked"))
@needs(Scope.NOTICES_READ)
def get_satisfaction_policy(request: ApiRequest) -> HttpResponse:
    """How it went, once their case is closed."""
    require(may_set_satisfaction(request.actor))
    return wholes.read(request, satisfaction_whole(policy()))


@router.patch(
    "satisfaction-policy/", response=SatisfactionAnswer, summary=gettext_noop("Change when customers are asked")
)
@needs(Scope.NOTICES_WRITE)
def set_satisfaction_policy(request: ApiRequest, given: SatisfactionFields) -> HttpResponse:
    """About cases that are closed from now on."""
    require(may_set_satisfaction(request.actor))
    with one_deed():
        lock_settings()
        wholes.still(request, satisfaction_whole(policy()))
        changed = given.model_dump(exclude_unset=True, exclude_none=True)
        held = set_policy(**changed, by=request.actor, now=request.now)
    return wholes.shown(satisfaction_whole(held))
