"""What the record that stays holds when another is merged into it: the fields one chooses, and everything of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from atenda.customers.editing import words_for
from atenda.customers.models import Account, Contact
from atenda.customers.profile import TAX
from atenda.customers.tags import key_of
from atenda.customers.ways import WAYS, Way, from_words, in_words, settled
from atenda.organizations.entering import current_organization

STAYS, GOES, BOTH = "stays", "goes", "both"
ASKED: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "tax": TAX,
    "language": ("language",),
    "time_zone": ("time_zone",),
    "notes": ("notes",),
    **{field: (field,) for field in WAYS},  # which of them is the default
}


@dataclass(frozen=True)
class Pair:
    """The two records as events keep them."""

    stays: dict[str, Any]
    goes: dict[str, Any]

    def differs(self, asked: str) -> bool:
        """Whether there is something to choose: of the ways to reach them, which is the default."""
        if asked in WAYS:
            first, second = self.default(STAYS, asked), self.default(GOES, asked)
            return bool(first and second) and first != second
        return any(self.stays[name] != self.goes[name] for name in ASKED[asked])

    def default(self, side: str, field: str) -> tuple[str, ...]:
        ways = from_words(field, getattr(self, side)[field])
        return ways[0].place if ways else ()

    def choice(self, asked: str) -> str:
        """What stands unless one chooses otherwise: what there is; of two, that of the record that stays."""
        if asked == "notes" and self.stays["notes"] and self.goes["notes"] and self.differs("notes"):
            return BOTH
        main = ASKED[asked][0]
        return STAYS if self.stays[main] or not self.goes[main] else GOES


def pair_of(stays: Account | Contact, goes: Account | Contact) -> Pair:
    names = (*(name for names in ASKED.values() for name in names), "tags")
    return Pair(words_for(stays, names), words_for(goes, names))


def united(pair: Pair, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the record that stays; `chosen` says for what one asks whose value it is (of ASKED)."""
    words: dict[str, Any] = {"tags": sorted({*pair.stays["tags"], *pair.goes["tags"]}, key=key_of)}
    for asked, names in ASKED.items():
        choice = chosen.get(asked) or pair.choice(asked)
        if asked in WAYS:
            words[asked] = _all_ways(pair, asked, first=choice)
        elif choice == BOTH:
            words[asked] = f"{pair.stays[asked]}\n\n{pair.goes[asked]}".strip()
        else:
            words |= {name: getattr(pair, choice)[name] for name in names}
    return words


def _all_ways(pair: Pair, field: str, *, first: str) -> list[dict[str, Any]]:
    """Of both, each once, one of them the default."""
    ways: list[Way] = []
    for side in (STAYS, GOES) if first != GOES or not pair.goes[field] else (GOES, STAYS):
        of_side = from_words(field, getattr(pair, side)[field])
        ways += [replace(way, is_default=way.is_default and not ways) for way in of_side]
    return in_words(settled(ways, current_organization().country))
