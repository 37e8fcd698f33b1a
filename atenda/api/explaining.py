"""Say in words what is not right with what was sent: what pydantic found, and what a verb refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.api.problems import Fault, Problem
from atenda.organizations.refusals import Refused

IN_BODY = ("body", "form", "file")
# By pydantic's kind of error: our code, and the sentence; {…} stands for what the rule asks.
SENTENCES: Mapping[str, tuple[str, Promise]] = {
    "missing": ("missing", gettext_lazy("This field is needed.")),
    "extra_forbidden": ("unknown", gettext_lazy("There is no such field.")),
    "string_too_long": ("too-long", gettext_lazy("It has up to {max_length} characters.")),
    "string_too_short": ("too-short", gettext_lazy("It has at least {min_length} characters.")),
    "too_long": ("too-many", gettext_lazy("There may be up to {max_length}.")),
    "too_short": ("too-few", gettext_lazy("There must be at least {min_length}.")),
    "greater_than_equal": ("too-small", gettext_lazy("It must be {ge} or more.")),
    "less_than_equal": ("too-large", gettext_lazy("It must be {le} or less.")),
    "literal_error": ("not-one-of", gettext_lazy("It must be one of: {expected}.")),
    "enum": ("not-one-of", gettext_lazy("It must be one of: {expected}.")),
    "string_type": ("type", gettext_lazy("It must be a text.")),
    "int_type": ("type", gettext_lazy("It must be a whole number.")),
    "int_parsing": ("type", gettext_lazy("It must be a whole number.")),
    "bool_type": ("type", gettext_lazy("It must be true or false.")),
    "bool_parsing": ("type", gettext_lazy("It must be true or false.")),
    "list_type": ("type", gettext_lazy("It must be a list.")),
    "dict_type": ("type", gettext_lazy("It must be an object.")),
    "model_type": ("type", gettext_lazy("It must be an object.")),
    "model_attributes_type": ("type", gettext_lazy("It must be an object.")),
    "email": ("email", gettext_lazy("It must be an e-mail address.")),
    "country": ("country", gettext_lazy("It must be the code of a country, like ES (ISO 3166-1).")),
    "zone": ("zone", gettext_lazy("It must be a time zone, like Europe/Madrid.")),
    "moment": ("moment", gettext_lazy("It must be a moment with its zone, like 2026-11-02T09:30:00Z.")),
}
MOST_TOLD = 100  # faults of one request: whoever mends those hears of the next
OTHERWISE = ("value", gettext_lazy("This cannot be read."))


def invalid(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """What did not fit the shape of the request; one that is missing whole has no place."""
    return Problem("invalid", _told(faults := [_fault(error) for error in errors[:MOST_TOLD]]), faults)


def refused(refusal: Refused) -> Problem:
    """What a verb refused, in its own words, at the fields it names."""
    beside = str(refusal.beside or refusal)
    faults = [Fault("refused", beside, pointer=f"/{name}") for name in refusal.fields]
    return Problem("conflict" if refusal.is_conflict else "refused", str(refusal), faults)


def not_there(pointer: str) -> Fault:
    """What is named does not exist, or not for this person."""
    return Fault("not-there", gettext_lazy("There is none of this id."), pointer=pointer)


def pointer(path: Iterable[object]) -> str:
    """As RFC 6901 writes it.

    >>> pointer(["tags", 0, "a/b"])
    '/tags/0/a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _fault(error: Mapping[str, Any]) -> Fault:
    code, sentence = SENTENCES.get(error["type"], OTHERWISE)
    message = str(sentence).format_map(_Asked(error.get("ctx", {})))
    source, *path = error["loc"]
    if source in IN_BODY:
        return Fault(code, message, pointer=pointer(path[1:]))  # the first is what our function calls the body
    name = str(path[0]) if path else ""
    return Fault(code, message, **({"header": name} if source == "header" else {"parameter": name}))


class _Asked(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _told(faults: Sequence[Fault]) -> str:
    return _("{number} things are not right.").format(number=len(faults)) if len(faults) > 1 else str(faults[0].message)
