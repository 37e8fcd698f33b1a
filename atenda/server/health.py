"""/live says that the process runs, /ready that it can do its work. Neither says what it is made of."""

import functools
import tempfile
from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from atenda.server.migrating import missing_migrations

RETRY_AFTER = "5"


class HealthMiddleware:
    """Answers both before host names, sessions and sign-in are looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/live":
            return _bare(HttpResponse("live", content_type="text/plain"))
        if request.path == "/ready":
            return _bare(_readiness())
        return self.get_response(request)


def _readiness() -> HttpResponse:
    answers = {"database": _database_answers(), "migrations": _is_migrated(), "storage": _can_write()}
    if all(answers.values()):
        return JsonResponse(answers)
    return JsonResponse(answers, status=503, headers={"Retry-After": RETRY_AFTER})


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return False
    return True


def _is_migrated() -> bool:
    try:
        return _was_migrated()
    except (Error, LookupError):
        return False


@functools.cache
def _was_migrated() -> bool:
    """Remembered once true: the files of this process cannot change under it."""
    missing = missing_migrations()
    if missing:
        raise LookupError(missing[0])
    return True


def _can_write() -> bool:
    try:
        with tempfile.TemporaryFile(dir=settings.ENV.data) as file:
            file.write(b"x" * 4096)
            file.flush()
    except OSError:
        return False
    return True


def _bare(response: HttpResponse) -> HttpResponse:
    """Nothing after this answers for it, so it carries its own policy."""
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
