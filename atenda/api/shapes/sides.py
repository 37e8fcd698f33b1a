"""Side conversations as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from atenda.api.shapes import Answer, Id, Ref, Shape
from atenda.api.shapes.mails import Correspondent, MessageOut, ReaderIn
from atenda.api.shapes.notes import Words
from atenda.conversations.models import SideConversation
from atenda.conversations.rich import LONGEST
from atenda.files.limits import MOST_AT_ONCE
from atenda.staff import directory

Subject = Annotated[str, Field(min_length=1, max_length=240)]


class AsideIn(Shape):
    """What a third party is told."""

    to: Annotated[list[ReaderIn], Field(min_length=1, max_length=25)]
    cc: Annotated[list[ReaderIn], Field(max_length=25)] = []
    text: Words
    html: Annotated[str, Field(max_length=LONGEST)] = Field(
        default="", description="The same with form, made harmless; `text` is made of it then."
    )
    signed: bool = Field(default=True, description="Whether the signature of whoever writes stands below.")
    files: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)] = Field(
        default=[], description="Files of the case that go along."
    )


class SideIn(AsideIn):
    """The first mail of a side conversation."""

    subject: Subject


class SideOut(Answer):
    id: int
    subject: str
    people: list[Correspondent] = Field(description="Whoever was written to, or wrote.")
    standing: str = Field(description="waiting, answered or finished.")
    since: datetime = Field(description="It stands so.")
    opened_by: Ref
    opened_at: datetime


class SidesAnswer(Answer):
    items: list[SideOut]


class SideWhole(SideOut):
    messages: list[MessageOut]


def side_row(side: SideConversation) -> dict[str, Any]:
    author = directory.agents()[side.opened_by_id]
    return {
        "id": side.pk,
        "subject": side.subject,
        "people": [{"name": name, "address": address} for name, address in side.people],
        "standing": side.standing,
        "since": side.since,
        "opened_by": {"id": author.id, "name": author.name},
        "opened_at": side.opened_at,
    }


def side_whole(side: SideConversation, messages: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {**side_row(side), "messages": list(messages)}
