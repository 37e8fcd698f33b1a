"""The audit log, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from atenda.api.shapes import Answer, Ref
from atenda.history.audit import Told


class ChangeOut(Answer):
    name: str
    before: str
    after: str


class AuditRow(Answer):
    id: int
    at: datetime
    kind: str = Field(description="For programs: it stays the same in every language.")
    by: Ref | None = Field(description="Nobody where Atenda did it by itself.")
    sentence: str
    of: str = Field(description="What or whom it is about.")
    area: str
    changes: list[ChangeOut] = Field(description="What changed, in words.")
    address: str = Field(description="The network address, of who signed in.")


class AuditPage(Answer):
    items: list[AuditRow]
    next: str | None


def audit_row(told: Told) -> dict[str, Any]:
    return {
        "id": told.id,
        "at": told.at,
        "kind": told.kind,
        "by": {"id": told.by, "name": told.who} if told.by else None,
        "sentence": told.sentence,
        "of": told.of,
        "area": told.area,
        "changes": [{"name": one.name, "before": one.before, "after": one.after} for one in told.details],
        "address": told.address,
    }
