"""What customers said, and when they are asked, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from atenda.api.shapes import LARGEST_ID, Answer, Shape
from atenda.satisfaction.models import Policy, Survey
from atenda.satisfaction.policy import as_values


class SatisfactionFields(Shape):
    """What is not named stays as it is."""

    is_on: bool | None = None
    hours: Annotated[int, Field(ge=0, le=720)] | None = None
    days_between: Annotated[int, Field(ge=0, le=365)] | None = None
    days_valid: Annotated[int, Field(ge=1, le=90)] | None = None
    faces: Literal[3, 5] | None = None
    except_reasons: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] | None = None
    bad_tag: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\r\n]*$")] | None = None
    tells_supervisors: bool | None = None


class SatisfactionAnswer(Answer):
    is_on: bool = Field(description="Customers are asked about what is closed from then on.")
    hours: int = Field(description="After closing.")
    days_between: int = Field(description="Between two questions to the same person.")
    days_valid: int = Field(description="They may answer for so long.")
    faces: int
    except_reasons: list[int] = Field(description="Cases closed for these reasons are not asked about.")
    bad_tag: str
    tells_supervisors: bool


class RatingOut(Answer):
    id: int
    case: int = Field(description="The number of the case.")
    mark: int
    faces: int = Field(description="The best mark there was.")
    comment: str
    closed_at: datetime
    rated_at: datetime
    agent: int | None = Field(description="Who was responsible when it was closed.")
    team: int | None
    category: int | None


class RatingPage(Answer):
    items: list[RatingOut]
    next: str | None


def rating_row(survey: Survey) -> dict[str, Any]:
    return {
        "id": survey.pk,
        "case": survey.case.folio,
        "mark": survey.mark,
        "faces": survey.faces,
        "comment": survey.comment,
        "closed_at": survey.closed_at,
        "rated_at": survey.rated_at,
        "agent": survey.agent_id,
        "team": survey.team_id,
        "category": survey.category_id,
    }


def satisfaction_whole(held: Policy) -> dict[str, Any]:
    return as_values(held)
