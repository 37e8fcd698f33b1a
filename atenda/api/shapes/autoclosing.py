"""Which cases close by themselves, as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from atenda.api.shapes import Answer, Id, Shape
from atenda.autoclosing.models import Policy


class AutoclosingFields(Shape):
    """What is not named stays as it is."""

    is_on: bool | None = None
    states: list[Id] | None = None
    days: Annotated[int, Field(ge=1, le=365)] | None = None
    notice_days: Annotated[int, Field(ge=1, le=90)] | None = None
    reason: Id | None = None


class AutoclosingAnswer(Answer):
    is_on: bool
    states: list[int] = Field(description="States of waiting. Without any, nothing closes by itself.")
    days: int = Field(description="Without an answer, until the customer is told.")
    notice_days: int = Field(description="From then until it is closed.")
    reason: int | None = Field(description="With which it is closed.")


def autoclosing_whole(held: Policy) -> dict[str, Any]:
    return {
        "is_on": held.is_on,
        "states": list(held.states),
        "days": held.days,
        "notice_days": held.notice_days,
        "reason": held.reason_id,
    }
