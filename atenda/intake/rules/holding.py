"""Whether a condition holds of a mail, and what it was compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

from atenda.intake.rules.facts import Facts
from atenda.intake.rules.vocabulary import KB, Condition, Field, How
from atenda.intake.rules.words import Text, tokens

Answer: TypeAlias = tuple[bool, str]
Test: TypeAlias = Callable[[Facts], Answer]
SHOWN = 80


def test_of(condition: Condition) -> Test:
    """What asks the condition of a mail: made once for each rule, not for each mail."""
    field, how, values = condition.field, condition.how, condition.values
    match field:
        case Field.SENDER | Field.RECIPIENT if how not in (How.HAS, How.HAS_NOT):
            return _of_addresses(field, how, frozenset(values))
        case Field.SENDER | Field.SUBJECT | Field.WORDS:
            return _of_words(field, how, values)
        case Field.SIZE:
            return _of_size(how, int(values[0]))
        case Field.LANGUAGE:
            wanted, is_negated = frozenset(values), how is How.IS_NOT
            return lambda facts: ((facts.language in wanted) is not is_negated, facts.language)
        case _:
            return lambda facts: (bool(facts.automatic) is (how is How.IS), facts.automatic)


def _of_addresses(field: Field, how: How, wanted: frozenset[str]) -> Test:
    about = _SENDER if field is Field.SENDER else _RECIPIENTS
    compared = about.domains if how in (How.AT, How.NOT_AT) else about.addresses
    is_negated = how in (How.IS_NOT, How.NOT_AT)

    def ask(facts: Facts) -> Answer:
        there = compared(facts)
        if wanted.isdisjoint(there):
            return is_negated, about.listed(facts)
        return not is_negated, next(address for each, address in there.items() if each in wanted)

    return ask


@dataclass(frozen=True)
class _Addresses:
    """Where facts keep addresses, and the domains they are in or below: each with the address it is of."""

    addresses: Callable[[Facts], Mapping[str, str]]
    domains: Callable[[Facts], Mapping[str, str]]
    listed: Callable[[Facts], str]


_SENDER, _RECIPIENTS = (
    _Addresses(*(attrgetter(f"{name}_{what}") for what in ("addresses", "domains", "listed")))
    for name in ("sender", "recipient")
)


def _of_words(field: Field, how: How, values: Iterable[str]) -> Test:
    text_of = _TEXTS[field]
    asked = [(value, tuple(tokens(value))) for value in values]
    if how is How.BEGINS:
        beginnings = tuple(words[0] for _value, words in asked)
        return lambda facts: _told(next(filter(None, map(text_of(facts).word_beginning, beginnings)), ""))
    first_words = frozenset(words[0] for _value, words in asked)
    is_negated = how is How.HAS_NOT

    def ask(facts: Facts) -> Answer:
        text = text_of(facts)
        if text.known.isdisjoint(first_words):  # of most mails: nothing further is looked at
            return is_negated, ""
        found = next((value for value, words in asked if text.has(words)), "")
        return bool(found) is not is_negated, found[:SHOWN]

    return ask


def _told(found: str) -> Answer:
    return bool(found), found[:SHOWN]


_TEXTS: Mapping[Field, Callable[[Facts], Text]] = {
    Field.SENDER: attrgetter("sender_words"),
    Field.SUBJECT: attrgetter("subject_words"),
    Field.WORDS: attrgetter("all_words"),
}


def _of_size(how: How, limit: int) -> Test:
    is_over = how is How.OVER

    def ask(facts: Facts) -> Answer:
        more = facts.size > limit * KB
        return (more if is_over else facts.size < limit * KB), str(facts.size)

    return ask
