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


class Splitting(Quietly):
    reference: Annotated[str, Field(max_length=200)] = Field(default="", description="Empty: by the subject.")


class CaseMerging(Shape):
    cases: Annotated[list[Annotated[int, Field(ge=1, le=2_147_483_647)]], Field(min_length=1, max_length=20)] = Field(
        description="By folio: those that lead to this one from then on."
    )
    different_customers: bool = Field(default=False, description="Say that you know it, where they differ.")


class CaseUnmerging(Shape):
    state: Named | None = Field(default=None, description="A pending one to come back in; null: the one it had.")


class NewCaseReader(Answer):
    name: str
    cases: list[int] = Field(description="By folio: those they will newly see.")


class MergingForeseen(Answer):
    """What a merging would bring."""

    joining: list[str] = Field(description="Who comes to work on the case.")
    readers: list[NewCaseReader]
    different_customers: list[int] = Field(description="By folio: cases of another customer.")
    waiting_mails: int = Field(description="Mails about cases that go which have not left.")


class Hearing(Shape):
    hearing: Literal["usual", "following", "muted"]


class Undoing(Shape):
    deed: str = Field(pattern=r"^[0-9]{1,18}(-[0-9]{1,18}){0,9}$", description="As the header Atenda-Undo says it.")


class Undone(Answer):
    undone: str
