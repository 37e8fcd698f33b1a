"""How things look as JSON. `Shape`s of what is sent are checked strictly; those of what is answered describe it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

LARGEST_ID = 9_007_199_254_740_991  # what every JSON reader keeps exactly


class Shape(BaseModel):
    """What is sent: nothing more than it names, and no text in the place of a number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """What is answered. Only the description is made of it; a test holds the answers to it."""


Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


def moment_of(value: Any) -> datetime:
    """A moment that says its zone. Raises PydanticCustomError."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 and "T" in value else None
        if read is not None and read.tzinfo is not None and 1 < read.year < 9999:
            return read.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError("moment", "a moment with its zone")


Moment = Annotated[
    Any,
    PlainValidator(moment_of),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-02T09:30:00Z"]}),
]


def _named(value: Any) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_ID:
        return value
    if isinstance(value, str) and 1 <= len(value) <= 60:
        return value
    raise PydanticCustomError("named", "an id or a label")


Named = Annotated[
    Any,
    PlainValidator(_named),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
                {"type": "string", "minLength": 1, "maxLength": 60},
            ],
            "description": "The id of a value, or its label in any language.",
        }
    ),
]


class Ref(Answer):
    """Another thing, by its id and name."""

    id: int
    name: str


def ref(value: Any) -> dict[str, Any] | None:
    """Something with an id and a name, if it is there."""
    return None if value is None else {"id": value.id, "name": str(value)}
