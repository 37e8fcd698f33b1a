"""Integrations: programs with a name, a role and tokens of their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.api import tokens
from atenda.api.forms import IntegrationForm, TokenForm
from atenda.api.models import ApiToken
from atenda.api.permissions import may_manage_integrations
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff import integrations
from atenda.staff.forms import PersonForm
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import go, say


@require_http_methods(["GET", "HEAD", "POST"])
def all_integrations(request: AtendaRequest) -> HttpResponse:
    """Those there are; a POST adds one and goes to its page, where it gets a token."""
    require(may_manage_integrations(request.actor))
    form = IntegrationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = integrations.add(**form.cleaned_data, by=request.actor, now=timezone.now())
            return go(request, link("api:integration", pk=made.pk))
        except Refused as refusal:
            say_beside(form, refusal)
    found = ApiToken.objects.filter(agent__is_integration=True, revoked_at=None)
    tallies = {row["agent"]: row for row in found.values("agent").annotate(number=Count("pk"), used_at=Max("used_at"))}
    rows = [(one, tallies.get(one.pk, {"number": 0, "used_at": None})) for one in integrations.integrations()]
    return render(request, "api/integrations.html", {"rows": rows, "form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def integration(request: AtendaRequest, pk: int) -> HttpResponse:
    """One of them; a POST changes name, role and teams."""
    agent = _integration(request, pk)
    if request.method != "POST":
        return _page(request, agent)
    form = PersonForm.of(agent, request.POST)
    if form.is_valid():
        try:
            integrations.change(agent, **form.cleaned_data, by=request.actor)
            say(request, _("Saved."))
            return go(request, link("api:integration", pk=pk))
        except Refused as refusal:
            say_beside(form, refusal)
    return _page(request, agent, form=form, status=422)


@require_POST
def new_token(request: AtendaRequest, pk: int) -> HttpResponse:
    """A token of its own; the answer shows what is written on it, this once."""
    agent, form, made, now = _integration(request, pk), TokenForm(request.POST), "", timezone.now()
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "scopes")}
        try:
            _token, made = tokens.make(agent, **values, expires_at=form.expires_at(now), by=request.actor, now=now)
            form = TokenForm()
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, agent, token_form=form, made=made, status=200 if made else 422)


@require_POST
def ending(request: AtendaRequest, pk: int) -> HttpResponse:
    integrations.end(_integration(request, pk), by=request.actor, now=timezone.now())
    say(request, _("Ended: its tokens are revoked."))
    return go(request, link("api:integration", pk=pk))


@require_POST
def resumption(request: AtendaRequest, pk: int) -> HttpResponse:
    integrations.resume(_integration(request, pk), by=request.actor, now=timezone.now())
    return go(request, link("api:integration", pk=pk))


def _integration(request: AtendaRequest, pk: int) -> Agent:
    """Nobody changes one whose role may do more than their own."""
    require(may_manage_integrations(request.actor))
    rows = Agent.objects.filter(is_integration=True).select_related("role", "identity")
    agent: Agent | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if agent is None:
        raise Http404
    require(request.method in ("GET", "HEAD") or request.actor.role.covers(agent.role))
    return agent


def _page(
    request: AtendaRequest,
    agent: Agent,
    *,
    form: PersonForm | None = None,
    token_form: TokenForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "agent": agent,
        "form": form or PersonForm.of(agent),
        "token_form": token_form or TokenForm(),
        "rows": [(token, "") for token in tokens.tokens_of(agent)],
        "now": timezone.now(),
        "made": "",
        **more,
    }
    return render(request, "api/integration.html", context, status=status)
