"""What is addressed to the machines' door goes there at once: sessions, cookies and CSRF tokens do nothing there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ROOT = "/api/"
PAGE = ("/api/v1", "/api/v1/")  # for people: goes the way of pages


class ApiMiddleware:
    """The door is read in when somebody first knocks: a process that serves pages alone never loads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOT) or request.path_info in PAGE:
            return self.get_response(request)
        from atenda.api.door import answered  # noqa: PLC0415  see above

        return answered(request)
