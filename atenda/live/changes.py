"""What travels through NOTIFY: an organization and the cases that changed in it, or «many»."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CHANNEL = "atenda_live"
# An id has nineteen digits at most, a NOTIFY 8 000 bytes.
MOST_CASES = 200
MANY = "many"
# Sent by the stream to itself, to know that it still hears.
ECHO = "echo"


@dataclass(frozen=True)
class Change:
    """Cases of one organization that changed; `cases` is None when there are too many to name."""

    organization_id: int
    cases: frozenset[int] | None

    @classmethod
    def of(cls, organization_id: int, cases: Iterable[int]) -> Change:
        named = frozenset(cases)
        return cls(organization_id, named if len(named) <= MOST_CASES else None)

    @classmethod
    def read(cls, payload: str) -> Change | None:
        """From what was heard; None for anything that is not a change."""
        organization, _, cases = payload.partition(":")
        try:
            return cls(int(organization), None if cases == MANY else frozenset(map(int, cases.split(","))))
        except ValueError:
            return None

    def written(self) -> str:
        cases = MANY if self.cases is None else ",".join(map(str, sorted(self.cases)))
        return f"{self.organization_id}:{cases}"

    def joined(self, other: Change) -> Change:
        """Both in one; they are of the same organization."""
        if self.cases is None or other.cases is None:
            return Change(self.organization_id, None)
        return Change.of(self.organization_id, self.cases | other.cases)

    def touches(self, case_id: int | None) -> bool:
        return case_id is not None and (self.cases is None or case_id in self.cases)
