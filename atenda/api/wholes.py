"""Small things read and changed whole: their version is a sum over what they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse

from atenda.api.answers import said, written
from atenda.api.explaining import not_there
from atenda.api.problems import Fault, Problem
from atenda.api.versions import is_known, unchanged


def read(request: HttpRequest, what: Any) -> HttpResponse:
    """It, or 304 for whoever has it."""
    etag = etag_of(what)
    if is_known(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    return said(what, headers={"ETag": etag})


def shown(
    what: Any,
    *,
    status: int = 200,
    location: str = "",
    headers: Mapping[str, str] | None = None,
    version: Any = None,
) -> HttpResponse:
    """It as it is now; `location` is where it can be read, behind /api/v1/.

    `version`: what of it counts, where the rest changes by itself and nobody has to read it anew for that.
    """
    headers = {**(headers or {}), "ETag": etag_of(what if version is None else version)}
    if location:
        headers["Location"] = f"/api/v1/{location}"
    return said(what, status, headers)


def still(request: HttpRequest, what: Any) -> None:
    """Refuse when `If-Match` names something else. Call it where the row is locked, with what it is by then."""
    unchanged(request, etag_of(what))


def etag_of(what: Any) -> str:
    return f'"{sha256(written(what).encode()).hexdigest()[:32]}"'


def each_there(ids: Sequence[int], known: Collection[int], field: str) -> None:
    """Refuse the ids of a list that name nothing. Raises Problem."""
    faults = [not_there(f"/{field}/{place}") for place, pk in enumerate(ids) if pk not in known]
    if faults:
        raise wrong(*faults)


def wrong(*faults: Fault) -> Problem:
    """The problem these faults are."""
    return Problem("invalid", faults[0].message, list(faults))
