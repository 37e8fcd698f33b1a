"""Whatever is raised behind the door, as a problem."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError

from atenda.api.explaining import invalid, refused
from atenda.api.problems import Problem, answer
from atenda.cases.editing import Conflict
from atenda.history.undoing import CannotUndo
from atenda.organizations.patience import TookTooLong
from atenda.organizations.refusals import Refused

log = logging.getLogger("django.request")


def problem_of(error: Exception) -> Problem | None:
    """The problem it is; None for a fault of ours."""
    match error:
        case Problem():
            return error
        case HttpError() if isinstance(error.__cause__, Problem):  # from within the parser
            return error.__cause__
        case HttpError(status_code=400) | SuspiciousOperation():
            return Problem("malformed")
        case ValidationError():
            return invalid(error.errors)
        case Http404():
            return Problem("not-found")
        case PermissionDenied():
            return Problem("forbidden", _("The role of the person this token acts as does not allow it."))
        case Conflict() | CannotUndo():
            return Problem("conflict", str(error))
        case Refused():
            return refused(error)
        case TookTooLong():
            return Problem("too-slow", headers={"Retry-After": "5"})
        case OperationalError() | InterfaceError():
            return Problem("away", headers={"Retry-After": "5"})
    return None


def failed(request: HttpRequest, error: Any) -> HttpResponse:
    """The answer to it. A fault of ours is logged, and not told."""
    problem = problem_of(error)
    if problem is None or problem.code == "away":
        log.error("API: %s %s", request.method, request.path, exc_info=error)
    return answer(problem or Problem("failed"))
