"""The people who work here: list, invite, change, deactivate."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access import links
from atenda.access.abilities import require
from atenda.history.models import Event
from atenda.organizations.folding import sort_key
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff import directory, events, membership
from atenda.staff.forms import DeactivationForm, InvitationForm, PersonPageForm
from atenda.staff.models import Agent
from atenda.staff.permissions import may_manage_people
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside


@require_safe
def people(request: AtendaRequest) -> HttpResponse:
    require(may_manage_people(request.actor))
    shows_former = request.GET.get("show") == "former"
    everybody = list(Agent.objects.filter(is_integration=False).select_related("role", "identity"))
    shown = [agent for agent in everybody if agent.is_active != shows_former]
    former = sum(not agent.is_active for agent in everybody)
    context = {
        "people": [(agent, _team_names(agent)) for agent in sorted(shown, key=lambda agent: sort_key(agent.name))],
        "shows_former": shows_former,
        "counts": {"active": len(everybody) - former, "former": former},
    }
    return render(request, "staff/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: AtendaRequest) -> HttpResponse:
    """Invite somebody; the answer shows the link, this once."""
    require(may_manage_people(request.actor))
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            values = {**form.cleaned_data, "language": request.organization.language}
            agent, token = membership.invite(**values, by=request.actor, now=timezone.now())
            return _person_page(request, agent, token=token)
        except Refused as refusal:
            say_beside(form, refusal)
    return render(request, "staff/invitation.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: AtendaRequest, pk: int) -> HttpResponse:
    """One person's page; a POST changes name, role and teams."""
    agent = _agent(request, pk)
    if request.method != "POST":
        return _person_page(request, agent, is_saved="saved" in request.GET)
    form = PersonPageForm.of(agent, request.POST)
    if form.is_valid():
        try:
            membership.change(agent, **form.cleaned_data, by=request.actor)
            return HttpResponseRedirect(f"{link('staff:person', pk=pk)}?saved=1")
        except Refused as refusal:
            say_beside(form, refusal)
    return _person_page(request, agent, form=form, status=422)


@require_POST
def person_link(request: AtendaRequest, pk: int) -> HttpResponse:
    """A new link, shown this once."""
    agent = _agent(request, pk)
    try:
        token = membership.make_link(agent, by=request.actor, now=timezone.now())
    except Refused as refusal:
        return _person_page(request, agent, refusal=str(refusal), status=422)
    return _person_page(request, agent, token=token)


@require_http_methods(["GET", "HEAD", "POST"])
def deactivation(request: AtendaRequest, pk: int) -> HttpResponse:
    """Asks who takes over the cases, then does it."""
    agent = _agent(request, pk)
    form = DeactivationForm(agent, request.POST if request.method == "POST" else None)
    if form.is_valid():
        heir = form.cleaned_data["heir"]
        try:
            membership.deactivate(agent, heir=heir, by=request.actor, now=timezone.now())
            return HttpResponseRedirect(link("staff:person", pk=pk))
        except Refused as refusal:
            say_beside(form, refusal)
    status = 422 if form.is_bound else 200
    return render(request, "staff/deactivation.html", {"agent": agent, "form": form}, status=status)


@require_POST
def reactivation(request: AtendaRequest, pk: int) -> HttpResponse:
    agent = _agent(request, pk)
    try:
        membership.reactivate(agent, by=request.actor)
    except Refused as refusal:
        return _person_page(request, agent, refusal=str(refusal), status=422)
    return HttpResponseRedirect(link("staff:person", pk=pk))


def _agent(request: AtendaRequest, pk: int) -> Agent:
    require(may_manage_people(request.actor))
    agent: Agent | None = Agent.objects.select_related("role", "identity").filter(pk=pk, is_integration=False).first()
    if agent is None:
        raise Http404
    return agent


def _person_page(
    request: AtendaRequest,
    agent: Agent,
    *,
    form: PersonPageForm | None = None,
    token: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "agent": agent,
        "form": form or PersonPageForm.of(agent),
        "address": links.address_of(token) if token else "",
        "asked_at": _asked_at(agent),
        "refusal": "",
        "is_saved": False,
        **more,
    }
    return render(request, "staff/person.html", context, status=status)


def _asked_at(agent: Agent) -> Any:
    """When this person last asked for a link, if none was made or used since."""
    about_links = (events.LINK_ASKED.name, events.LINK_MADE.name, events.PASSWORD_SET.name)
    theirs = Event.objects.filter(case=None, subject_type=agent._meta.label_lower, subject_id=agent.pk)
    last = theirs.filter(kind__in=about_links).order_by("-seq").values_list("kind", "at").first()
    return last[1] if last and last[0] == events.LINK_ASKED.name else None


def _team_names(agent: Agent) -> list[str]:
    teams = directory.teams()
    return [teams[pk].name for pk in directory.team_ids_of(agent.pk) if pk in teams]
