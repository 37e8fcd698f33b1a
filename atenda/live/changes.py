"""What travels through NOTIFY: an organization and the cases that changed in it, or «many»."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CHANNEL = "atenda_live"
# An id has nineteen digits at most, a NOTIFY 8 000 bytes.
MOST_CASES = 200
MOST_BELLS = 150
MANY = "many"
# Sent by the stream to itself, to know that it still hears.
ECHO = "echo"


@dataclass(frozen=True)
class Change:
    """Cases of one organization that changed; `cases` is None when there are too many to name."""

    organization_id: int
    cases: frozenset[int] | None
    rung: frozenset[int] = frozenset()  # agents behind whose bell there is something new

    @classmethod
    def of(cls, organization_id: int, cases: Iterable[int], rung: Iterable[int] = ()) -> Change:
        named = frozenset(cases)
        bells = frozenset(sorted(rung)[:MOST_BELLS])
        return cls(organization_id, named if len(named) <= MOST_CASES else None, bells)

    @classmethod
    def read(cls, payload: str) -> Change | None:
        """From what was heard; None for anything that is not a change."""
        organization, _, what = payload.partition(":")
        cases, _, rung = what.partition(":")
        try:
            bells = _ids(rung) if rung else frozenset()
            return cls(int(organization), None if cases == MANY else _ids(cases, may_be_none=bool(bells)), bells)
        except ValueError:
            return None

    def written(self) -> str:
        cases = MANY if self.cases is None else ",".join(map(str, sorted(self.cases)))
        bells = ":" + ",".join(map(str, sorted(self.rung))) if self.rung else ""
        return f"{self.organization_id}:{cases}{bells}"

    def joined(self, other: Change) -> Change:
        """Both in one; they are of the same organization."""
        if self.cases is None or other.cases is None:
            return Change(self.organization_id, None, Change.of(self.organization_id, (), self.rung | other.rung).rung)
        return Change.of(self.organization_id, self.cases | other.cases, self.rung | other.rung)

    def touches(self, case_id: int | None) -> bool:
        return case_id is not None and (self.cases is None or case_id in self.cases)

    @property
    def is_only_bells(self) -> bool:
        return self.cases == frozenset()


def _ids(written: str, *, may_be_none: bool = False) -> frozenset[int]:
    """Raises ValueError for anything that is not a list of numbers."""
    return frozenset() if may_be_none and not written else frozenset(map(int, written.split(",")))
