"""Answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from ninja.renderers import BaseRenderer

MEDIA_TYPE = "application/json"


def said(what: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """This as JSON."""
    return HttpResponse(written(what), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def written(what: Any) -> str:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"), default=_as_json)


def _as_json(value: Any) -> Any:
    """Moments in universal time, to the microsecond only where there is one."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


class Renderer(BaseRenderer):
    media_type = MEDIA_TYPE

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return written(data)
