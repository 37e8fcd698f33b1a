"""Sign in and out: allauth's views, answering as our pages do."""

from __future__ import annotations

from typing import Any

from allauth.account.views import AccountInactiveView, LoginView, LogoutView, ReauthenticateView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from procrastinate.contrib.django import app

from atenda.access.adapter import TOO_MANY_TRIES
from atenda.access.forms import ForgottenForm
from atenda.access.limits import FORGOTTEN_ADDRESS, FORGOTTEN_EMAIL, take
from atenda.access.network import client_address, network_of
from atenda.organizations.models import Organization


class SignIn(LoginView):  # type: ignore[misc]
    """422 for a wrong password, 429 when it was not even looked at."""

    def form_invalid(self, form: Any) -> HttpResponse:
        status = 429 if form.has_error("__all__", TOO_MANY_TRIES) else 422
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=status)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sample = not settings.ENV.is_public and Organization.objects.filter(is_sample=True).exists()
        return {**super().get_context_data(**kwargs), "shows_sample": sample}


class Reauthenticate(ReauthenticateView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return response


_pages = require_http_methods(["GET", "HEAD", "POST"])
sign_in = _pages(SignIn.as_view())
sign_out = _pages(LogoutView.as_view())
inactive = require_safe(AccountInactiveView.as_view())
reauthenticate = _pages(Reauthenticate.as_view())


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a new password. The answer and the work are the same for an e-mail we know and one we do not."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "account/forgotten.html", {"form": form})
    if not form.is_valid():
        return render(request, "account/forgotten.html", {"form": form}, status=422)
    _ask(request, form.cleaned_data["email"].lower())
    return render(request, "account/forgotten_asked.html")


def _ask(request: HttpRequest, email: str) -> None:
    """A job does the rest. Beyond the limits nothing is asked, and nothing is said of it (7.09)."""
    now = timezone.now()
    if take(FORGOTTEN_ADDRESS, network_of(client_address(request)), now=now) is not None:
        return
    if take(FORGOTTEN_EMAIL, email, now=now) is not None:
        return
    app.configure_task("atenda.staff.jobs.ask_for_link", queue="reactions").defer(email=email)
