"""Read what was sent: as much as is allowed, and JSON as strictly as it is defined (7.14)."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from atenda.api.explaining import pointer
from atenda.api.problems import Fault, Problem

LARGEST = 1_000_000
LARGEST_BATCH = 5_000_000
DEEPEST = 20
MOST_FIELDS = 1_000  # of one object


class StrictParser(Parser):
    """JSON and nothing else: UTF-8, no NaN, not too deep, no text the database cannot keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem("media-type", _("Send application/json."), headers={"Accept": "application/json"})
        return parse(request.body)


def read(request: HttpRequest, most: int) -> None:
    """Take the body in, up to so many bytes. Raises Problem."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    too_large = Problem("too-large", _("A request has up to {most} bytes.").format(most=most))
    if declared.isdecimal() and int(declared) > most:
        raise too_large
    body = request.read(most + 1)
    if len(body) > most:
        raise too_large
    request._body = body


def parse(body: bytes) -> Any:
    try:
        said = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Problem("malformed", _("This is not JSON.")) from error
    if faults := _unfit(said, (), 0):
        raise Problem("invalid", faults[0].message, faults)
    return said


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _unfit(value: Any, path: tuple[object, ...], depth: int) -> list[Fault]:
    """The first text that cannot be kept, or where it goes too deep."""
    if isinstance(value, str):
        return (
            []
            if _can_be_kept(value)
            else [Fault("text", _("This text has characters that cannot be kept."), pointer(path))]
        )
    if not isinstance(value, dict | list):
        return []
    if depth == DEEPEST:
        return [Fault("depth", _("It goes too deep."), pointer(path))]
    if isinstance(value, dict) and len(value) > MOST_FIELDS:
        return [Fault("too-many", _("There may be up to {max_length}.").format(max_length=MOST_FIELDS), pointer(path))]
    within = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in within:
        if isinstance(key, str) and not _can_be_kept(key):
            return [Fault("text", _("This text has characters that cannot be kept."), pointer(path))]
        if found := _unfit(each, (*path, key), depth + 1):
            return found
    return []


def _can_be_kept(text: str) -> bool:
    """No NUL, which PostgreSQL refuses, and no half of a character, which UTF-8 has no bytes for."""
    if text.isascii():
        return "\0" not in text
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
