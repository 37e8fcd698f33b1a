"""One request of a machine: who it is, whether it is too much, what it asks, and the answer.

Only the token says who knocks; a session or a cookie does nothing here, so no other site can borrow one (3.57).
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from atenda.api import bodies, limits, repeating
from atenda.api.authenticating import bearer_of, note_use
from atenda.api.description import description
from atenda.api.failing import failed
from atenda.api.problems import Problem, answer
from atenda.organizations.entering import inside

SAFE = {"GET", "HEAD"}
ADDRESSES = "atenda.api.addresses"
OPENAPI = "/api/v1/openapi.json"
BATCH, FILES = "/batch/", "/files/"
CASE = re.compile(r"/api/v1/cases/0*([1-9][0-9]{0,9})(?:/|\Z)")  # however its folio is written
POLICY = "default-src 'none'; frame-ancestors 'none'"


def answered(request: HttpRequest) -> HttpResponse:
    """Whatever happens, an answer of ours: JSON, in the language asked for, that nobody keeps."""
    with translation.override(_language(request)):
        try:
            response = _answered(request)
        except Exception as error:
            response = failed(request, error)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Vary", "Authorization, Accept-Language")
    if request.META["REQUEST_METHOD"] == "HEAD":
        return _without_body(response)
    if not response.streaming:
        response.headers["Content-Length"] = str(len(response.content))
    return response


def _answered(request: HttpRequest) -> HttpResponse:
    request.get_host()  # refused like a page's
    if request.path_info == OPENAPI and request.method in SAFE:
        return description(request)
    token = bearer_of(request.headers.get("Authorization", ""))
    now = timezone.now()
    if token is None or not token.is_valid(now):
        return answer(_unknown(request))
    if not request.headers.get("Accept-Language"):
        translation.activate(token.agent.identity.language)
    known: Any = request
    known.token, known.now, known.has_begun = token, now, False
    known.is_only_asked = request.method == "HEAD"  # what it would be: nothing is taken away
    known.actor, known.organization, known.user = token.agent, token.organization, token.agent.identity
    with inside(token.organization), timezone.override(_zone(token)):
        standing = limits.take(
            token.organization.pk,
            token.agent.pk,
            writes=request.method not in SAFE,
            changes=_changed(request),
            now=now,
        )
        if standing is not None and standing.is_over:
            return answer(Problem("limit", _("Ask again later."), headers=standing.headers))
        note_use(token, now)
        try:
            response = _operated(known)
        except Exception as error:
            response = failed(request, error)
    for name, value in (standing.headers if standing else {}).items():
        response.headers[name] = value
    return response


def _operated(request: Any) -> HttpResponse:
    """What the operation of this address and method answers."""
    path = request.path_info if request.path_info.endswith("/") else request.path_info + "/"
    try:
        match = resolve(path, ADDRESSES)
    except Resolver404:
        raise Problem("not-found") from None
    request.resolver_match = match
    if request.method == "HEAD":
        request.method = "GET"
    takes_file = request.method == "POST" and path.endswith(FILES)  # read by the operation, straight to disk
    if request.method != "GET" and not takes_file:
        bodies.read(request, bodies.LARGEST_BATCH if path.endswith(BATCH) else bodies.LARGEST)

    def do() -> HttpResponse:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if response.status_code == 405:
            return answer(Problem("method", headers={"Allow": ", ".join(sorted(response["Allow"].split(", ")))}))
        return response

    keeps_itself = takes_file or path.endswith(BATCH)  # a file by its key, a batch row by row
    return repeating.once(request, do) if request.method == "POST" and not keeps_itself else do()


def _without_body(response: HttpResponse) -> HttpResponse:
    """To HEAD: what GET would have been answered, but for the body."""
    headers = dict(response.headers)
    if not response.streaming:
        headers.setdefault("Content-Length", str(len(response.content)))
    for close in vars(response)["_resource_closers"]:  # not the response: that would end the request
        close()
    return HttpResponse(status=response.status_code, headers=headers)


def _changed(request: HttpRequest) -> str:
    """Which case it changes, if it is one."""
    found = CASE.match(request.path_info)
    return f"case:{found[1]}" if found else ""


def _language(request: HttpRequest) -> str:
    return translation.get_language_from_request(request)


def _zone(token: Any) -> str:
    return str(token.agent.identity.time_zone or token.organization.time_zone)


def _unknown(request: HttpRequest) -> Problem:
    """One answer for no token, an unknown one, one revoked, expired or of somebody who left."""
    asked = 'Bearer realm="atenda"' + (', error="invalid_token"' if "Authorization" in request.headers else "")
    sentence = _("Send a valid token: Authorization: Bearer atenda_…")
    return Problem("unauthenticated", sentence, headers={"WWW-Authenticate": asked})
