"""Tokens: one's own, all of them, and revoking one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.api import tokens
from atenda.api.forms import TokenForm
from atenda.api.models import ApiToken
from atenda.api.permissions import may_revoke, may_see_all_tokens
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff import directory
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say


@require_http_methods(["GET", "HEAD", "POST"])
def own_tokens(request: AtendaRequest) -> HttpResponse:
    """One's own; a POST makes one and shows what is written on it, this once."""
    form, made = TokenForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        now = timezone.now()
        try:
            _token, made = tokens.make(
                request.actor,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=form.expires_at(now),
                by=request.actor,
                now=now,
            )
            form = TokenForm()
        except Refused as refusal:
            form.add_error(None, str(refusal))
    rows = [(token, "") for token in tokens.tokens_of(request.actor)]
    context = {"form": form, "made": made, "rows": rows, "now": timezone.now()}
    return render(request, "api/tokens.html", context, status=422 if form.is_bound else 200)


@require_safe
def all_tokens(request: AtendaRequest) -> HttpResponse:
    """Every token of the organization that is not revoked, and as whom it acts."""
    require(may_see_all_tokens(request.actor))
    people = directory.agents()
    rows = [(token, people[token.agent_id].name) for token in tokens.all_tokens()]
    return render(request, "api/all_tokens.html", {"rows": rows, "now": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def revocation(request: AtendaRequest, pk: int) -> HttpResponse:
    """Say that there is no way back, and revoke it."""
    rows = ApiToken.objects.filter(revoked_at=None).select_related("agent")
    token: ApiToken | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if token is None or not may_revoke(request.actor, token):
        raise Http404
    back = _back(request, token)
    if request.method != "POST":
        return render(request, "api/revocation.html", {"token": token, "back": back})
    tokens.revoke(token, by=request.actor, now=timezone.now())
    say(request, _("Token revoked."))
    return go(request, back)


def _back(request: AtendaRequest, token: ApiToken) -> str:
    if token.agent_id == request.actor.pk:
        return link("api:tokens")
    return link("api:integration", pk=token.agent_id) if token.agent.is_integration else link("api:all-tokens")
