"""The start page, the link that lets somebody in, and one's own password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access import links
from atenda.access.devices import remember
from atenda.access.forms import ChangePasswordForm, NewPasswordForm
from atenda.access.models import AccessLink
from atenda.access.requests import SignedInRequest
from atenda.organizations.models import Organization
from atenda.organizations.refusals import Refused
from atenda.staff import membership, own_account
from atenda.staff.models import Agent
from atenda.staff.refusals import LinkIsOver, PasswordIsTheirs


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """To the cases of the only organization somebody works in; with several, a choice; with none, why."""
    works_as = Agent.everywhere.filter(identity=request.user, deactivated_at=None, is_invited=False)
    organizations = [agent.organization for agent in works_as.select_related("organization")]
    if len(organizations) == 1:
        return HttpResponseRedirect(_cases_of(organizations[0]))
    places = [(one.name, _cases_of(one)) for one in sorted(organizations, key=lambda one: one.name)]
    return render(request, "staff/home.html", {"places": places})


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def access_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password, or join with the one there is. Works once; anything else is 404, whatever the reason."""
    link = links.find(token, now=timezone.now())
    if link is None:
        return _link_is_over(request)
    if membership.may_set_password(link):
        return _choose_password(request, link)
    return _join(request, link)


@sensitive_post_parameters("oldpassword", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: SignedInRequest) -> HttpResponse:
    """Change one's password. Every other session ends."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, user=request.user)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "account/password_change.html", {"form": form, "is_done": False}, status=status)
    own_account.change_password(request.user, form.cleaned_data["password"], keep=request.session.session_key)
    update_session_auth_hash(request, request.user)
    return render(request, "account/password_change.html", {"is_done": True})


def _choose_password(request: HttpRequest, link: AccessLink) -> HttpResponse:
    form = NewPasswordForm(request.POST if request.method == "POST" else None, identity=link.identity)
    if not form.is_valid():
        return render(request, "staff/link.html", {"form": form, "link": link}, status=422 if form.is_bound else 200)
    try:
        membership.enter_with_password(link, form.cleaned_data["password"], now=timezone.now())
    except LinkIsOver:
        return _link_is_over(request)
    except PasswordIsTheirs:
        return HttpResponseRedirect(request.path)
    response = HttpResponseRedirect(f"{reverse('account_login')}?chosen=1")
    remember(request, response, link.identity.email)
    return response


def _join(request: HttpRequest, link: AccessLink) -> HttpResponse:
    is_person = request.user.is_authenticated and request.user.pk == link.identity_id
    if request.method != "POST" or not is_person:
        return render(request, "staff/join.html", {"link": link, "is_person": is_person})
    try:
        membership.enter_signed_in(link, link.identity, now=timezone.now())
    except Refused:
        return _link_is_over(request)
    return HttpResponseRedirect(_cases_of(link.organization))


def _link_is_over(request: HttpRequest) -> HttpResponse:
    """What to do now. The same whether the link was used, has expired or never was."""
    return render(request, "staff/link_over.html", status=404)


def _cases_of(organization: Organization) -> str:
    return reverse("worklists:cases", kwargs={"organization": organization.slug})
