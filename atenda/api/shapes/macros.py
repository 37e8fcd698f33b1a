"""Quick replies and macros as JSON, and what would come of them in a case."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from atenda.api.shapes import Answer, Id, Named, Shape
from atenda.macros.facts import Spoken
from atenda.macros.models import Macro, QuickReply
from atenda.macros.replies import LONGEST
from atenda.macros.running import Foreseen
from atenda.macros.steps import LONGEST_NOTE, MOST_TAGS
from atenda.worklists.models import Reach

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"\S")]
Folder = Annotated[str, Field(max_length=120, description="A path: Deliveries/Late.")]
Language = Literal["es", "gl", "en"]
ReachName = Literal[*Reach.values]  # type: ignore[valid-type]
Ids = Annotated[list[Id], Field(max_length=MOST_TAGS)]


class Texts(Shape):
    """One text by language, with fields like {{first name}}; an empty one takes it away."""

    es: Annotated[str, Field(max_length=LONGEST)] | None = None
    gl: Annotated[str, Field(max_length=LONGEST)] | None = None
    en: Annotated[str, Field(max_length=LONGEST)] | None = None


class KeptFields(Shape):
    """What is not named stays as it is."""

    name: Name | None = None
    folder: Folder | None = None
    reach: ReachName | None = None
    team: Id | None = Field(default=None, description="Whose it is, when its reach is `team`.")


class QuickReplyFields(KeptFields):
    shortcut: Annotated[str, Field(max_length=31)] | None = None
    texts: Texts | None = None


class NewQuickReply(QuickReplyFields):
    name: Name
    texts: Texts


class Confirmation(Shape):
    language: Language


class DoesIn(Shape):
    """What it does, in this order; all of it by keys. It takes the place of what was there."""

    type: Id | None = None
    category: Id | None = None
    priority: Id | None = None
    team: Id | None = None
    add_tags: Ids | None = None
    remove_tags: Ids | None = None
    responsible: Id | Literal["me"] | None = Field(default=None, description="`me`: whoever runs it.")
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] | None = None
    reply: Id | None = Field(default=None, description="A quick reply, sent to whoever wrote last.")
    state: Id | None = None
    reason: Id | None = Field(default=None, description="Why it ends, with a state that ends it.")
    solution: Annotated[str, Field(max_length=LONGEST_NOTE)] | None = None


class MacroFields(KeptFields):
    does: DoesIn | None = None


class NewMacro(MacroFields):
    name: Name
    does: DoesIn


class Running(Shape):
    """Of a macro that ends the case: in place of what it says itself."""

    closing_reason: Named | None = None
    solution: Annotated[str, Field(max_length=LONGEST_NOTE)] | None = None


class KeptOut(Answer):
    id: int
    name: str
    folder: str
    reach: ReachName
    team: int | None
    owner: int
    version: int
    uses: int
    used_at: datetime | None
    created_at: datetime
    changed_at: datetime
    retired_at: datetime | None


class QuickReplyOut(KeptOut):
    shortcut: str
    texts: dict[str, str]
    stale: list[str] = Field(description="Languages whose text was not looked at since another one changed.")


class QuickReplyPage(Answer):
    items: list[QuickReplyOut]
    next: str | None


class MacroOut(KeptOut):
    does: dict[str, int | str | list[int]]


class MacroPage(Answer):
    items: list[MacroOut]
    next: str | None


class FilledOut(Answer):
    """A quick reply as one case would get it."""

    text: str
    language: Language
    wanted: str = Field(description="The language one would speak there.")
    is_stale: bool
    missing: list[str] = Field(description="Fields nothing stands for, as they are written: no mail leaves with one.")


class LineOut(Answer):
    step: str
    says: str
    changes: bool
    refusal: str = Field(description="Why it would not be done; empty where it would.")
    text: str | None = Field(description="Of a note or a mail, filled in.")


class ForeseenOut(Answer):
    """What would come of it. Where one line is refused, nothing of it is done."""

    lines: list[LineOut]
    is_refused: bool
    changes: bool


SHARED = (
    "name",
    "folder",
    "version",
    "uses",
    "used_at",
    "created_at",
    "changed_at",
    "retired_at",
)


def quick_reply(kept: QuickReply) -> dict[str, Any]:
    return {**_shared(kept), "shortcut": kept.shortcut, "texts": kept.texts, "stale": kept.stale}


def macro(kept: Macro) -> dict[str, Any]:
    return {**_shared(kept), "does": kept.does}


def what_counts(kept: dict[str, Any]) -> dict[str, Any]:
    """Without what changes by itself: using it is no change of it."""
    return {name: value for name, value in kept.items() if name not in ("uses", "used_at")}


def filled(spoken: Spoken) -> dict[str, Any]:
    return {
        "text": spoken.filled.text,
        "language": spoken.language,
        "wanted": spoken.wanted,
        "is_stale": spoken.is_stale,
        "missing": spoken.filled.missing,
    }


def foreseen(found: Foreseen[Any]) -> dict[str, Any]:
    lines = [
        {
            "step": line.told.step,
            "says": line.told.says,
            "changes": line.changes,
            "refusal": line.refusal,
            "text": line.reply.filled.text if line.reply else line.note.text if line.note else None,
        }
        for line in found.lines
    ]
    return {"lines": lines, "is_refused": found.is_refused, "changes": found.changes}


def _shared(kept: Any) -> dict[str, Any]:
    said = {name: getattr(kept, name) for name in SHARED}
    return {"id": kept.pk, "reach": str(kept.reach), "team": kept.team_id, "owner": kept.owner_id, **said}
