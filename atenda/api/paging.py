"""Pages of a list: where one ended is a cursor nobody can make up, and the next one an address."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from atenda.api.answers import said
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest

USUAL, MOST = 50, 100
LONGEST = 200  # letters of a filter


def limit_of(request: ApiRequest, most: int = MOST, usual: int = USUAL) -> int:
    """How many are wanted. Raises Problem."""
    text = request.GET.get("limit")
    if text is None:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= most):
        message = _("It must be a number from 1 to {most}.").format(most=most)
        raise Problem("invalid", message, [Fault("value", message, parameter="limit")])
    return int(text)


def cursor_of(request: ApiRequest, kind: str) -> str:
    """Where the page before ended, as `kind` wrote it; empty for the first page. Raises Problem."""
    text = request.GET.get("cursor")
    if text is None:
        return ""
    try:
        return str(_signer(kind).unsign(text))
    except signing.BadSignature:
        message = _("Take the cursor from the page before: this is none of this list and order.")
        raise Problem("invalid", message, [Fault("value", message, parameter="cursor")]) from None


def page(request: ApiRequest, items: list[Any], *, kind: str, end: str) -> HttpResponse:
    """The answer: the items, and the address of what follows when `end` says where they ended."""
    if not end:
        return said({"items": items, "next": None})
    asked = request.GET.copy()
    asked["cursor"] = _signer(kind).sign(end)
    following = f"{request.path}?{asked.urlencode()}"
    return said({"items": items, "next": following}, headers={"Link": f'<{following}>; rel="next"'})


def known_parameters(request: ApiRequest, *names: str) -> None:
    """Refuse a parameter the operation does not have, by name: a misspelt filter must not answer with everything."""
    unknown = sorted(set(request.GET) - set(names))
    if unknown:
        faults = [Fault("unknown", _("There is no such parameter."), parameter=name) for name in unknown]
        raise Problem("invalid", faults[0].message, faults)
    for name, values in request.GET.lists():
        if len(values) > 1:
            fault = Fault("twice", _("It may be said once."), parameter=name)
            raise Problem("invalid", fault.message, [fault])
        if "\0" in values[0] or any("\ud800" <= letter <= "\udfff" for letter in values[0]):
            fault = Fault("text", _("This text has characters that cannot be kept."), parameter=name)
            raise Problem("invalid", fault.message, [fault])


def refuse_unread(request: ApiRequest, names: Iterable[str], understood: Container[str]) -> None:
    """Refuse a filter that is said and was not understood: it must not answer with everything."""
    unread = [
        name for name in names if name in request.GET and (name not in understood or len(request.GET[name]) > LONGEST)
    ]
    if unread:
        faults = [Fault("value", _("This filter cannot be read."), parameter=name) for name in unread]
        raise Problem("invalid", faults[0].message, faults)


def _signer(kind: str) -> signing.Signer:
    return signing.Signer(salt=f"atenda.api.cursor.{kind}", sep="~")


PARAMETERS = [
    {
        "in": "query",
        "name": "limit",
        "required": False,
        "description": "How many at once.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
    {
        "in": "query",
        "name": "cursor",
        "required": False,
        "description": "From `next` of the page before.",
        "schema": {"type": "string", "maxLength": 400},
    },
]
