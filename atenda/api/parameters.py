"""Parameters of an address, said once: how they are described, and how they are read or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _
from pydantic_core import PydanticCustomError

from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes import moment_of


def parameter(name: str, description: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    """As OpenAPI says it; a text unless the schema says otherwise."""
    said = {"type": "string", **schema}
    return {"in": "query", "name": name, "required": required, "description": description, "schema": said}


def one_of(request: ApiRequest, name: str, known: Sequence[str], usual: str = "") -> str:
    """What is said, which is one of these, or the usual one; needed where there is none. Raises Problem."""
    text = request.GET.get(name)
    if text is None and usual:
        return usual
    if text is None:
        refuse(name, _("This parameter is needed."), "missing")
    if text not in known:
        refuse(name, _("It must be one of: {expected}.").format(expected=", ".join(known)), "not-one-of")
    return text


def moment(request: ApiRequest, name: str, usual: datetime) -> datetime:
    """What is said, a moment with its zone, or the usual one. Raises Problem."""
    text = request.GET.get(name)
    try:
        return usual if text is None else moment_of(text)
    except PydanticCustomError:
        refuse(name, _("It must be a moment with its zone, like 2026-11-02T09:30:00Z."), "moment")


def refuse(name: str, message: Any, code: str = "value") -> NoReturn:
    """Say that this parameter is not right."""
    raise Problem("invalid", message, [Fault(code, message, parameter=name)])
