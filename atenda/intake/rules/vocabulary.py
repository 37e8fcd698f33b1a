"""What a rule may ask of a mail: a field, how it is compared, and with what. Words of people, no expressions (U6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.intake.limits import LARGEST_MAIL
from atenda.intake.rules.words import tokens
from atenda.organizations.refusals import Refused

MOST_CONDITIONS = 20
MOST_VALUES = 30
LONGEST_VALUE = 100
LONGEST_ADDRESS = 320
KB = 1_000
LANGUAGES = ("es", "gl", "en", "pt")  # that a reader of mails tells apart


class Field(StrEnum):
    SENDER = "sender"
    RECIPIENT = "recipient"
    SUBJECT = "subject"
    WORDS = "words"  # of the subject and of what was written
    SIZE = "size"  # kB, as it travelled
    LANGUAGE = "language"
    AUTOMATIC = "automatic"


class How(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    AT = "at"
    NOT_AT = "not_at"
    HAS = "has"
    HAS_NOT = "has_not"
    BEGINS = "begins"
    OVER = "over"
    UNDER = "under"


FIELD_NAMES = frozenset(field.value for field in Field)
_ADDRESSED = (How.IS, How.IS_NOT, How.AT, How.NOT_AT)
_WRITTEN = (How.HAS, How.HAS_NOT, How.BEGINS)
HOWS: Mapping[Field, tuple[How, ...]] = {
    Field.SENDER: (*_ADDRESSED, How.HAS, How.HAS_NOT),
    Field.RECIPIENT: _ADDRESSED,
    Field.SUBJECT: _WRITTEN,
    Field.WORDS: _WRITTEN,
    Field.SIZE: (How.OVER, How.UNDER),
    Field.LANGUAGE: (How.IS, How.IS_NOT),
    Field.AUTOMATIC: (How.IS, How.IS_NOT),
}


class BadCondition(Refused):
    """Why a condition is none, in the sentence a person reads; `part` is what of it is wrong."""

    def __init__(self, sentence: object, part: str = "values") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.part = part


@dataclass(frozen=True)
class Condition:
    """Any of the values is enough. Values are as people typed them: addresses, domains, words, kB, a language."""

    field: Field
    how: How
    values: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        return {"field": self.field.value, "how": self.how.value, "values": list(self.values)}


def condition_of(field: str, how: str, values: Iterable[str]) -> Condition:
    """The condition, its values cleaned. Raises BadCondition."""
    if field not in FIELD_NAMES or how not in HOWS[Field(field)]:
        raise BadCondition(_("Choose what is looked at."), "how")
    asked, compared = Field(field), How(how)
    given = tuple(dict.fromkeys(value for each in values if (value := " ".join(str(each).split()))))
    if asked is Field.AUTOMATIC:
        return Condition(asked, compared)
    if not given:
        raise BadCondition(_("Write what it is compared with."))
    if len(given) > MOST_VALUES:
        raise BadCondition(_("Up to 30, with commas between them."))
    return Condition(asked, compared, tuple(_cleaned(asked, compared, value) for value in given))


def conditions_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Those of a rule, as they are kept."""
    return tuple(Condition(Field(each["field"]), How(each["how"]), tuple(each["values"])) for each in kept)


def _cleaned(field: Field, how: How, value: str) -> str:
    if field is Field.SIZE:
        return _size(value)
    if field is Field.LANGUAGE:
        if value not in LANGUAGES:
            raise BadCondition(_("Choose a language."))
        return value
    if how in (How.IS, How.IS_NOT):
        return _address(value)
    if how in (How.AT, How.NOT_AT):
        return _domain(value)
    return _words(value, how)


def _size(value: str) -> str:
    if not (value.isascii() and value.isdecimal() and len(value) < 6 and 0 < int(value) <= LARGEST_MAIL // KB):
        raise BadCondition(_("A number of kB, from 1 to 35000."))
    return str(int(value))


def _address(value: str) -> str:
    local, _at, domain = value.rpartition("@")
    if not local or "." not in domain or " " in value or len(value) > LONGEST_ADDRESS:
        raise BadCondition(_("Write whole addresses, like shop@example.com, with commas between them."))
    return value.lower()


def _domain(value: str) -> str:
    name = value.lower().removeprefix("@").strip(".")
    if not name or "@" in name or " " in name or "/" in name or len(name) > LONGEST_ADDRESS:
        raise BadCondition(_("Write what stands behind the @, like example.com, with commas between them."))
    return name


def _words(value: str, how: How) -> str:
    found = tokens(value)
    if not found or len(value) > LONGEST_VALUE:
        raise BadCondition(_("Write words of up to 100 letters, with commas between them."))
    if how is How.BEGINS and len(found) > 1:
        raise BadCondition(_("Write beginnings of single words, like factur, with commas between them."))
    return value
