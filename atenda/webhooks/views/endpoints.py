"""Settings: which programs are told what."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.history.deeds import one_deed
from atenda.history.undoing import way_back
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say
from atenda.webhooks import log, managing
from atenda.webhooks.forms import EndpointForm, SinceForm
from atenda.webhooks.models import DeliveryState, Endpoint
from atenda.webhooks.permissions import may_manage_webhooks
from atenda.webhooks.published import KINDS, PUBLISHED, TEST, said


@require_safe
def endpoints(request: AtendaRequest) -> HttpResponse:
    require(may_manage_webhooks(request.actor))
    return render(request, "webhooks/endpoints.html", {"rows": log.endpoints()})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    """The answer to a form that is right shows the secret, this once."""
    require(may_manage_webhooks(request.actor))
    form = EndpointForm.of(None, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added, secret = managing.add_endpoint(**form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error("url", str(refusal))
        else:
            return _page(request, added, secret=secret, is_new=True)
    return _form(request, form, None)


@require_safe
def endpoint(request: AtendaRequest, pk: int) -> HttpResponse:
    return _page(request, endpoint_or_404(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AtendaRequest, pk: int) -> HttpResponse:
    there = endpoint_or_404(request, pk)
    form = EndpointForm.of(there, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with one_deed() as doing:
                managing.change(there, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("url", str(refusal))
        else:
            say(request, _("Saved."), undo=way_back(doing, by=request.actor, now=timezone.now()))
            return HttpResponseRedirect(link("webhooks:endpoint", pk=pk))
    return _form(request, form, there)


@require_POST
def pausing(request: AtendaRequest, pk: int) -> HttpResponse:
    there, now = endpoint_or_404(request, pk), timezone.now()
    with one_deed() as doing:
        managing.pause(there, by=request.actor, now=now)
    say(request, _("The webhook is paused."), undo=way_back(doing, by=request.actor, now=now))
    return HttpResponseRedirect(link("webhooks:endpoint", pk=pk))


@require_POST
def resuming(request: AtendaRequest, pk: int) -> HttpResponse:
    there, now = endpoint_or_404(request, pk), timezone.now()
    with one_deed() as doing:
        managing.resume(there, by=request.actor, now=now)
    say(request, _("The webhook is told again what happens."), undo=way_back(doing, by=request.actor, now=now))
    return HttpResponseRedirect(link("webhooks:endpoint", pk=pk))


@require_POST
def removal(request: AtendaRequest, pk: int) -> HttpResponse:
    there, now = endpoint_or_404(request, pk), timezone.now()
    with one_deed() as doing:
        managing.remove(there, by=request.actor, now=now)
    say(request, _("The webhook is removed."), undo=way_back(doing, by=request.actor, now=now))
    return HttpResponseRedirect(link("webhooks:endpoints"))


@require_POST
def secret(request: AtendaRequest, pk: int) -> HttpResponse:
    """A new secret, shown this once."""
    there = endpoint_or_404(request, pk)
    return _page(request, there, secret=managing.rotate(there, by=request.actor, now=timezone.now()))


def endpoint_or_404(request: AtendaRequest, pk: int) -> Endpoint:
    require(may_manage_webhooks(request.actor))
    found: Endpoint | None = Endpoint.objects.filter(pk=pk, removed_at=None).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _form(request: AtendaRequest, form: EndpointForm, there: Endpoint | None) -> HttpResponse:
    context = {"form": form, "endpoint": there, "published": PUBLISHED}
    return render(request, "webhooks/form.html", context, status=422 if form.is_bound else 200)


def _page(request: AtendaRequest, there: Endpoint, *, secret: str = "", is_new: bool = False) -> HttpResponse:
    asked = request.GET
    state = asked.get("state", "")
    state = state if state in DeliveryState.values else ""
    kind = asked.get("kind", "")
    kind = kind if kind in {*KINDS, TEST} else ""
    before = asked.get("before", "")
    until = int(before) if before.isdecimal() and len(before) < 19 else 0
    rows, older = log.page_of_deliveries(there, state=state, kind=kind, before=until)
    context: dict[str, Any] = {
        "endpoint": there,
        "deliveries": rows,
        "older": older,
        "state": state,
        "kind": kind,
        "kinds": [(one, said(one)) for one in (*there.kinds, TEST)],
        "states": list(DeliveryState),
        "counts": log.counts(there),
        "said": said,
        "since": SinceForm(),
        "secret": secret,
        "is_new": is_new,
        "now": timezone.now(),
    }
    return render(request, "webhooks/endpoint.html", context)
