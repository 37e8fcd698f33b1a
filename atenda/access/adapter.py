"""What Atenda decides differently from django-allauth."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from atenda.access.devices import remember
from atenda.access.guessing import TooManyTries, guarded
from atenda.access.models import Identity
from atenda.access.network import client_address
from atenda.access.noting import note_sign_in
from atenda.ui.times import long_duration

TOO_MANY_TRIES = "too_many_tries"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail or the password is not right."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited (3.56)."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only our own pages, named without a host (3.58)."""
        return bool(url) and url[0] == "/" and url_has_allowed_host_and_scheme(url, allowed_hosts=None)  # type: ignore[index]

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages have one kind of answer."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what happened."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limits are ours: counted in the database, before and around the check."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Identity | None:
        """Whoever has this e-mail and password, within the limits of 7.07."""
        check = super().authenticate
        try:
            return guarded(request, credentials["email"], lambda: check(request, **credentials))
        except TooManyTries as refusal:
            raise ValidationError(
                _("There were too many tries. Wait %(time)s and try again, or sign in from a device you have used."),
                code=TOO_MANY_TRIES,
                params={"time": long_duration(refusal.wait)},
            ) from None

    def post_login(self, request: HttpRequest, user: Identity, **kwargs: Any) -> HttpResponse:
        """Signed in, second factor and all: from now on the person is known in this browser."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember(request, response, user.email)
        note_sign_in(request, user.email, is_right=True, now=timezone.now())
        return response

    def reauthenticate(self, user: Identity, password: str) -> bool:
        """The password again, counted like a sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk
