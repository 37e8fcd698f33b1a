"""What a list of cases is narrowed to: read from its address, and put back into it.

Of one field any of some values, or none of some: `category=3,5`, `category=-7`; nothing in it is `none`,
oneself, or one's teams, `me`.
Fields combine: all of them hold (S0.48). Days are told in `days.py`.
An old address goes on to mean what it meant: a value that was replaced is read as the one that took its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.cases.successors import MODEL_OF, now_called
from atenda.satisfaction.faces import BAD, BY_SCORE, GOOD
from atenda.worklists.days import Days, read_days

LARGEST = 9_223_372_036_854_775
MOST_VALUES = 50
NOTHING = "none"
ME = "me"

# in the order in which they are offered
CHOICES: Mapping[str, Promise] = {
    "assignee": _("Assigned to"),
    "team": _("Team"),
    "customer": _("Customer"),
    "state": _("State"),
    "priority": _("Priority"),
    "category": _("Category"),
    "type": _("Type"),
    "importance": _("Importance"),
    "tag": _("Tag"),
    "campaign": _("Campaign"),
    "source": _("Source"),
    "closing_reason": _("Reason"),
    "rating": _("Rating"),
}
DAYS: Mapping[str, Promise] = {
    "created": _("Created"),
    "changed": _("Changed"),
    "contacted": _("Last contact"),
    "due": _("Deadline"),
    "closed": _("Closed"),
}
OVERDUE = "overdue"
FAILED = "failed"  # of `arrival`: a mail of ours did not arrive
WAITED_FOR = "waiting"  # of `third`: a third party was asked and has not answered
OWN = ("assignee", "team")  # where `me` is somebody: whoever looks, and their teams
# by filter: the field whose values may take one another's place
FIELD_OF = {name: "tags" if name == "tag" else name for name in CHOICES if name == "tag" or name in MODEL_OF}
MARKS = frozenset(map(str, BY_SCORE))
RATINGS: Mapping[str, tuple[int, ...]] = {"good": GOOD, "bad": BAD}  # several marks by one word
NEVER_NOTHING = ("state", "priority", "customer")
# a value of a choice: the id of a row or a mark, None for nothing, `me`, `good`, or («contact», 12)
Value = int | str | tuple[str, int] | None


@dataclass(frozen=True)
class Choice:
    """Any of some values, and none of others."""

    any_of: tuple[Value, ...] = ()
    none_of: tuple[Value, ...] = ()

    @property
    def written(self) -> str:
        return ",".join([*map(written, self.any_of), *(f"-{written(value)}" for value in self.none_of)])

    def without(self, value: Value) -> Choice:
        return Choice(
            tuple(each for each in self.any_of if each != value), tuple(each for each in self.none_of if each != value)
        )

    def only(self, value: Value) -> Choice:
        return Choice((), (value,)) if value in self.none_of else Choice((value,))

    def __bool__(self) -> bool:
        return bool(self.any_of or self.none_of)


@dataclass(frozen=True)
class Filters:
    """All in use. `idle`: nothing was done for so many days. `open_on`: was pending at the end of that day.
    `is_undelivered`: a mail of ours about it did not arrive. `is_asked`: it waits for a third party (U17)."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    days: Mapping[str, Days] = field(default_factory=dict)
    is_overdue: bool = False
    has_no_deadline: bool = False
    idle: int = 0
    open_on: Days | None = None
    is_undelivered: bool = False
    is_asked: bool = False
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.written)

    @cached_property
    def written(self) -> dict[str, str]:
        """What stands in the address."""
        said = {name: choice.written for name, choice in self.choices.items() if choice}
        said |= {name: days.written for name, days in self.days.items()}
        if self.is_overdue or self.has_no_deadline:
            said["due"] = OVERDUE if self.is_overdue else NOTHING
        if self.idle:
            said["idle"] = str(self.idle)
        if self.open_on:
            said["open_on"] = self.open_on.written
        if self.is_undelivered:
            said["arrival"] = FAILED
        if self.is_asked:
            said["third"] = WAITED_FOR
        if self.words:
            said["q"] = self.words
        return said

    @cached_property
    def quoted(self) -> str:
        """The same as part of an address."""
        return urlencode(self.written, safe=",:")

    @cached_property
    def carried(self) -> str:
        """The same as one value of another page's address, which says where one came from; nothing without any."""
        return f"&{urlencode({'in': self.quoted})}" if self else ""

    def without(self, name: str, value: Value = None, *, whole: bool = True) -> Filters:
        """All but one field, or but one of its values."""
        if name in self.choices:
            left = Choice() if whole else self.choices[name].without(value)
            return replace(self, choices={**self.choices, name: left})
        if name == "due":
            return replace(self, days=_but(self.days, name), is_overdue=False, has_no_deadline=False)
        if name in self.days:
            return replace(self, days=_but(self.days, name))
        return replace(self, **{_ATTRIBUTES[name]: _NONE[name]})  # type: ignore[arg-type]

    def choosing(self, name: str, *values: Value) -> Filters:
        """With any of these values, and no others, of a field."""
        return replace(self, choices={**self.choices, name: Choice(values)})

    def saying(self, words: str) -> Filters:
        """With these words looked for."""
        return replace(self, words=words)


