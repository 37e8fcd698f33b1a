"""Rules of mails that come in, and what a trial of one says, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import LARGEST_ID, Answer, Shape
from atenda.intake.models import Rule
from atenda.intake.rules import giving
from atenda.intake.rules.trying import Trial
from atenda.intake.rules.vocabulary import LONGEST_ADDRESS, MOST_CONDITIONS, MOST_VALUES

Key = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Ends = Literal["", "hold", "ignore"]


class ConditionIn(Shape):
    """One of the values is enough."""

    field: Literal["sender", "recipient", "subject", "words", "size", "language", "automatic"]
    how: Literal["is", "is_not", "at", "not_at", "has", "has_not", "begins", "over", "under"]
    values: Annotated[list[Annotated[str, Field(max_length=LONGEST_ADDRESS)]], Field(max_length=MOST_VALUES)] = Field(
        default_factory=list,
        description="Addresses, domains, words, kB or a language (es, gl, en, pt); nothing for automatic.",
    )


class Given(Shape):
    """By field of a case the key of the value a new case is given."""

    type: Key | None = None
    category: Key | None = None
    priority: Key | None = None
    team: Key | None = None
    responsible: Key | None = None
    tags: Annotated[list[Key], Field(max_length=giving.MOST_TAGS)] | None = None


class IntakeRuleFields(Shape):
    """What is not named stays as it is."""

    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    mailbox: Key | None = Field(default=None, description="Of whose mails it is asked; null: of all mailboxes.")
    match_all: bool | None = Field(default=None, description="All conditions, or one of them.")
    conditions: Annotated[list[ConditionIn], Field(min_length=1, max_length=MOST_CONDITIONS)] | None = None
    gives: Given | None = None
    ends: Ends | None = Field(default=None, description="Hold the mail or ignore it: no rule is asked after that.")
    overwrites: bool | None = Field(default=None, description="Also where an earlier rule has given another value.")
    is_on: bool | None = Field(default=None, description="Asked of mails that come in.")


class NewRule(IntakeRuleFields):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    conditions: Annotated[list[ConditionIn], Field(min_length=1, max_length=MOST_CONDITIONS)]


class RuleOrder(Shape):
    ids: Annotated[list[Key], Field(max_length=500)]


class ConditionOut(Answer):
    field: str
    how: str
    values: list[str]


class RuleOut(Answer):
    id: int
    name: str
    mailbox: int | None
    match_all: bool
    conditions: list[ConditionOut]
    gives: dict[str, int | list[int]]
    ends: Ends
    overwrites: bool
    is_on: bool
    version: int
    created_at: datetime
    changed_at: datetime


class Rules(Answer):
    items: list[RuleOut]


class DifferenceOut(Answer):
    field: str = Field(description="Empty for what becomes of the mail itself.")
    was: str
    becomes: str


class TriedOut(Answer):
    mail: int
    sender: str
    subject: str
    received_at: datetime
    case: int | None = Field(description="Its folio.")
    differences: list[DifferenceOut]


class TrialOut(Answer):
    asked: int
    matched: int
    changed: int = Field(description="Those that would have ended differently.")
    unasked: int = Field(description="Those that never come to the rules.")
    unkept: int = Field(description="Those of which nothing was kept that rules read.")
    stopped_at: datetime | None = Field(description="How far back it got, when two seconds were up.")
    mails: list[TriedOut] = Field(description="Up to fifty that the rule holds of.")


def rule(found: Rule) -> dict[str, Any]:
    names = ("name", "match_all", "conditions", "gives", "overwrites", "is_on", "version", "created_at", "changed_at")
    said = {name: getattr(found, name) for name in names}
    return {"id": found.pk, "mailbox": found.mailbox_id, "ends": str(found.ends), **said}


def trial(said: Trial) -> dict[str, Any]:
    numbers = ("asked", "matched", "changed", "unasked", "unkept", "stopped_at")
    mails: list[Mapping[str, Any]] = [
        {
            "mail": one.mail,
            "sender": one.sender,
            "subject": one.subject,
            "received_at": one.at,
            "case": one.folio,
            "differences": [
                {"field": each.field, "was": each.was, "becomes": each.becomes} for each in one.differences
            ],
        }
        for one in said.rows
    ]
    return {**{name: getattr(said, name) for name in numbers}, "mails": mails}
