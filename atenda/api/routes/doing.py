"""What the deeds on a case share: the lock, the version somebody has read, and the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse

from atenda.api.answers import said
from atenda.api.requests import ApiRequest
from atenda.api.shapes.cases import whole
from atenda.api.versions import unchanged
from atenda.cases.models import Case
from atenda.cases.views.finding import CASE_AND_CUSTOMER
from atenda.history.deeds import Deed, one_deed
from atenda.history.merging import last_seq
from atenda.history.undoing import way_back

UNDO = "Atenda-Undo"


@contextmanager
def deed_on(request: ApiRequest, case: Case, *, quietly: bool = False) -> Iterator[Deed]:
    """The block as one deed on this case, as it was read if `If-Match` says so."""
    with one_deed() as done:
        done.is_quiet = done.is_quiet or quietly
        case.lock()
        if "If-Match" in request.headers:
            unchanged(request, etag(case, last_seq(case)))
        yield done


def shown(case: Case, version: int, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """The case as it is now, its customer read."""
    return said(whole(case, version), status, {"ETag": etag(case, version), **(headers or {})})


def done_to(request: ApiRequest, case: Case, done: Deed) -> HttpResponse:
    """The case after a deed, even one after which this person sees it no more: they did it."""
    found: Any = CASE_AND_CUSTOMER.one(case.organization_id, case.folio)
    now, now.contact, now.account = found
    return shown(now, last_seq(now), headers=undo_of(request, done))


def undo_of(request: ApiRequest, done: Deed) -> dict[str, str]:
    """By what it is taken back, where that can be: sent to `POST undoing/`."""
    events = way_back(done, by=request.actor, now=request.now)
    return {UNDO: "-".join(map(str, events))} if events else {}


def etag(case: Case, version: int) -> str:
    return f'"{case.folio}.{version}"'
