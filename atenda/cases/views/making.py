"""What a form names and nobody made yet: tags, and a category. Made in the deed that uses them, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.cases.fields import NewValue
from atenda.cases.picklists import category_called
from atenda.cases.tagging import tags_called
from atenda.staff.models import Agent


def with_new_values(values: Mapping[str, Any], *, by: Agent, now: datetime) -> dict[str, Any]:
    """The values of a form with rows in place of names."""
    made = dict(values)
    if "tags" in made:
        made["tags"] = tags_called(made["tags"], by=by, now=now)
    if isinstance(made.get("category"), NewValue):
        made["category"] = category_called(made["category"].name, by=by, now=now)
    return made
