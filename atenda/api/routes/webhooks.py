"""Which other programs are told what, what they were told, and sending it again (1.19)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said, written
from atenda.api.models import Scope
from atenda.api.operations import also_needs, needs
from atenda.api.parameters import one_of, parameter
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import undo_of
from atenda.api.shapes.webhooks import (
    Again,
    DeliveryOut,
    DeliveryPage,
    EndpointFields,
    EndpointOut,
    Endpoints,
    EndpointWithSecret,
    NewEndpoint,
    Since,
    delivery,
    delivery_row,
    endpoint,
    says_all,
)
from atenda.history.deeds import one_deed
from atenda.organizations.refusals import Refused
from atenda.webhooks import log, managing, redelivering
from atenda.webhooks.models import Delivery, DeliveryState, Endpoint
from atenda.webhooks.permissions import may_manage_webhooks
from atenda.webhooks.published import KINDS, TEST
from atenda.webhooks.views.endpoints import endpoint_or_404

NARROWING = [
    parameter("state", "Only these.", enum=DeliveryState.values),
    parameter("kind", "Only of this kind.", enum=[*KINDS, TEST]),
    paging.PARAMETERS[1],
]

router = Router()


@router.get("webhooks/", response=Endpoints, summary=gettext_noop("Webhooks"))
@needs(Scope.WEBHOOKS_READ)
def list_webhooks(request: ApiRequest) -> HttpResponse:
    """All there are, up to a hundred, the oldest first."""
    require(may_manage_webhooks(request.actor))
    paging.known_parameters(request)
    return said({"items": [endpoint(row.endpoint) for row in log.endpoints()]})


@router.post("webhooks/", response={201: EndpointWithSecret}, summary=gettext_noop("Add a webhook"))
@needs(Scope.WEBHOOKS_WRITE)
def add_webhook(request: ApiRequest, given: NewEndpoint) -> HttpResponse:
    """Active from now on. Its secret is in this answer and in no other, not even to the same request again. One that is
    told all of cases and customers needs the scopes by which they are read, too."""
    require(may_manage_webhooks(request.actor))
    _needs_sight(request, is_full=bool(given.is_full))
    values = {**given.model_dump(exclude_none=True), "url": given.url.strip(), "kinds": [*dict.fromkeys(given.kinds)]}
    with _about_address():
        added, secret = managing.add_endpoint(**values, by=request.actor, now=request.now)
    return _with_secret(added, secret, 201, {"Location": f"/api/v1/webhooks/{added.pk}/"})


@router.get("webhooks/{int:pk}/", response=EndpointOut, summary=gettext_noop("One webhook"))
@needs(Scope.WEBHOOKS_READ)
def get_webhook(request: ApiRequest, pk: int) -> HttpResponse:
    """Without its secret."""
    return wholes.read(request, endpoint(endpoint_or_404(request, pk)))


@router.patch("webhooks/{int:pk}/", response=EndpointOut, summary=gettext_noop("Edit a webhook"))
@needs(Scope.WEBHOOKS_WRITE)
def edit_webhook(request: ApiRequest, pk: int, given: EndpointFields) -> HttpResponse:
    """What is named changes, all else stays. One that is told all of cases and customers needs the scopes by which they
    are read, too."""
    there = endpoint_or_404(request, pk)
    values = given.model_dump(exclude_unset=True)
    if faults := [
        Fault("missing", _("This field is needed."), f"/{name}") for name, value in values.items() if value is None
    ]:
        raise Problem("invalid", faults[0].message, faults)
    if "kinds" in values:
        values["kinds"] = [*dict.fromkeys(values["kinds"])]
    if "url" in values:
        values["url"] = values["url"].strip()
    with _about_address(), one_deed() as done:
        there.lock()
        _needs_sight(request, is_full=there.is_full or bool(values.get("is_full")))
        wholes.still(request, endpoint(there))
        managing.change(there, by=request.actor, **values)
    return wholes.shown(endpoint(there), headers=undo_of(request, done))


@router.delete("webhooks/{int:pk}/", response={204: None}, summary=gettext_noop("Remove a webhook"))
@needs(Scope.WEBHOOKS_WRITE)
def remove_webhook(request: ApiRequest, pk: int) -> HttpResponse:
    """It is told nothing more. It can be taken back."""
    there = endpoint_or_404(request, pk)
    with one_deed() as done:
        managing.remove(there, by=request.actor, now=request.now)
    return HttpResponse(status=204, headers=undo_of(request, done))


@router.post("webhooks/{int:pk}/pausing/", response=EndpointOut, summary=gettext_noop("Pause a webhook"))
@needs(Scope.WEBHOOKS_WRITE)
def pause_webhook(request: ApiRequest, pk: int) -> HttpResponse:
    """Nothing goes there; what waits stays."""
    there = endpoint_or_404(request, pk)
    with one_deed() as done:
        managing.pause(there, by=request.actor, now=request.now)
    return said(endpoint(there), headers=undo_of(request, done))


@router.post("webhooks/{int:pk}/resuming/", response=EndpointOut, summary=gettext_noop("Resume a webhook"))
@needs(Scope.WEBHOOKS_WRITE)
def resume_webhook(request: ApiRequest, pk: int) -> HttpResponse:
    """What waited goes out at once. What happened meanwhile is sent by `missed/`."""
    there = endpoint_or_404(request, pk)
    with one_deed() as done:
        managing.resume(there, by=request.actor, now=request.now)
    return said(endpoint(there), headers=undo_of(request, done))


@router.post(
    "webhooks/{int:pk}/secret/", response=EndpointWithSecret, summary=gettext_noop("Give a webhook a new secret")
)
@needs(Scope.WEBHOOKS_WRITE)
def renew_webhook_secret(request: ApiRequest, pk: int) -> HttpResponse:
    """Shown this once. For a day the former one signs too."""
    there = endpoint_or_404(request, pk)
    secret = managing.rotate(there, by=request.actor, now=request.now)
    return _with_secret(there, secret)


@router.post("webhooks/{int:pk}/test/", response={202: DeliveryOut}, summary=gettext_noop("Send a webhook a test"))
@needs(Scope.WEBHOOKS_WRITE)
def test_webhook(request: ApiRequest, pk: int) -> HttpResponse:
    """A delivery that says nothing, by the way every other goes."""
    sent = redelivering.send_test(endpoint_or_404(request, pk), now=request.now)
    return said(delivery(sent), 202, {"Location": f"/api/v1/webhooks/deliveries/{sent.pk}/"})


@router.post("webhooks/{int:pk}/again/", response=Again, summary=gettext_noop("Send again what was given up"))
@needs(Scope.WEBHOOKS_WRITE)
def redeliver_failed(request: ApiRequest, pk: int, given: Since) -> HttpResponse:
    """All of the last hours, with the same ids."""
    there, since = endpoint_or_404(request, pk), request.now - timedelta(hours=given.hours)
    return said({"deliveries": redelivering.failed_since(there, since=since, now=request.now)})


@router.post("webhooks/{int:pk}/missed/", response=Again, summary=gettext_noop("Send what was not told"))
@needs(Scope.WEBHOOKS_WRITE)
def deliver_missed(request: ApiRequest, pk: int, given: Since) -> HttpResponse:
    """What happened in the last hours while it was paused, say."""
    there, since = endpoint_or_404(request, pk), request.now - timedelta(hours=given.hours)
    return said({"deliveries": redelivering.tell_since(there, since=since, now=request.now)})


@router.get(
    "webhooks/{int:pk}/deliveries/",
    response=DeliveryPage,
    summary=gettext_noop("Deliveries of a webhook"),
    openapi_extra={"parameters": NARROWING},
)
@needs(Scope.WEBHOOKS_READ)
def list_deliveries(request: ApiRequest, pk: int) -> HttpResponse:
    """The newest first, fifty at a time."""
    there = endpoint_or_404(request, pk)
    paging.known_parameters(request, "state", "kind", "cursor")
    state = one_of(request, "state", DeliveryState.values) if "state" in request.GET else ""
    kind = one_of(request, "kind", [*KINDS, TEST]) if "kind" in request.GET else ""
    list_kind = f"deliveries.{pk}.{state}.{kind}"
    before = int(paging.cursor_of(request, list_kind) or 0)
    found, older = log.page_of_deliveries(there, state=state, kind=kind, before=before)
    return paging.page(request, [delivery_row(each) for each in found], kind=list_kind, end=str(older or ""))


@router.get("webhooks/deliveries/{int:pk}/", response=DeliveryOut, summary=gettext_noop("A delivery"))
@needs(Scope.WEBHOOKS_READ)
def get_delivery(request: ApiRequest, pk: int) -> HttpResponse:
    """What was sent, and what became of each try. What says all of a case or customer needs the scopes by which they
    are read, too."""
    found = delivery(_delivery(request, pk))
    _needs_sight(request, is_full=says_all(found["body"]))
    return said(found)


@router.post("webhooks/deliveries/{int:pk}/again/", response=Again, summary=gettext_noop("Bring a delivery again"))
@needs(Scope.WEBHOOKS_WRITE)
def redeliver(request: ApiRequest, pk: int) -> HttpResponse:
    """With the same id and the same words; not one that still waits."""
    return said({"deliveries": int(redelivering.again(_delivery(request, pk), now=request.now))})


def _needs_sight(request: ApiRequest, *, is_full: bool) -> None:
    """What a program may not read is not sent to where it says either."""
    if is_full:
        for scope in (Scope.CASES_READ, Scope.CUSTOMERS_READ):
            also_needs(request, scope)


@contextmanager
def _about_address() -> Iterator[None]:
    """What is refused is the address, as beside the field of the form."""
    try:
        yield
    except Refused as refusal:
        raise Problem("refused", str(refusal), [Fault("refused", str(refusal), pointer="/url")]) from None


def _with_secret(
    there: Endpoint, secret: str, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    """Shown once: what is kept for a repeated request is without it (1.18)."""
    answer: Any = said({**endpoint(there), "secret": secret}, status, headers)
    answer.to_keep = written({**endpoint(there), "secret": ""}).encode()
    return answer  # type: ignore[no-any-return]


def _delivery(request: ApiRequest, pk: int) -> Delivery:
    require(may_manage_webhooks(request.actor))
    rows = Delivery.objects.select_related("case")
    found: Delivery | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
