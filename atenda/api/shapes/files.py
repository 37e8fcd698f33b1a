"""Files as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Ref, Shape, ref
from atenda.files.models import Attachment
from atenda.staff import directory


class FileOut(Answer):
    id: int
    name: str
    size: int
    kind: str
    sha256: str
    added_by: Ref | None
    added_at: datetime
    review: str
    reason: str
    note: int | None
    is_withheld: bool = Field(description="It may hold a virus, or has not been looked at: nobody gets it.")
    content: str = Field(description="Where its bytes are.")


class FilePage(Answer):
    items: list[FileOut]
    next: str | None


class ReviewIn(Shape):
    review: Literal["pending", "valid", "rejected"]
    reason: Annotated[str, Field(max_length=500)] = Field(default="", description="Needed to reject.")


class UploadOut(Answer):
    id: int = Field(description="To be named in `files` of a note.")
    name: str
    size: int


def file(found: Attachment, folio: int) -> dict[str, Any]:
    """With its content read."""
    return {
        "id": found.pk,
        "name": found.name,
        "size": found.content.size,
        "kind": found.content.kind,
        "sha256": bytes(found.content.digest).hex(),
        "added_by": ref(directory.agents().get(found.added_by_id or 0)),
        "added_at": found.added_at,
        "review": found.review,
        "reason": found.reason,
        "note": found.note_id,
        "is_withheld": found.content.is_withheld,
        "content": f"/api/v1/cases/{folio}/files/{found.pk}/content/",
    }
