"""Sessions know where they are used, and hashing too many passwords at once has its own answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoAuthenticationMiddleware
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from atenda.access.hashing import TooBusy
from atenda.access.network import client_address


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Django's; after signing in one comes back to the page a deed was sent from, as the deed itself is no page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(_page_before(request), self.get_login_url(view_func))


class AuthenticationMiddleware(DjangoAuthenticationMiddleware):
    """Django's; the person comes with the row of the session instead of by a question of its own."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: signed_in(request))  # type: ignore[assignment]


def signed_in(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Who is signed in. What is not as on any other page (a changed password or key) goes the way Django decides it."""
    session: Any = request.session
    is_named = session.get(SESSION_KEY)  # reads the row
    person = session.identity
    is_plain = (
        person is not None
        and str(person.pk) == is_named
        and person.is_active
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    )
    return person if is_plain else get_user(request)


class CsrfMiddleware(CsrfViewMiddleware):
    """Django's; it does not send again what the browser has.

    Signing in changes the token. An answer that was on its way meanwhile would bring the old one back, and the deed
    that waited for the sign-in would be refused.
    """

    def _set_csrf_cookie(self, request: HttpRequest, response: HttpResponse) -> None:
        if request.META["CSRF_COOKIE"] != request.COOKIES.get(settings.CSRF_COOKIE_NAME):
            super()._set_csrf_cookie(request, response)  # type: ignore[misc]


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's; it adds address and device to the session, and notes now and then that the person is there."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.address = client_address(request)  # type: ignore[attr-defined]
        request.session.device = request.headers.get("User-Agent", "")[:200]  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.session.accessed:
            request.session.touch(timezone.now())  # type: ignore[attr-defined]
        try:
            return super().process_response(request, response)
        except SessionInterrupted:  # ended while we were answering, by this very deed or by another
            response.delete_cookie(settings.SESSION_COOKIE_NAME)
            return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooBusy):
            return None
        response = render(request, "account/busy.html", status=503)
        response["Retry-After"] = "3"
        return response


def _page_before(request: HttpRequest) -> str:
    """The page of ours the request came from, else the start."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    if not ours:  # it may be no address at all
        return "/"
    parts = urlsplit(before)
    return urlunsplit(("", "", parts.path, parts.query, "")) if parts.path.startswith("/") else "/"
