"""The pages for what went wrong. They depend on nothing that may itself be broken, and say what to do next."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 400, _("We could not read that request"), _("Go back, reload the page and try again."))


def no_permission(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if getattr(request, "seeing", None) is not None and request.method not in {"GET", "HEAD"}:
        advice = _("You see Atenda as another role, only to look. Nothing was changed. End it to work as yourself.")
        return _page(request, 403, _("You are only looking"), advice)
    return _page(
        request,
        403,
        _("Your role does not allow this"),
        _("An administrator of your organization can give you this permission. Nothing was changed."),
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The same bytes whether the thing is hidden from this person or does not exist."""
    return _page(
        request,
        404,
        _("There is nothing here"),
        _("The address may be mistyped, or what it led to is not available to you."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with a time to come back at when it is only that the database is away."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        advice = _("The database does not answer. What you had typed is kept in this browser: try again in a moment.")
        response = _page(request, 503, _("We will be back in a moment"), advice)
        response.headers["Retry-After"] = "5"
        return response
    return _page(
        request,
        500,
        _("Something failed on our side"),
        _("It has been recorded. What you had typed is kept in this browser: go back and try again in a moment."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`reason` is for programmers; the person needs to know what to do."""
    return _page(
        request,
        403,
        _("This page had been open for too long"),
        _("For your safety it was not sent. Go back, reload the page and send it again: what you typed is kept."),
    )


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    return render(request, "ui/error.html", {"status": status, "title": title, "advice": advice}, status=status)
