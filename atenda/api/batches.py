"""Many things by one request: each is done by itself, and the answer has one row for each.

A row is a transaction of its own. In one for all, a thousand cases would hold the next folio for seconds, and nobody
else could open one. With an `Idempotency-Key` each row is kept by its place, so what a crash cut short goes on where it
stopped when the request is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from pydantic import Field, ValidationError

from atenda.api import limits
from atenda.api.answers import MEDIA_TYPE
from atenda.api.explaining import invalid
from atenda.api.failing import failed
from atenda.api.repeating import row_once
from atenda.api.requests import ApiRequest
from atenda.api.shapes import Answer, Shape

MOST = 1_000
S = TypeVar("S", bound=Shape)


class BatchRow(Answer):
    status: int = Field(description="What the request for this row alone would have been answered with.")
    body: dict[str, Any] = Field(description="The thing as it is now, or the problem.")


class BatchAnswer(Answer):
    """The rows in the order in which they were sent."""

    items: list[BatchRow]
    succeeded: int
    failed: int


class Batch(Shape):
    items: list[dict[str, Any]] = Field(min_length=1, max_length=MOST)


def each(request: ApiRequest, items: Sequence[Any], do: Callable[[Any], HttpResponse]) -> HttpResponse:
    """Do each, one after the other. Of an organization six batches are taken in a minute: 6 000 rows."""
    limits.refuse_more(request.organization.pk, limits.BATCHES, request.now)
    rows: list[str] = []
    succeeded = 0
    for place, item in enumerate(items):
        answer = row_once(request, place, partial(_answered, request, do, item))
        succeeded += answer.status_code < 400
        rows.append(f'{{"status":{answer.status_code},"body":{answer.content.decode() or "null"}}}')
    body = f'{{"items":[{",".join(rows)}],"succeeded":{succeeded},"failed":{len(rows) - succeeded}}}'
    return HttpResponse(body, content_type=MEDIA_TYPE)


def read(shape: type[S], item: Any) -> S:
    """One row in its shape. Raises Problem."""
    try:
        return shape.model_validate(item)
    except ValidationError as error:
        found = [{**fault, "loc": ("body", "", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise invalid(found) from None


def _answered(request: HttpRequest, do: Callable[[Any], HttpResponse], item: Any) -> HttpResponse:
    try:
        return do(item)
    except Exception as error:
        return failed(request, error)
