"""Whether a thing still is what somebody has read: its ETag and theirs (RFC 9110, 6.23)."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _

from atenda.api.problems import Problem


def unchanged(request: HttpRequest, etag: str) -> None:
    """Refuse when `If-Match` names other versions than this one. Call it where the row is locked.

    Without the header the last one wins, field by field: a program that sets one field need not read all of them.
    """
    given = request.headers.get("If-Match")
    if given is not None and given.strip() != "*" and etag not in parse_etags(given):
        raise Problem("changed", _("Read it again, and decide anew."), headers={"ETag": etag})


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether `If-None-Match` names this very version: the answer is 304."""
    given = request.headers.get("If-None-Match")
    return given is not None and (given.strip() == "*" or etag in parse_etags(given))
