"""What a list of cases is asked for, in the words of its page's address; nothing in it is passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from atenda.api import explaining, paging
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.worklists.filters import CHOICES, DAYS, MOST_VALUES, read_filters
from atenda.worklists.ordering import ORDERS
from atenda.worklists.question import Question, View, read_question

FILTERS = (*CHOICES, *DAYS, "idle", "open_on", "arrival", "third", "q")
NAMES = ("view", "order", "limit", "cursor", *FILTERS)


def question_of(request: ApiRequest) -> Question:
    """The question; all cases unless a view is named. Raises Problem, naming each parameter that makes no sense."""
    return _asked(request, *NAMES)


def narrowing_of(request: ApiRequest, *more: str) -> Question:
    """The same without order and pages, for what is counted; `more` are parameters of the operation's own."""
    return _asked(request, "view", *FILTERS, *more)


def question_in(said: Mapping[str, str], pointer: str, *, with_order: bool = False) -> Question:
    """The question that a body says in the same words, at this place in it. Raises Problem."""
    known = ("view", *FILTERS, *(("order",) if with_order else ()))
    faults = []
    for name, value in said.items():
        if name not in known:
            faults.append(Fault("unknown", _("There is no such field."), pointer=f"{pointer}/{name}"))
        else:
            faults += [Fault(*wrong, pointer=f"{pointer}/{name}") for wrong in _wrong(name, value)]
    return _read(said, faults)


def _asked(request: ApiRequest, *names: str) -> Question:
    paging.known_parameters(request, *names)
    said = {name: str(value) for name, value in request.GET.items()}
    return _read(said, [Fault(*wrong, parameter=name) for name, value in said.items() for wrong in _wrong(name, value)])


def _read(said: Mapping[str, str], faults: list[Fault]) -> Question:
    if faults:
        raise Problem("invalid", faults[0].message, faults)
    return read_question({"view": View.ALL.value, **said})


def unreadable(said: Mapping[str, str], within: str) -> list[Fault]:
    """What a view would ask that makes no sense: how it is shown may be said as pages say it, all else as lists do."""
    asked = read_question(said).asked
    return [
        Fault("value", _("This filter cannot be read."), pointer=f"{within}{explaining.pointer([name])}")
        for name, value in said.items()
        if asked.get(name) != value and (name not in ("view", "order", *FILTERS) or _wrong(name, value))
    ]


def _wrong(name: str, value: str) -> list[tuple[str, Any]]:
    known = {"view": View.values, "order": list(ORDERS)}
    if name in known:
        if value in known[name]:
            return []
        sentence = _("It must be one of: {expected}.")
        return [("not-one-of", sentence.format(expected=", ".join(known[name])))]
    if name in FILTERS and not _is_read(name, value):
        return [("value", _("This filter cannot be read."))]
    return []


def _is_read(name: str, value: str) -> bool:
    """Whether all of it was understood, value by value."""
    if name == "q":
        return 0 < len(value) <= 200 and bool(value.strip())
    if name not in CHOICES:
        return bool(read_filters({name: value}))
    parts = value.split(",")
    return len(parts) <= MOST_VALUES and all(read_filters({name: part}) for part in parts)


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "in": "query",
        "name": name,
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


IDS = r"^(-?(\d{1,15}|none|me))(,-?(\d{1,15}|none|me))*$"
CUSTOMERS = r"^-?(contact|account):\d{1,15}(,-?(contact|account):\d{1,15})*$"
MARKS = r"^-?([1-5]|none|good|bad)(,-?([1-5]|none|good|bad))*$"
OF_DAYS = gettext_noop("A day (2026-11-02), days (2026-11-01..2026-11-07), or a name such as today, week, month.")
OF_IDS = gettext_noop("Ids with commas between; `-3` is all but that.")
OF_MARKS = gettext_noop("What the customer said, from 1 to 5, with commas between; `none`, `good`, `bad`; `-3`.")
OF_CUSTOMERS = gettext_noop("`contact:12` or `account:7`.")
PARAMETERS = [
    _parameter("view", "Which cases; all of them when it is not said.", enum=View.values),
    _parameter("order", "In which order; «-» turns it round.", enum=list(ORDERS)),
    *(
        _parameter(
            name,
            {"customer": OF_CUSTOMERS, "rating": OF_MARKS}.get(name, OF_IDS),
            pattern={"customer": CUSTOMERS, "rating": MARKS}.get(name, IDS),
        )
        for name in CHOICES
    ),
    *(_parameter(name, OF_DAYS) for name in DAYS),
    _parameter("idle", "Nothing was done for so many days.", pattern="^[1-9][0-9]{0,3}$"),
    _parameter("open_on", "Was pending at the end of that day.", format="date"),
    _parameter("arrival", "Mails of ours about it failed to arrive.", enum=["failed"]),
    _parameter("third", "Somebody was asked in a side conversation and has not answered.", enum=["waiting"]),
    _parameter("q", "Words, a folio, a phone number, an e-mail address.", minLength=1, maxLength=200),
    {
        "in": "query",
        "name": "limit",
        "required": False,
        "description": "How many at once.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": paging.USUAL},
    },
    _parameter("cursor", "From `next` of the page before."),
]
NARROWING = [each for each in PARAMETERS if each["name"] in ("view", *FILTERS)]
