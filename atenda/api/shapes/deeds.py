"""What deeds on cases are told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Id, Named, Shape
from atenda.api.shapes.cases import Text


class Quietly(Shape):
    quietly: bool = Field(default=False, description="Nobody is told of it.")


class Cancelling(Quietly):
    state: Named | None = None
    closing_reason: Named | None = None


class Closing(Cancelling):
    solution: Text | None = Field(default=None, description="What solved it; null leaves what there is.")


class Assignment(Quietly):
    responsible: Id | None = None
    assignees: Annotated[list[Id], Field(max_length=50)] = []


class Hearing(Shape):
    hearing: Literal["usual", "following", "muted"]


class Undoing(Shape):
    deed: str = Field(pattern=r"^[0-9]{1,18}(-[0-9]{1,18}){0,9}$", description="As the header Atenda-Undo says it.")


class Undone(Answer):
    undone: str
