"""What the DNS says of the domain of a mailbox, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Shape
from atenda.mailboxes.domains.checking import MOST_SELECTORS, Checked
from atenda.mailboxes.domains.looking import About, Verdict
from atenda.mailboxes.domains.saying import sentence


class SelectorsIn(Shape):
    selectors: Annotated[list[Annotated[str, Field(max_length=63)]], Field(max_length=MOST_SELECTORS)] = Field(
        default=[], description="Of DKIM, where whoever sends has told them; the usual ones are tried anyway."
    )


class DnsRecord(Answer):
    name: str
    kind: str
    value: str


class FoundOut(Answer):
    about: Literal[*About.values]  # type: ignore[valid-type]
    verdict: Literal[*Verdict.values]  # type: ignore[valid-type]
    why: str = Field(description="The reason in one word.")
    sentence: str = Field(description="The same in words.")
    there: list[str] = Field(description="What stands in the DNS.")
    add: list[DnsRecord] = Field(description="What is to be added, or to take its place.")


class DomainOut(Answer):
    domain: str = ""
    sender: str = Field(default="", description="The server or provider that sent for it then.")
    selectors: list[str] = []
    checked_at: datetime | None = Field(default=None, description="Null where nobody has asked yet.")
    is_stale: bool = Field(default=False, description="The address or the way out has changed since.")
    may_not_send: bool = Field(default=False, description="The server in use is not among those that may.")
    found: list[FoundOut] = []


def domain(checked: Checked | None) -> dict[str, Any]:
    if checked is None:
        return {"checked_at": None, "found": []}
    row = checked.check
    said = {name: getattr(row, name) for name in ("domain", "sender", "selectors", "checked_at")}
    found = [
        {
            "about": each.about.value,
            "verdict": each.verdict.value,
            "why": each.why,
            "sentence": sentence(each),
            "there": list(each.there),
            "add": [{"name": one.name, "kind": one.kind, "value": one.value} for one in each.add],
        }
        for each in checked.found
    ]
    return {**said, "is_stale": checked.is_stale, "may_not_send": checked.may_not_send, "found": found}
