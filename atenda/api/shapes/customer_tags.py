"""The tags of customers as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from atenda.api.shapes import Answer, Id, Shape
from atenda.api.shapes.customers import TagName
from atenda.customers.models import Tag
from atenda.customers.tag_lists import Line


class TagFields(Shape):
    name: TagName


class TagReplacing(Shape):
    other: Id = Field(description="The tag that takes its place on whoever has it.")


class TagWhole(Answer):
    """A tag, and how many have it."""

    id: int
    name: str
    is_retired: bool
    replaced_by: int | None
    accounts: int
    contacts: int


class TagsAnswer(Answer):
    items: list[TagWhole] = Field(description="Up to five hundred, in the order of the alphabet.")


class TagReplaced(Answer):
    """The event with which it can be taken back, once it is done everywhere."""

    is_done: bool
    event: int


def tag_fields(tag: Tag) -> dict[str, Any]:
    return {
        "id": tag.pk,
        "name": tag.name,
        "is_retired": tag.retired_at is not None,
        "replaced_by": tag.replaced_by_id,
    }


def tag_whole(line: Line) -> dict[str, Any]:
    return {**tag_fields(line.tag), "accounts": line.accounts, "contacts": line.contacts}
