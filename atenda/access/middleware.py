"""Sessions know where they are used, and hashing too many passwords at once has its own answer."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from atenda.access.hashing import TooBusy
from atenda.access.network import client_address


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
