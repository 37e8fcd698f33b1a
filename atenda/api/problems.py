"""What went wrong, as RFC 9457 writes it: `application/problem+json` with a code for programs, a sentence for people in
their language, and the field it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ADDRESS = "/api/v1/"  # of the page that explains each
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """One kind of problem: the name programs go by, the status, and what it means."""

    code: str
    status: int
    title: Promise


KINDS = {
    kind.code: kind
    for kind in (
        Kind("malformed", 400, _("The request cannot be read")),
        Kind("unauthenticated", 401, _("A valid token is needed")),
        Kind("forbidden", 403, _("Not allowed")),
        Kind("scope", 403, _("The token is not good for this")),
        Kind("not-found", 404, _("There is nothing here")),
        Kind("method", 405, _("This address does not take that method")),
        Kind("conflict", 409, _("This does not fit what is so now")),
        Kind("under-way", 409, _("The same request is under way")),
        Kind("changed", 412, _("It was changed meanwhile")),
        Kind("too-large", 413, _("Too much was sent")),
        Kind("media-type", 415, _("This cannot be read in that format")),
        Kind("invalid", 422, _("Some of what was sent is not right")),
        Kind("refused", 422, _("This cannot be done")),
        Kind("key-reused", 422, _("The same Idempotency-Key came with another request")),
        Kind("limit", 429, _("Too many requests")),
        Kind("failed", 500, _("Something failed on our side")),
        Kind("away", 503, _("The database does not answer")),
        Kind("too-slow", 503, _("This takes too long: ask for less")),
    )
}


@dataclass(frozen=True)
class Fault:
    """One thing that is not right: in the body at a JSON pointer, in the address a parameter, or a header."""

    code: str
    message: str | Promise
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None

    @property
    def told(self) -> dict[str, str]:
        places = {"pointer": self.pointer, "parameter": self.parameter, "header": self.header}
        where = {name: place for name, place in places.items() if place is not None}
        return {**where, "code": self.code, "message": str(self.message)}


@dataclass
class Problem(Exception):
    """Raised anywhere behind the door; the door answers it."""

    code: str
    detail: str | Promise = ""
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return KINDS[self.code]

    @property
    def told(self) -> dict[str, Any]:
        kind = self.kind
        said: dict[str, Any] = {
            "type": f"{ADDRESS}#problem-{kind.code}",
            "title": str(kind.title),
            "status": kind.status,
            "code": kind.code,
        }
        if self.detail:
            said["detail"] = str(self.detail)
        if self.faults:
            said["errors"] = [fault.told for fault in self.faults]
        return said


def answer(problem: Problem) -> HttpResponse:
    body = json.dumps(problem.told, ensure_ascii=False)
    return HttpResponse(body, status=problem.kind.status, content_type=MEDIA_TYPE, headers=dict(problem.headers))
