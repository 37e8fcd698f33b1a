"""Which cases are meant: those marked on the page, or everything the question lets through at that moment (B43)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from atenda.staff.models import Agent
from atenda.worklists.conditions import scope, where, within_organization
from atenda.worklists.narrowing import count
from atenda.worklists.question import Question, read_question
from atenda.worklists.wheres import Condition, Where

MOST_MARKED = 1_000
LARGEST = 2_147_483_647
REST = """c.folio IN (SELECT r.folio FROM worklists_bulkrow r
    WHERE r.organization_id = c.organization_id AND r.bulk_id = %s AND r.outcome IN ('refused', 'waiting'))"""


@dataclass(frozen=True)
class Chosen:
    """Some cases by folio, or all of a question."""

    question: Question
    folios: tuple[int, ...] = ()
    all_of_it: bool = False
    rest_of: int = 0  # an earlier deed: what was refused there, or not come to

    def where(self, actor: Agent) -> Where:
        """Never more than this agent sees now."""
        if self.all_of_it:
            return where(actor, self.question)
        if self.rest_of:
            rest = Condition(REST, (self.rest_of,))
            return Where((*within_organization(), *scope(actor), rest))
        marked = Condition("c.folio = ANY(%s)", (list(self.folios),))
        return Where((*within_organization(), *scope(actor), marked))

    def count(self, actor: Agent) -> int:
        return count(self.where(actor), None)

    @property
    def written(self) -> dict[str, str]:
        """As an address, or hidden fields, say it."""
        if self.rest_of:
            return {"rest": str(self.rest_of)}
        marked = {"all": "1"} if self.all_of_it else {"case": ",".join(map(str, self.folios))}
        return self.question.written | marked

    @property
    def query(self) -> str:
        return "?" + urlencode(self.written, safe=",:")


def read_chosen(said: Mapping[str, Any], marked: list[str]) -> Chosen:
    """What a page says: `all`, or in `marked` folios, alone or with commas between."""
    typed = [each for text in marked for each in text.split(",")[:MOST_MARKED]][:MOST_MARKED]
    folios = [int(each) for each in typed if each.isdecimal() and len(each) < 11 and int(each) <= LARGEST]
    rest = str(said.get("rest") or "")
    return Chosen(
        read_question(said),
        tuple(dict.fromkeys(folios)),
        all_of_it=said.get("all") == "1",
        rest_of=int(rest) if rest.isdecimal() and len(rest) < 19 else 0,
    )
