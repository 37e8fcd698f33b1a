"""A POST with an Idempotency-Key happens once, however often it is sent (1.18).

The first answer, good or bad, is kept in the transaction of the deed and given again for a day at least. Nothing is
kept of what did not get as far as the deed: no token, a limit, a body that cannot be read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from atenda.api.models import KeptAnswer
from atenda.api.problems import Fault, Problem, answer
from atenda.api.requests import ApiRequest
from atenda.history.deeds import Deed, one_deed

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT = timedelta(days=2)
HEADERS = ("Content-Type", "ETag", "Location", "Link")


class _NotDone(Exception):
    """Takes back what a refused request did; its answer stays."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once(request: ApiRequest, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do it, unless the same key did it before."""
    key = key_of(request)
    return do() if key is None else _once(request, key, _fingerprint(request), do)


def row_once(request: ApiRequest, place: int, do: Callable[[], HttpResponse]) -> HttpResponse:
    """The same for one row of a batch, by its place: each is kept with what it did."""
    key = key_of(request)
    request.has_begun = True
    if key is None:
        return do()
    try:
        return _once(request, f"{key}/{place}", _fingerprint(request), do)
    except Problem as problem:
        return answer(problem)


def _once(request: ApiRequest, key: str, fingerprint: bytes, do: Callable[[], HttpResponse]) -> HttpResponse:
    with one_deed() as deed:
        if not _is_ours(request, key):
            raise Problem("under-way", _("Ask again when it has been answered."), headers={"Retry-After": "1"})
        kept = KeptAnswer.objects.filter(token=request.token, key=key).first()
        if kept is not None:
            return _again(kept, fingerprint)
        response = _tried(deed, do)
        if request.has_begun:
            _keep(request, key, fingerprint, response)
    return response


def _tried(deed: Deed, do: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer; of a refused request nothing else stays, not even of what it had done before it failed."""
    try:
        with transaction.atomic(), deed.whole():
            response = do()
            if response.status_code >= 400:
                raise _NotDone(response)
    except _NotDone as refused:
        return refused.response
    return response


def sweep(now: datetime) -> int:
    """Forget the answers of the organization entered that are old enough, and say how many there were."""
    swept: int = KeptAnswer.objects.filter(created_at__lt=now - KEPT).delete()[0]
    return swept


def key_of(request: ApiRequest) -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not KEY.fullmatch(key):
        fault = Fault("key", _("A key has 1 to 255 printable ASCII characters and no spaces."), header=HEADER)
        raise Problem("invalid", fault.message, [fault])
    return key


def _fingerprint(request: ApiRequest) -> bytes:
    """Of everything that makes it the same request, with our key: a password in it cannot be guessed by this."""
    parts = (request.method or "", request.get_full_path(), request.content_type or "")
    said = "\0".join(parts).encode() + b"\0" + request.body
    return salted_hmac("atenda.api.repeating", said, algorithm="sha256").digest()


def _is_ours(request: ApiRequest, key: str) -> bool:
    """Whether nobody else is at this key now; held until the transaction ends."""
    whole = hashlib.sha256(f"api:{request.token.organization_id}:{request.token.pk}:{key}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(whole[:8], signed=True)])
        return bool(cursor.fetchone()[0])


def _again(kept: KeptAnswer, fingerprint: bytes) -> HttpResponse:
    if bytes(kept.fingerprint) != fingerprint:
        raise Problem("key-reused", _("Take a new key for a new request."))
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(bytes(kept.body), status=kept.status, headers=headers)


def _keep(request: ApiRequest, key: str, fingerprint: bytes, response: HttpResponse) -> None:
    """An answer that says a secret has `to_keep`, what is said of it again: nobody keeps a secret here."""
    headers: dict[str, Any] = {name: response[name] for name in HEADERS if name in response}
    KeptAnswer.objects.create(
        token=request.token,
        key=key,
        fingerprint=fingerprint,
        status=response.status_code,
        headers=headers,
        body=getattr(response, "to_keep", response.content),
        created_at=request.now,
    )
