"""What deeds on cases are told."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Id, Named, Ref, Shape, ref
from atenda.api.shapes.cases import Text
from atenda.cases.foreseeing_parting import Parting


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


class HowMuch(Answer):
    mails: int
    notes: int
    files: int


class UnmergingForeseen(Answer):
    merged_into: int = Field(description="The folio of the case it is taken out of.")
    state: Ref | None = Field(description="In which it comes back; null where it stays as it is.")
    along: list[int] = Field(description="By folio: what was merged into it, and goes with it.")
    own: HowMuch = Field(description="What goes with it.")
    stays: HowMuch = Field(description="What came to the other since they were merged.")
    leaving: list[str] = Field(description="Who works on the other no more.")
    losing: list[str] = Field(description="Who sees it no more.")


def unmerging(found: Parting) -> dict[str, Any]:
    return {
        "merged_into": found.parent.folio,
        "state": ref(found.state),
        "along": [case.folio for case in found.along],
        "own": asdict(found.own),
        "stays": asdict(found.stays),
        "leaving": found.leaving,
        "losing": found.losing,
    }


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