NO_FILTERS = Filters()
_ATTRIBUTES = {
    "idle": "idle",
    "open_on": "open_on",
    "arrival": "is_undelivered",
    "third": "is_asked",
    "q": "words",
}
_NONE = {"idle": 0, "open_on": None, "arrival": False, "third": False, "q": ""}


def read_filters(said: Mapping[str, Any]) -> Filters:
    """What an address says; what makes no sense is not there. A field may come several times, as forms send it."""
    values = {name: _said(said, name) for name in (*CHOICES, *DAYS, "idle", "open_on", "arrival", "third", "q")}
    choices = {name: choice for name in CHOICES if (choice := _choice(name, values[name]))}
    days = {name: read for name in DAYS if (text := values[name] or _from_to(said, name)) and (read := read_days(text))}
    idle, open_on = values["idle"], read_days(values["open_on"]) if values["open_on"] else None
    return Filters(
        choices,
        days,
        is_overdue=values["due"] == OVERDUE,
        has_no_deadline=values["due"] == NOTHING,
        idle=int(idle) if idle.isascii() and idle.isdecimal() and len(idle) < 5 else 0,
        open_on=open_on if open_on and open_on.first == open_on.last and not open_on.name else None,
        is_undelivered=values["arrival"] == FAILED,
        is_asked=values["third"] == WAITED_FOR,
        words=" ".join(values["q"].replace("\0", "").split())[:200],
    )


def _said(said: Mapping[str, Any], name: str) -> str:
    several = said.getlist(name) if hasattr(said, "getlist") else [said.get(name) or ""]
    return ",".join(each for each in several if each) if name in CHOICES else (several[-1] if several else "")


def _from_to(said: Mapping[str, Any], name: str) -> str:
    """The two days of a form as one range."""
    first, last = (str(said.get(f"{name}_{edge}") or "") for edge in ("first", "last"))
    return f"{first}..{last}" if first or last else ""


def _choice(name: str, text: str) -> Choice:
    any_of, none_of = dict[Value, None](), dict[Value, None]()
    for part in text.split(",")[:MOST_VALUES]:
        value = _now(name, _read(name, part.removeprefix("-").strip()))
        if value != "":
            (none_of if part.startswith("-") else any_of)[value] = None
    return Choice(tuple(any_of), tuple(none_of))


def _read(name: str, text: str) -> Value:
    """One value; an empty text where it is none."""
    if text == NOTHING and name not in NEVER_NOTHING:
        return None
    if text == ME and name in OWN:
        return ME
    if name == "rating":
        return text if text in RATINGS else int(text) if text in MARKS else ""
    kind, _colon, number = text.rpartition(":")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 17 else 0
    if not 0 < pk < LARGEST:
        return ""
    if name == "customer":
        return (kind, pk) if kind in ("contact", "account") else ""
    return pk if not kind else ""


def _now(name: str, value: Value) -> Value:
    """Whoever still names a value that another took the place of means that one (B83)."""
    return now_called(FIELD_OF[name], value) if name in FIELD_OF and isinstance(value, int) else value


def written(value: Value) -> str:
    if value is None:
        return NOTHING
    return f"{value[0]}:{value[1]}" if isinstance(value, tuple) else str(value)


def _but(days: Mapping[str, Days], name: str) -> dict[str, Days]:
    return {other: each for other, each in days.items() if other != name}
